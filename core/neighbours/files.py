"""Neighbours as a Parquet file: one line for each title, which any tool for data reads by itself."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import InvalidRequest, UnreadableFile
from core.neighbours.pairs import Neighbours
from core.snapshot import Snapshot

_ROW_GROUP = 8192  # titles that are read and written together


def write_neighbours(path: Path, snapshot: Snapshot, method: str, language: str, blocks: Iterable[Neighbours]) -> int:
    """Writes ``blocks``, found in ``snapshot`` by ``method`` in ``language``, as Parquet; returns how many titles.

    Columns: ``title_id`` string, ``neighbours`` list of ids, best first, ``scores`` list of float32. The file's
    metadata name ``snapshot``, ``method`` and ``language``. It appears when it is complete; until then an earlier
    one of this name stays.

    :raises InvalidRequest: the name does not end in .parquet, or the folder cannot be written to.
    """
    import pyarrow.parquet as parquet  # here: only who reads or writes Parquet pays for it

    if path.suffix != ".parquet":
        raise InvalidRequest("out", f"Neighbours are written as Parquet: end the name {path.name!r} in .parquet.")
    said = {"snapshot": snapshot.id, "method": method, "language": language}
    tables = _tables(list(snapshot.ids), blocks)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    count = 0
    try:
        with parquet.ParquetWriter(unfinished, _schema().with_metadata(said), compression="zstd") as writer:
            for table in tables:
                count += table.num_rows
                writer.write_table(table)
        unfinished.replace(path)
    except OSError as error:
        raise InvalidRequest("out", f"Cannot write {path}: {error.strerror or error}. Choose another place.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def read_neighbours(path: Path) -> Iterator[tuple[str, list[tuple[str, float]]]]:
    """Each title's id and its neighbours' ids and scores, as :func:`write_neighbours` wrote them, streamed.

    :raises UnreadableFile: the file is missing, or another.
    """
    import pyarrow.parquet as parquet
    from pyarrow import ArrowException

    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROW_GROUP, columns=_schema().names):
                for line in batch.to_pylist():
                    yield line["title_id"], list(zip(line["neighbours"], line["scores"], strict=True))
    except (ArrowException, OSError, KeyError) as error:
        raise UnreadableFile(f"{path} holds no neighbours ({error}). Write them: python -m core neighbours.") from error


def _tables(ids: list[str], blocks: Iterable[Neighbours]) -> Iterator[Any]:
    """The blocks as pyarrow tables of one row group each."""
    import pyarrow

    names = pyarrow.array(ids, pyarrow.string())
    waiting: list[Any] = []
    for block in blocks:
        there = block.neighbours >= 0
        ends = np.concatenate(([0], np.cumsum(there.sum(axis=1))))
        columns = [
            names.take(pyarrow.array(block.rows)),
            pyarrow.ListArray.from_arrays(ends.astype(np.int32), names.take(pyarrow.array(block.neighbours[there]))),
            pyarrow.ListArray.from_arrays(ends.astype(np.int32), pyarrow.array(block.scores[there])),
        ]
        waiting.append(pyarrow.record_batch(columns, schema=_schema()))
        if sum(batch.num_rows for batch in waiting) >= _ROW_GROUP:
            yield pyarrow.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pyarrow.Table.from_batches(waiting)


def _schema() -> Any:
    import pyarrow

    ids, scores = pyarrow.list_(pyarrow.string()), pyarrow.list_(pyarrow.float32())
    return pyarrow.schema([("title_id", pyarrow.string()), ("neighbours", ids), ("scores", scores)])
