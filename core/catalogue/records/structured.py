"""JSON Lines, a JSON array and Parquet: records that already are values and not text."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from core.catalogue.columns import KNOWN, has_title, header_key, unknown
from core.catalogue.notes import Notes
from core.catalogue.records.decode import Source
from core.catalogue.records.json_array import Elements
from core.catalogue.records.record import Record
from core.errors import UnreadableFile

_BATCH = 500  # rows: whole credits of a batch of films are some 50 MB


def read_json_lines(source: Source, notes: Notes) -> Iterator[Record]:
    """One JSON object per line. UnreadableFile where no object at the file's beginning has a title."""
    head = [_object(line) for line in source.head_text().split("\n")]
    if not any(values and has_title(map(header_key, values)) for values in head):
        raise UnreadableFile(
            f"{source.name} begins like JSON, but no line of its beginning is an object with a title. "
            "Write one object per line, or a list of objects."
        )
    unused = _Unused(source, notes)
    for number, line in enumerate(source.lines(), 1):
        if line.strip():
            values = _object(line)
            yield unused.record(number, values)
    unused.tell()


def read_json_array(source: Source, notes: Notes) -> Iterator[Record]:
    """The objects of one JSON list, without holding the list. UnreadableFile where the list breaks off."""
    unused = _Unused(source, notes)
    for line, values in Elements(source):
        yield unused.record(line, values)
    unused.tell()


def read_parquet_records(source: Source, notes: Notes) -> Iterator[Record]:
    """The rows of a Parquet file; their line is the number of the row, counted from 1."""
    import pyarrow.parquet as parquet  # here: nobody pays for it who imports CSV
    from pyarrow import ArrowException

    try:
        with parquet.ParquetFile(source.path) as file:
            names: list[str] = file.schema_arrow.names
            if not has_title(map(header_key, names)):
                raise UnreadableFile(f"{source.name} has no title column, only {', '.join(names[:20])}.")
            if unknown(names):
                notes.warn("columns not used", f"{source.name}: columns not used: {', '.join(unknown(names))}")
            known = [name for name in names if header_key(name) in KNOWN]
            number = 0
            for batch in file.iter_batches(_BATCH, columns=known):
                for values in batch.to_pylist():
                    number += 1
                    yield Record(number, _keyed(values))
                source.done = source.size * number // max(1, file.metadata.num_rows)
    except (ArrowException, OSError, ValueError, OverflowError) as error:
        raise UnreadableFile(f"{source.name} is damaged Parquet: {error}. Write it again.") from error


class _Unused:
    """Turns objects into records and remembers the names nobody reads, to tell them once."""

    def __init__(self, source: Source, notes: Notes) -> None:
        self._source, self._notes = source, notes
        self._names: dict[str, None] = {}

    def record(self, line: int, values: Any) -> Record:
        if not isinstance(values, dict):
            return Record(line, {}, reason="it is not a JSON object")
        keyed = _keyed(values)
        if len(keyed) < len(values) and len(self._names) < 100:
            self._names.update(dict.fromkeys(unknown(values)))
        return Record(line, keyed)

    def tell(self) -> None:
        if self._names:
            names = ", ".join(self._names)
            self._notes.warn("columns not used", f"{self._source.name}: columns not used: {names}")


def _keyed(values: Mapping[str, Any]) -> dict[str, Any]:
    keyed: dict[str, Any] = {}
    for name, value in values.items():
        if (key := header_key(name)) in KNOWN:
            keyed.setdefault(key, value)
    return keyed


def _object(line: str) -> dict[str, Any] | None:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None
