"""CSV and its relatives: finds the delimiter and the header, and gives every row as a record."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from core.catalogue.columns import KNOWN, has_title, header_key, unknown
from core.catalogue.notes import Notes
from core.catalogue.records.decode import Source
from core.catalogue.records.record import Record
from core.catalogue.records.rows import Row, Rows, split_line
from core.catalogue.records.shape import Shape
from core.errors import UnreadableFile

_DELIMITERS = ",;\t|"


def read_delimited(source: Source, notes: Notes) -> Iterator[Record]:
    """The records under a header row. UnreadableFile where no column of the first row is a title's."""
    rows = Rows(source.lines(), _delimiter(source))
    header = _header(rows, source)
    names = unknown(header)
    if names:
        notes.warn("columns not used", f"{source.name}: columns not used: {', '.join(names)}")
    shape = Shape(header)
    columns: dict[str, int] = {}
    for index, name in enumerate(header):
        if header_key(name) in KNOWN:
            columns.setdefault(header_key(name), index)  # of two columns with one name, the first
    for row in _whole_rows(rows, shape):
        yield _record(row, shape, header, columns)


def _delimiter(source: Source) -> str:
    """The delimiter under which the first line has the most columns an import understands."""
    lines = (line for line in re.split(r"[\r\n]+", source.head_text()) if line.strip())
    first = next(lines, "")
    if first.lower().startswith("sep="):  # Excel's own hint
        first = next(lines, "")
    headers = {mark: split_line(first, mark) for mark in _DELIMITERS}

    def understood(mark: str) -> tuple[bool, int, int]:
        keys = [header_key(name) for name in headers[mark]]
        return has_title(keys), len(KNOWN.intersection(keys)), len(keys)

    return max(_DELIMITERS, key=understood)


def _header(rows: Rows, source: Source) -> list[str]:
    """The first row that is not blank. UnreadableFile if nothing in it is a title's column."""
    while row := rows.next(_names_a_title):
        if row.reason or any(map(str.strip, row.cells)) and not row.cells[0].lower().startswith("sep="):
            break
    cells = row.cells if row else []
    if not _names_a_title(cells):
        shown = ", ".join(repr(name.strip()[:30]) for name in cells[:8])
        raise UnreadableFile(
            f"{source.name} has no title column in its first line ({shown}). "
            'Name one of its columns "title" or "name", or export it as CSV with a header row.'
        )
    return cells


def _names_a_title(cells: Sequence[str]) -> bool:
    return has_title(map(header_key, cells))


def _whole_rows(rows: Rows, shape: Shape) -> Iterator[Row]:
    """Rows without the blank ones, those put together again that a line break had cut."""
    held: Row | None = None
    while row := rows.next(shape.fits):
        if not row.reason and not any(map(str.strip, row.cells)):
            continue
        if held and not held.reason and not row.reason and (whole := shape.rejoined(held.cells, row.cells)):
            held = replace(held, cells=whole, repair=f"a row cut by a line break was joined with line {row.line}")
            continue
        if held:
            yield held
        held = row
    if held:
        yield held


def _record(row: Row, shape: Shape, header: Sequence[str], columns: Mapping[str, int]) -> Record:
    cells, repair, reason = row.cells, row.repair, row.reason
    count = len(cells)
    if not reason and cells == header:
        reason = "it is the header row again"
    elif not reason and count < shape.width:
        cells = shape.padded(cells)
        repair = repair or f"only {count} of {shape.width} cells; the others were taken as empty"
    elif count > shape.width:
        only_empty = not any(map(str.strip, cells[shape.width :]))
        if only_empty and shape.fits(cells[: shape.width]):
            cells = cells[: shape.width]
        elif mended := shape.shortened(cells):
            cells, repair = mended, f"{count} cells for {shape.width} columns; an unquoted delimiter was taken as text"
        elif not only_empty:
            reason = f"it has {count} cells where the header has {shape.width}"
    if reason:
        return Record(row.line, {}, reason=reason)
    return Record(row.line, {key: cells[index] for key, index in columns.items()}, repair=repair)
