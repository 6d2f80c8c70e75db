"""Neighbours as a file, and the command that writes it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from core.engine import Engine
from core.errors import InvalidRequest, UnreadableFile
from core.neighbours import files
from core.neighbours.files import read_neighbours, write_neighbours
from core.neighbours.pairs import Neighbours, neighbours
from tests.fixtures import TITLES, engine_of, python


def test_what_is_written_is_read_back(embedded: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_ROW_GROUP", 300)  # several groups
    path = tmp_path / "pairs.parquet"
    blocks = neighbours(embedded.snapshot, "multi", 10, language="es", compiled=False)
    assert write_neighbours(path, embedded.snapshot, "multi", "es", blocks) == len(embedded)
    kept = dict(read_neighbours(path))
    assert list(kept) == embedded.ids
    for title_id in embedded.ids[::30]:
        items = embedded.similar(title_id, "multi", 10, language="es")
        assert kept[title_id] == [(item.title.id, item.score) for item in items]
    with parquet.ParquetFile(path) as file:
        said = file.schema_arrow.metadata
    assert said == {b"snapshot": embedded.snapshot.id.encode(), b"method": b"multi", b"language": b"es"}


def test_a_title_without_neighbours_has_an_empty_line(small: Engine, tmp_path: Path) -> None:
    path = tmp_path / "pairs.parquet"
    blocks = neighbours(small.snapshot, "overview", compiled=False)
    write_neighbours(path, small.snapshot, "overview", "en", blocks)
    assert dict(read_neighbours(path))["m07"] == []


def test_what_fails_leaves_the_file_that_was(small: Engine, tmp_path: Path) -> None:
    def failing() -> Iterator[Neighbours]:
        yield from neighbours(small.snapshot, "multi", compiled=False)
        raise KeyboardInterrupt

    path = tmp_path / "pairs.parquet"
    path.write_text("before")
    with pytest.raises(KeyboardInterrupt):
        write_neighbours(path, small.snapshot, "multi", "en", failing())
    assert path.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["pairs.parquet"]


@pytest.mark.parametrize("name", ["pairs.csv", "no-such-folder/pairs.parquet"])
def test_where_it_cannot_be_written(small: Engine, tmp_path: Path, name: str) -> None:
    blocks = neighbours(small.snapshot, "multi", compiled=False)
    with pytest.raises(InvalidRequest, match=name.split("/")[-1]):
        write_neighbours(tmp_path / name, small.snapshot, "multi", "en", blocks)


def test_another_file_is_no_neighbours(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="none"):
        list(read_neighbours(tmp_path / "none.parquet"))
    (tmp_path / "text.parquet").write_text("neighbours")
    with pytest.raises(UnreadableFile, match="python -m core neighbours"):
        list(read_neighbours(tmp_path / "text.parquet"))


def test_the_command(tmp_path: Path) -> None:
    engine = engine_of(tmp_path / "store", TITLES)
    path = tmp_path / "pairs.parquet"
    arguments = (
        "neighbours",
        "--store",
        str(tmp_path / "store"),
        "--out",
        str(path),
        "--method",
        "hybrid",
        "--count",
        "3",
    )
    done = python("-m", "core", *arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "file": str(path), "titles": 12, "count": 3, "method": "hybrid", "language": "en",
        "snapshot": engine.snapshot.id, "compiled": False,
    }  # fmt: skip
    for title_id, listed in read_neighbours(path):
        items = engine.similar(title_id, "hybrid", 3)
        assert listed == [(item.title.id, item.score) for item in items]
    done = python("-m", "core", *arguments)
    assert "3 neighbours of each of 12 titles" in done.stdout
    done = python("-m", "core", "neighbours", "--store", str(tmp_path / "store"), "--out", "pairs.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert ".parquet" in done.stderr
