"""The elements of a JSON list one by one, however long the list is."""

import json
import re
from collections.abc import Iterator
from typing import Any

from core.catalogue.records.decode import MAX_LINE_BYTES, Source
from core.errors import UnreadableFile

_SPACE = re.compile(r"\s*")


class Elements:
    """Iterates over (line an element begins on, element).

    UnreadableFile where the list is broken or breaks off: what comes after such a place cannot be told apart.
    """

    def __init__(self, source: Source) -> None:
        self._name = source.name
        self._blocks = source.blocks()
        self._decoder = json.JSONDecoder()
        self._text, self._at, self._line = "", 0, 1

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        """The elements, to the bracket that closes the list; what follows it is ignored."""
        self._expect("[")
        while self._next_mark() != "]":
            line = self._line
            yield line, self._element()
            if self._next_mark() != "]":
                self._expect(",")

    def _element(self) -> Any:
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
                if end < len(self._text) or not self._more():  # at the very end, "12" may go on as "123"
                    self._move(end)
                    return value
            except RecursionError:
                raise self._broken() from None
            except ValueError:
                if len(self._text) - self._at > MAX_LINE_BYTES or not self._more():
                    raise self._broken() from None

    def _expect(self, mark: str) -> None:
        if self._next_mark() != mark:
            raise self._broken()
        self._move(self._at + 1)

    def _next_mark(self) -> str:
        """The next character that is not a space, "" at the end of the file."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._move(space.end() if space else self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _move(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        block = next(self._blocks, None)
        self._text, self._at = self._text[self._at :] + (block or ""), 0
        return block is not None

    def _broken(self) -> UnreadableFile:
        return UnreadableFile(
            f"{self._name}: the JSON list is broken at line {self._line}. Is the download complete? Fetch it again."
        )
