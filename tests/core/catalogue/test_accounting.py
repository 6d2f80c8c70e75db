"""The law of the import, tried on rows nobody would write: read = imported + merged + rejected."""

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.catalogue.importer import ImportReport, import_files
from core.catalogue.title import Title
from core.errors import RecommenderError

HEADER = "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description\n"


_PIECES = st.sampled_from(
    [
        b"s1", b"Movie", b"TV Show", b"Alien", b",", b",", b";", b"\n", b"\n", b"\r\n", b"\r", b'"', b'""', b"\x00",
        b"\xff", b"[", b"]", b"{'name': 'a'}", b"2020", b"90 min", b" ", b"&amp;", b"\xc3\xa9", b"\xc3\x83\xc2\xa9",
        b"\\N", b"1/2/2020", b"|", b"Jr.",
    ]
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=st.lists(st.one_of(_PIECES, st.binary(max_size=5)), max_size=60).map(b"".join), header=st.booleans())
def test_every_row_read_is_accounted_for_whatever_the_bytes(tmp_path: Path, body: bytes, header: bool) -> None:
    path = tmp_path / "mangled.csv"
    path.write_bytes((HEADER.encode() if header else b"") + body)
    titles: list[Title] = []
    try:
        report: ImportReport = import_files([path], titles.extend)
    except RecommenderError:
        assert titles == []
        return
    assert report.read == report.imported + report.merged + len(report.rejected)
    assert len(titles) == report.imported
    assert all(0 < row.line <= body.count(b"\n") + body.count(b"\r") + 2 for row in report.rejected)
    json.dumps(report.to_dict(), ensure_ascii=False).encode()


_KEYS = st.sampled_from(["name", "job", "order", "en", "title"])
_WORDS = st.text(max_size=8) | st.sampled_from(["Movie", "[1", "['a']"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner),
    max_leaves=6,
)
_FIELDS = st.sampled_from(["id", "type", "title", "crew", "cast", "genres", "year", "rating", "duration", "country",
                           "translations", "collection", "date_added", "popularity", "tmdb_id", "seasons"])  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.dictionaries(_FIELDS, _JSON), max_size=5))
def test_json_of_any_kind_is_accounted_for(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    path = tmp_path / "mangled.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in [{"title": "A"}, *rows]))
    titles: list[Title] = []
    report = import_files([path], titles.extend)
    assert report.read == 1 + len(rows) == report.imported + report.merged + len(report.rejected)
    assert len(titles) == report.imported
