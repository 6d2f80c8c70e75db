"""Files that are not CSV, and files that are no catalogue."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.catalogue.importer import import_files
from core.catalogue.title import Title
from core.errors import InvalidRequest, UnreadableFile


def test_json_lines(importing: Any) -> None:
    rows = [{"id": 1, "Name": "Alien", "genres": [{"name": "Horror"}], "year": 1979, "x": 1}, ["no object"]]
    (title,), report = importing("\n".join(map(json.dumps, rows)) + "\n{broken\n\n")
    assert (title.id, title.title, title.genres, title.year) == ("1", "Alien", ("Horror",), 1979)
    assert [row.line for row in report.rejected] == [2, 3]
    assert "columns not used: x" in str(report.warnings)


def test_a_json_array_of_any_layout(importing: Any) -> None:
    rows = [
        {"id": f"s{number}", "type": "movie", "title": f"Film {number}", "plot": "x" * 500} for number in range(2000)
    ]
    for indent in (None, 1):
        titles, report = importing(json.dumps([*rows, 7], indent=indent))
        assert len(titles) == 2000
        assert [row.line for row in report.rejected] == [1 if indent is None else 2 + 6 * 2000]


def test_numbers_as_titles_and_missing_words(importing: Any) -> None:
    titles, _ = importing(
        '{"id":1,"type":"movie","title":1917,"year":NaN,"plot":null}\n{"id":2,"type":"movie","title":"None","plot":"N/A"}\n'
    )
    assert [(title.title, title.year, title.overview) for title in titles] == [("1917", None, ""), ("None", None, "")]


@pytest.mark.parametrize(
    "content",
    [
        b"", b" \n\n", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"%PDF-1.7", b"<!DOCTYPE html><html>",
        b"PAR1xxx", b"a,b\n1,2\n", b"\x00\x01\x02", bytes(range(256)), b'{"a": 1}\n', b"[1, 2",
        b'[{"title": "A"} {"title": "B"}]', b"{", b"id,title\n\n", "id,title".encode("utf-16-le"),
    ],
)  # fmt: skip
def test_what_is_no_catalogue_is_refused_before_anything_is_written(tmp_path: Path, content: bytes) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("id,title\na,Alien\n")
    bad.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"bad\.csv"):
        import_files([good, bad], _must_not_write)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnreadableFile, match=path.name):
            import_files([path], _must_not_write)
    with pytest.raises(InvalidRequest):
        import_files([], _must_not_write)


def test_progress_goes_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,title\n" + "".join(f"{number},Film {number}\n" for number in range(2500)))
    told: list[tuple[int, int]] = []
    import_files([path], lambda titles: None, progress=lambda done, total: told.append((done, total)))
    size = path.stat().st_size
    assert told == sorted(told) and len(told) == 3 and told[-1] == (size, size)


def _must_not_write(titles: Iterator[Title]) -> None:
    raise AssertionError("nothing may be written")
