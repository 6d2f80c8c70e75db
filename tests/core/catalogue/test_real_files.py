"""The catalogues that people really pass around. They are not in the repository."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from core.catalogue.importer import ImportReport, import_files
from core.catalogue.title import Title

DATA = Path(__file__).parents[4] / "shared" / "data"
NETFLIX = DATA / "netflix"
VARIANTS = NETFLIX / "variants"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the catalogues are not in {DATA}")


@cache
def catalogue(path: Path) -> tuple[Mapping[str, Title], ImportReport]:
    titles: list[Title] = []
    report = import_files([path], titles.extend)
    return {title.id: title for title in titles}, report


def test_the_netflix_catalogue() -> None:
    titles, report = catalogue(NETFLIX / "netflix_titles.csv")
    assert (report.read, report.imported, report.merged, report.rejected) == (8807, 8807, 0, ())
    assert len(titles) == 8807
    assert [titles[title_id].runtime for title_id in ("s5542", "s5795", "s5814")] == [74, 84, 66]
    assert titles["s8420"].title == "The Memphis Belle: A Story of a Flying Fortress"
    assert sum(len(title.date_added) == 10 for title in titles.values()) == 8797
    assert {code for title in titles.values() for code in title.countries if len(code) != 2} == {
        "West Germany", "East Germany", "Soviet Union",
    }  # fmt: skip
    assert [text for text in report.warnings if "s7346" in text and "s160" in text]


@pytest.mark.parametrize(
    ("name", "count"),
    [("crlf", 8807), ("extra_empty_columns", 8807), ("renamed_headers_mixed_encoding", 8809),
     ("semicolon_multiline_rows_split", 8807), ("short_dates_crlf", 8807), ("v3_7787rows_space_header", 7787)],
)  # fmt: skip
def test_every_title_a_variant_holds(name: str, count: int) -> None:
    titles, report = catalogue(VARIANTS / f"{name}.csv")
    assert (len(titles), report.read, report.rejected) == (count, count, ())


@pytest.mark.parametrize(
    ("name", "different"),
    # What somebody's spreadsheet did to titles like "15 August", and texts that end at their first semicolon.
    [("crlf", 3), ("extra_empty_columns", 4), ("renamed_headers_mixed_encoding", 4),
     ("short_dates_crlf", 5), ("semicolon_multiline_rows_split", 10)],
)  # fmt: skip
def test_a_variant_differs_only_where_its_file_does(name: str, different: int) -> None:
    original, _ = catalogue(NETFLIX / "netflix_titles.csv")
    variant, _ = catalogue(VARIANTS / f"{name}.csv")
    content = {
        key.removeprefix("NE"): {field: value for field, value in title.to_dict().items() if field != "id"}
        for key, title in variant.items()
    }
    changed = [
        key for key, title in original.items() if {**title.to_dict(), "id": None} != {**content[key], "id": None}
    ]
    assert len(changed) == different
    texts = {
        field for key in changed for field, value in content[key].items() if original[key].to_dict()[field] != value
    }
    assert texts <= {"title", "overview"}


def test_a_line_in_another_encoding() -> None:
    titles, _ = catalogue(VARIANTS / "renamed_headers_mixed_encoding.csv")
    assert {"Bodil Jørgensen", "Nataša Burger", "Philip Zandén", "Filip Ka?kovský"} <= set(titles["s8809"].cast)


def test_movielens() -> None:
    titles, report = catalogue(DATA / "movielens" / "movies.csv")
    assert (len(titles), report.rejected) == (7839, ())
    assert titles["movie-862"].title == "Toy Story"
    assert not [name for title in titles.values() for name in title.cast if name in ("Jr.", "Jr", "III")]
    assert not [name for title in titles.values() for name in title.cast if "Ã…" in name]
