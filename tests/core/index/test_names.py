from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.title import Title, Translation
from core.index.names import Names, NamesBuilder, fragments, likeness

YEARS = np.array([1984, 2021, 1979, np.nan], dtype=np.float32)
FOLDED = st.lists(st.text("abcxyz", min_size=1, max_size=6), min_size=1, max_size=4).map(" ".join)


@pytest.fixture
def names(tmp_path: Path) -> Names:
    builder = NamesBuilder()
    builder.add(Title("a", "movie", "Dune"))
    builder.add(Title("b", "movie", "Dune", translations={"es": Translation(title="Arrakis, el planeta")}))
    builder.add(Title("c", "movie", "Alien", original_title="Étranger"))
    builder.add(Title("d", "movie", "Aliens"))
    builder.write(tmp_path / "names")
    return Names(tmp_path / "names")


def rows(names: Names, text: str) -> list[int]:
    return [match.row for match in names.search(text, YEARS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dune", [0, 1]),
        ("dune 2021", [1, 0]),
        ("dune 1984", [0, 1]),
        ("arrakis", [1]),
        ("planeta el arrakis", [1]),
        ("etranger", [2]),
        ("alien", [2, 3]),
        ("aliens", [3, 2]),
        ("", []),
        ("qqq", []),
    ],
)
def test_search_by_hand(names: Names, text: str, expected: list[int]) -> None:
    assert rows(names, text) == expected


def test_a_title_is_found_once_by_its_best_name(names: Names) -> None:
    [match] = [match for match in names.search("arrakis el planeta", YEARS) if match.row == 1]
    assert (match.score, match.name) == (1, "arrakis el planeta")


def test_a_number_that_is_part_of_the_name_stays_part_of_it(tmp_path: Path) -> None:
    builder = NamesBuilder()
    builder.add(Title("a", "movie", "Blade Runner 2049"))
    builder.add(Title("b", "movie", "Blade Runner"))
    builder.write(tmp_path / "names")
    found = Names(tmp_path / "names").search("blade runner 2049", np.array([2017, 1982], np.float32))
    assert [match.row for match in found] == [0, 1]


def test_fragments_by_hand() -> None:
    assert fragments("up it") == {" u", " up", "up ", "p i", " i", " it", "it "}


@given(FOLDED)
def test_a_name_is_wholly_like_itself(name: str) -> None:
    assert likeness(name, name) == 1


@given(FOLDED, FOLDED)
def test_likeness_is_a_share(query: str, name: str) -> None:
    assert 0 <= likeness(query, name) <= 1
    assert query == name or likeness(query, name) < 1


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("alien", "alien", "aliens"),
        ("alien", "aliens", "alien nation"),
        ("god", "godfather", "city of god forsaken people"),
        ("intersteler", "interstellar", "steel"),
        ("vault", "the vault", "the vault returns"),
    ],
)
def test_likeness_prefers(query: str, better: str, worse: str) -> None:
    assert likeness(query, better) > likeness(query, worse)


def test_a_mask_is_applied_before_the_candidates_are_taken(tmp_path: Path) -> None:
    builder = NamesBuilder()
    for number in range(200):
        builder.add(Title(f"t{number:03}", "movie", "Night"))
    builder.add(Title("z", "series", "Nightfall"))
    builder.write(tmp_path / "names")
    only = np.zeros(201, dtype=np.bool_)
    only[200] = True
    years = np.full(201, np.nan, dtype=np.float32)
    assert [match.row for match in Names(tmp_path / "names").search("night", years, only)] == [200]
