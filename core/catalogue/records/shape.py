"""The shape a table's header promises, and rows that lost it: cut in pieces, or with a cell too many."""

import re
from collections.abc import Callable, Sequence

from core.catalogue.columns import field_positions
from core.catalogue.values import cells as read

_LONGEST_TEXT = 20_000  # nobody's plot: a thousand lines of debris are not joined to one title


class Shape:
    """Tells whether cells make a whole row, by their number and by those columns whose content can be recognised."""

    def __init__(self, header: Sequence[str]) -> None:
        self.width = len(header)
        self._id, self._title, self._type = (field_positions(header, field) for field in ("id", "title", "type"))
        self._checks = [
            (index, check) for field, check in _RECOGNISED.items() for index in field_positions(header, field)
        ]

    def fits(self, cells: Sequence[str]) -> bool:
        """Whether these cells are a row: as many as the header's, with a title, and nothing in a wrong column."""
        return (
            len(cells) == self.width
            and any(cells[index].strip() for index in self._title)
            and all(not cells[index].strip() or check(cells[index]) for index, check in self._checks)
        )

    def rejoined(self, before: Sequence[str], after: Sequence[str]) -> list[str] | None:
        """The row that a line break cut in two, if these two are its pieces beyond doubt.

        The second must be no row of its own, and both together must fit. A lone text is only taken where the
        row before is short, or where the text goes on in the middle of a sentence or ends a quote.
        """
        left, right = _trimmed(before), _trimmed(after)
        if not left or not right or len(left) + len(right) - 1 > self.width or self._is_a_row(after, before):
            return None
        if len(left[-1]) > _LONGEST_TEXT:
            return None
        text = f"{left[-1]}\n{right[0]}"
        closes = right[0].endswith('"') and text.count('"') % 2 == 1
        short = len(before) < self.width
        if len(right) == 1 and not (short or closes or _goes_on(left[-1], right[0])):
            return None
        whole = [*left[:-1], text[:-1] if closes else text, *right[1:]]
        padded = self.padded(whole)
        if not self.fits(padded):
            return None
        return whole if short else padded  # a short row may have lost more pieces

    def shortened(self, cells: Sequence[str]) -> list[str] | None:
        """A row with too many cells, its unquoted delimiters taken as text, if there is only one way to do so."""
        extra = len(cells) - self.width
        # "Davis, Jr.": text has a space after its comma, a file's delimiters have none.
        spaced = [index for index in range(1, len(cells)) if cells[index].startswith(" ")]
        if len(spaced) == extra:
            row = [",".join(cells[start:end]) for start, end in _runs(len(cells), spaced)]
            if self.fits(row):
                return row
        ways = (
            [*cells[:at], ",".join(cells[at : at + extra + 1]), *cells[at + extra + 1 :]] for at in range(self.width)
        )
        found = [row for row in ways if self.fits(row)]
        return found[0] if len(found) == 1 else None

    def padded(self, cells: Sequence[str]) -> list[str]:
        """The cells with empty ones after them up to the width."""
        return [*cells, *[""] * (self.width - len(cells))]

    def _is_a_row(self, cells: Sequence[str], before: Sequence[str]) -> bool:
        """Whether cells are a record by themselves, however bad: a whole row, a known type, an id like the last."""
        row = self.padded(cells)
        return (
            self.fits(row)
            or any(read.title_type(row[index]) for index in self._type)
            or any(_alike(row[index], before[index]) for index in self._id if index < len(before))
        )


def _trimmed(cells: Sequence[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return list(cells[:end])


def _runs(count: int, joined: Sequence[int]) -> list[tuple[int, int]]:
    starts = [index for index in range(count) if index not in joined]
    return list(zip(starts, [*starts[1:], count], strict=True))


def _goes_on(text: str, more: str) -> bool:
    return text.rstrip()[-1:] not in (".", "!", "?") and (more[:1].isspace() or more[:1].islower())


def _alike(value: str, other: str) -> bool:
    """Whether two ids are of one make: s12 and s8807, tt0133093 and tt0000001."""

    def make(text: str) -> str:
        return re.sub(r"[0-9]+", "0", re.sub(r"[A-Za-z]+", "a", text.strip()))

    return bool(value.strip()) and make(value) == make(other) and any(map(str.isdigit, value))


def _is_label(value: str) -> bool:
    return len(value) <= 16 and "," not in value


_RECOGNISED: dict[str, Callable[[str], object]] = {
    "id": lambda value: re.fullmatch(r"\s*[^\s,;|]{1,64}\s*", value),
    "type": read.title_type,
    "year": read.year_of,
    "date_added": lambda value: read.iso_date(value) or read.year_of(value),
    "rating": _is_label,
    "maturity": _is_label,
    "duration": lambda value: any(read.duration(value, None)),
    "runtime": lambda value: read.number(value) is not None or read.minutes(value),
    "seasons": lambda value: read.number(value) is not None or read.seasons(value),
    "vote_average": lambda value: read.number(value) is not None,
    "vote_count": lambda value: read.number(value) is not None,
    "popularity": lambda value: read.number(value) is not None,
}
"""How a column's content is recognised; the columns not named here hold any text."""
