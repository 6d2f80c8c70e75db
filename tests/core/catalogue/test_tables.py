import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.catalogue.importer import import_files
from core.catalogue.tables import export, read_parquet, write_parquet
from core.catalogue.title import Title, Translation
from core.errors import InvalidRequest, UnreadableFile

NASTY = [
    "=1+1", "+1", "-1", "@x", 'a "b", c', "a, b", "a|b;c", "Davis, Jr.", "two\nlines", "a\r\nb", "a\rb", " a  b ",
    "&amp;amp;", "<b>", "CafÃ©", "霸王别姬", "é\u0301", "\ufeffx", "\u2028", "nan", "None", "[1]", "{'a': 1}", "sep=;",
    "2 Seasons", "\\N", "a\tb",
]  # fmt: skip
_text = st.sampled_from(NASTY) | st.text(max_size=12)
_title = _text.filter(str.strip)
_texts = st.lists(_text, max_size=3).map(tuple)
_whole = st.none() | st.integers(0, 10**12)
_float = st.none() | st.floats(0, 1e9, allow_nan=False)
_titles = st.builds(
    Title,
    id=st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}", fullmatch=True),
    type=st.sampled_from(["movie", "series"]),
    title=_title, original_title=_text, year=_whole, overview=_text, directors=_texts, cast=_texts, genres=_texts,
    keywords=_texts, countries=_texts, languages=_texts, runtime=_whole, seasons=_whole, maturity=_text,
    date_added=_text,
    vote_average=_float, vote_count=_whole, popularity=_float, poster_path=_text, collection=_text,
    fetched_at=_text, providers=_texts, watch_link=_text,
    translations=st.dictionaries(_text, st.builds(Translation, _text, _text, _texts), max_size=2),
)  # fmt: skip


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(titles=st.lists(_titles, min_size=1, max_size=6, unique_by=lambda title: title.id))
def test_import_reads_an_export_back_to_the_letter(tmp_path: Path, suffix: str, titles: list[Title]) -> None:
    path = tmp_path / f"export{suffix}"
    assert export(titles, path) == len(titles)
    back: list[Title] = []
    report = import_files([path], back.extend)
    assert back == sorted(titles, key=lambda title: title.id)
    assert (report.imported, report.merged, report.rejected) == (len(titles), 0, ())


def test_titles_of_an_export_that_was_edited_by_hand_are_still_read(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    export([Title("a", "movie", "Alien", year=1979, genres=("Horror",))], path)
    path.write_text(path.read_text().replace("1979", "May 4 1979").replace('"[""Horror""]"', "Horror|Sci-Fi"))
    back: list[Title] = []
    import_files([path], back.extend)
    assert back == [Title("a", "movie", "Alien", year=1979, genres=("Horror", "Sci-Fi"))]


def test_parquet_keeps_titles(tmp_path: Path) -> None:
    titles = [
        Title("a", "movie", "A", vote_average=math.pi, cast=("x", "y")),
        Title("b", "series", "B", translations={"fr": Translation("Le B", "", ("k",))}),
    ]
    path = tmp_path / "titles.parquet"
    assert write_parquet(iter(titles), path) == 2
    assert list(read_parquet(path)) == titles
    assert write_parquet([], path) == 0
    assert list(read_parquet(path)) == []


_LATER = ("fetched_at", "providers", "watch_link")


def test_a_catalogue_from_before_some_columns_is_still_read(tmp_path: Path) -> None:
    import pyarrow.parquet as parquet

    titles = [Title("a", "movie", "A", cast=("x",), translations={"fr": Translation("Le A")})]
    path = tmp_path / "titles.parquet"
    write_parquet(titles, path)
    parquet.write_table(parquet.read_table(path).drop_columns(list(_LATER)), path)
    assert list(read_parquet(path)) == titles
    back: list[Title] = []
    import_files([path], back.extend)
    assert back == titles


def test_an_export_from_before_some_columns_is_still_read_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    values = Title("a", "movie", " &amp;  A", keywords=("a, b",)).to_dict()
    path.write_text(json.dumps({name: value for name, value in values.items() if name not in _LATER}))
    back: list[Title] = []
    import_files([path], back.extend)
    assert back == [Title("a", "movie", " &amp;  A", keywords=("a, b",))]


def test_what_tmdb_told_survives_an_edit_by_hand_and_is_checked(tmp_path: Path) -> None:
    link = "https://www.themoviedb.org/movie/1-x/watch?locale=US"
    told = Title("movie-1", "movie", "A", fetched_at="2026-01-02T03:04:05Z", providers=("Netflix",), watch_link=link)
    path = tmp_path / "export.csv"
    export([told], path)
    path.write_text(path.read_text().replace("title", "title,mine", 1).replace(",A,", ",A,x,", 1))
    back: list[Title] = []
    import_files([path], back.extend)
    assert back == [told]
    path.write_text(f"title,fetched_at,watch_link\nA,yesterday,{link}#x\n")
    report = import_files([path], back.extend)
    assert (back[-1].fetched_at, back[-1].watch_link) == ("", "") and len(report.warnings) == 3


@pytest.mark.parametrize("content", [b"", b"PAR1 damaged PAR1", b"id,title\n"])
def test_a_damaged_table_is_said_to_be_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "titles.parquet"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="titles.parquet"):
        list(read_parquet(path))


def test_parquet_of_somebody_else_is_read_too(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet as parquet

    path = tmp_path / "theirs.parquet"
    columns: dict[str, Any] = {
        "tmdb_id": [603, 1396], "Name": ["The Matrix", "Breaking Bad"], "media_type": ["movie", "tv"],
        "genres": [["Action"], [{"name": "Drama"}["name"]]], "rating": [8.2, float("nan")], "budget": [1, 2],
    }  # fmt: skip
    parquet.write_table(pyarrow.table(columns), path)
    titles: list[Title] = []
    report = import_files([path], titles.extend)
    assert [(t.id, t.genres, t.vote_average) for t in titles] == [
        ("movie-603", ("Action",), 8.2), ("tv-1396", ("Drama",), None),
    ]  # fmt: skip
    assert "budget" in report.warnings[0]


def test_an_export_that_fails_leaves_the_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "titles.jsonl"
    export([Title("a", "movie", "A")], path)

    def failing() -> Any:
        yield Title("b", "movie", "B")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        export(failing(), path)
    assert json.loads(path.read_text())["id"] == "a"
    assert [file.name for file in tmp_path.iterdir()] == ["titles.jsonl"]


def test_only_known_endings_and_existing_folders(tmp_path: Path) -> None:
    for path in (tmp_path / "titles.xlsx", tmp_path / "none" / "titles.csv"):
        with pytest.raises(InvalidRequest):
            export([], path)


def test_importing_a_title_stays_light() -> None:
    import subprocess
    import sys

    code = "import core.catalogue.title, sys; assert not {'pyarrow', 'ftfy', 'babel'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
