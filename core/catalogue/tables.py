"""Catalogues as files: Parquet for keeping, and the exports that ``import`` reads back without a letter changed.

A cell that begins with = + - or @ is written as it is. These files are data: a spreadsheet that opens them blindly
may take such a cell for a formula.
"""

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from core.catalogue.exact import FLOATS, INTEGERS, LISTS, cells
from core.catalogue.title import NAMES, Title
from core.errors import InvalidRequest, UnreadableFile

_ROW_GROUP = 1000


def export(titles: Iterable[Title], path: Path) -> int:
    """Write titles as ``.csv``, ``.jsonl`` or ``.parquet`` and give their number. InvalidRequest for other endings.

    The file appears when it is complete; until then an earlier one of this name stays.
    """
    writers: dict[str, Callable[[Iterable[Title], Path], int]] = {
        ".csv": _write_csv, ".jsonl": _write_json_lines, ".parquet": _write_parquet,
    }  # fmt: skip
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InvalidRequest("file", f"Cannot export to {path.name!r}: end its name in {', '.join(writers)}.")
    return _complete(titles, path, writer)


def write_parquet(titles: Iterable[Title], path: Path) -> int:
    """Write titles as Parquet, whatever the path's ending, and give their number."""
    return _complete(titles, path, _write_parquet)


def read_parquet(source: Path | IO[bytes], name: str = "", **known: str) -> Iterator[Title]:
    """The titles :func:`write_parquet` wrote, streamed. UnreadableFile where they are not that.

    ``name`` is what people call the source, if not its path; ``known`` are fields that its titles share and it lacks.
    """
    import pyarrow.parquet as parquet  # here: only who reads or writes Parquet pays for it

    with _ours(name or source), parquet.ParquetFile(source) as file:
        there = [name for name in NAMES if name in file.schema_arrow.names]  # older catalogues have fewer
        for batch in file.iter_batches(_ROW_GROUP, columns=there):
            for row in batch.to_pylist():
                yield Title.from_dict({**row, **known, "translations": json.loads(row["translations"] or "{}")})


def count_parquet(path: Path) -> int:
    """How many titles :func:`write_parquet` wrote. UnreadableFile where it did not."""
    import pyarrow.parquet as parquet

    with _ours(path):
        count: int = parquet.read_metadata(path).num_rows
    return count


@contextmanager
def _ours(source: object) -> Iterator[None]:
    from pyarrow import ArrowException

    try:
        yield
    except (ArrowException, OSError, ValueError, TypeError, KeyError) as error:
        raise UnreadableFile(f"{source} is not a catalogue of ours: {error}. Import or build again.") from error


def _complete(titles: Iterable[Title], path: Path, writer: Callable[[Iterable[Title], Path], int]) -> int:
    """Write beside the path and move there at the end."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise InvalidRequest("file", f"Cannot write {path}: {error.strerror}. Choose another folder.") from error
    os.close(handle)
    unfinished = Path(name)
    try:
        count = writer(titles, unfinished)
        unfinished.chmod(0o644)  # mkstemp's 0600 would keep it from everybody else
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _write_csv(titles: Iterable[Title], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        # "\r\n" makes the writer quote cells with either of the two; with "\n" a bare "\r" would break its row.
        writer = csv.DictWriter(file, NAMES, lineterminator="\r\n")
        writer.writeheader()
        for title in titles:
            writer.writerow(cells(title))
            count += 1
    return count


def _write_json_lines(titles: Iterable[Title], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for title in titles:
            file.write(json.dumps(title.to_dict(), ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_parquet(titles: Iterable[Title], path: Path) -> int:
    import pyarrow.parquet as parquet

    count = 0
    rest = iter(titles)
    with parquet.ParquetWriter(path, parquet_schema(), compression="zstd") as writer:
        while group := list(islice(rest, _ROW_GROUP)):
            count += len(group)
            writer.write_table(parquet_table(group))
    return count


def parquet_table(titles: Iterable[Title]) -> Any:
    """Titles as the pyarrow table that is kept of them."""
    import pyarrow

    return pyarrow.Table.from_pylist([_row(title) for title in titles], parquet_schema())


def _row(title: Title) -> dict[str, Any]:
    values = title.to_dict()
    values["translations"] = json.dumps(values["translations"], ensure_ascii=False) if title.translations else ""
    return values


def parquet_schema() -> Any:
    """The columns of a kept catalogue, as pyarrow has them: the fields of a title, with translations as JSON."""
    import pyarrow

    def kind(name: str) -> Any:
        if name in LISTS:
            return pyarrow.list_(pyarrow.string())
        return pyarrow.int64() if name in INTEGERS else pyarrow.float64() if name in FLOATS else pyarrow.string()

    return pyarrow.schema([(name, kind(name)) for name in NAMES])
