"""Lines of text to rows of cells: CSV by any delimiter, where a quote that is never closed costs one row at most."""

import csv
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MAX_ROW_LINES = 200
_MAX_CELL = 8 * 1024 * 1024

csv.field_size_limit(_MAX_CELL)  # the default, 128 KB, is less than some films' credits


@dataclass(frozen=True, slots=True)
class Row:
    """One record's cells; ``line`` is the physical line it begins on. ``reason`` tells why it could not be read."""

    line: int
    cells: list[str]
    repair: str = ""
    reason: str = ""


class Rows:
    """Reads rows one by one, and lines twice where a row turns out to have swallowed the next ones."""

    def __init__(self, lines: Iterator[str], delimiter: str) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self._number = 0
        self._delimiter = delimiter

    def next(self, fits: Callable[[list[str]], bool]) -> Row | None:
        """The next row, None after the last. ``fits`` tells whether cells make a row as the header promises it."""
        first = self._next_line()
        if first is None:
            return None
        number = self._number
        if '"' not in first:
            return Row(number, first.rstrip("\r\n").split(self._delimiter))
        cells, taken = self._quoted(first)
        if cells is not None and (len(taken) == 1 or self._is_one_row(cells, taken, fits)):
            return Row(number, cells)
        self._push_back(taken[1:])
        for mended in self._without_open_quote(first):
            if fits(mended):
                return Row(number, mended, repair="a quote that is never closed was closed")
        return Row(number, [], reason="a quote is opened and never closed")

    def _next_line(self) -> str | None:
        line = self._back.popleft() if self._back else next(self._lines, None)
        self._number += line is not None
        return line

    def _push_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))
        self._number -= len(lines)

    def _quoted(self, first: str) -> tuple[list[str] | None, list[str]]:
        """The cells of the row that begins with this line, None if it never ends; and the lines it took."""
        taken = [first]
        ended = True

        def feed() -> Iterator[str]:
            nonlocal ended
            yield first
            # Only asked for more while a quote is open.
            while len(taken) < MAX_ROW_LINES and (line := self._next_line()) is not None:
                taken.append(line)
                yield line
            ended = False

        try:
            cells = next(csv.reader(feed(), delimiter=self._delimiter))
        except csv.Error:
            return None, taken
        return (cells if ended else None), taken

    def _is_one_row(self, cells: list[str], taken: list[str], fits: Callable[[list[str]], bool]) -> bool:
        """Whether several lines are one row with line breaks in its cells, and not a row that swallowed others."""
        if fits(cells) and _strict(taken, self._delimiter) is not None:
            return True
        return not any(fits(alone) for line in taken[1:] for alone in self._without_open_quote(line))

    def _without_open_quote(self, line: str) -> Iterator[list[str]]:
        """The ways to read one line alone: as it is, its last quote closed at the end, its last quote left out."""
        line = line.rstrip("\r\n").replace("\r", " ")
        before, _, after = line.rpartition('"')
        for text in (line, f'{line}"', before + after):
            yield next(csv.reader([text], delimiter=self._delimiter), [])


def split_line(line: str, delimiter: str) -> list[str]:
    """One line's cells, whatever its quotes are like."""
    return _strict([line], delimiter) or line.rstrip("\r\n").split(delimiter)


def _strict(lines: list[str], delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None
