import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core.catalogue.title import Title, Translation
from core.index.likeness import likeness
from core.index.names import Names
from core.index.names_builder import NamesBuilder, cut, names_of
from core.text import fold

YEARS = np.array([1984, 2021, 1979, np.nan], dtype=np.float32)


def index_of(folder: Path, titles: Iterable[Title]) -> Names:
    builder = NamesBuilder()
    builder.merge(cut([names_of(title) for title in titles]))
    builder.write(folder / "names")
    return Names(folder / "names")


@pytest.fixture
def names(tmp_path: Path) -> Names:
    return index_of(
        tmp_path,
        [
            Title("a", "movie", "Dune"),
            Title("b", "movie", "Dune", translations={"es": Translation(title="Arrakis, el planeta")}),
            Title("c", "movie", "Alien", original_title="Étranger"),
            Title("d", "movie", "Aliens"),
        ],
    )


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
        ("d", [0, 1]),
        ("", []),
        ("qqq", []),
    ],
)
def test_search_by_hand(names: Names, text: str, expected: list[int]) -> None:
    assert rows(names, text) == expected


@pytest.mark.parametrize("text", ["dnue", "duen", "dne", "duxne", "xune", "dunx"])
def test_a_short_name_is_found_in_spite_of_any_typo(names: Names, text: str) -> None:
    assert rows(names, text)[:2] == [0, 1]


def test_a_title_is_found_once_by_its_best_name(names: Names) -> None:
    [match] = [match for match in names.search("arrakis el planeta", YEARS) if match.row == 1]
    assert (match.score, match.name) == (1, "arrakis el planeta")


def test_a_number_that_is_part_of_the_name_stays_part_of_it(tmp_path: Path) -> None:
    index = index_of(tmp_path, [Title("a", "movie", "Blade Runner 2049"), Title("b", "movie", "Blade Runner")])
    found = index.search("blade runner 2049", np.array([2017, 1982], np.float32))
    assert [match.row for match in found] == [0, 1]


def test_a_mask_is_applied_before_the_candidates_are_taken(tmp_path: Path) -> None:
    titles = [Title(f"t{number:03}", "movie", "Night") for number in range(200)]
    index = index_of(tmp_path, [*titles, Title("z", "series", "Nightfall"), Title("z2", "series", "Mghit")])
    only = np.zeros(202, dtype=np.bool_)
    only[200] = True
    years = np.full(202, np.nan, dtype=np.float32)
    for text in ("night", "n", "nigthfall"):
        assert [match.row for match in index.search(text, years, only)] == [200]


def test_the_year_finds_its_title_among_many_namesakes(tmp_path: Path) -> None:
    index = index_of(tmp_path, [Title(f"t{number:03}", "movie", "Home") for number in range(300)])
    years = np.arange(1700, 2000, dtype=np.float32)
    assert index.search("home 1990", years)[0].row == 290
    mask = np.ones(300, dtype=np.bool_)
    mask[290] = False
    assert 290 not in {match.row for match in index.search("home 1990", years, mask)}


WORDS = (
    "the of and night moon river house last king lost garden winter stone city love dark blue road home star".split()
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Names]:
    """3,000 names of few words: nothing in them is rare."""
    draw = random.Random(7)
    texts = list(dict.fromkeys(" ".join(draw.choices(WORDS, k=draw.randint(1, 5))) for _ in range(6000)))[:3000]
    titles = (Title(f"t{number:05}", "movie", text) for number, text in enumerate(texts))
    return texts, index_of(tmp_path_factory.mktemp("many"), titles)


def test_nearly_all_that_comparing_every_name_would_find_is_found(many: tuple[list[str], Names]) -> None:
    """The best of all names by likeness, from which the candidates are a choice."""
    texts, index = many
    years = np.full(len(texts), np.nan, dtype=np.float32)
    draw = random.Random(3)
    kept = asked = 0
    for text in draw.sample(texts, 60):
        place = draw.randrange(len(text))
        query = fold(text[:place] + draw.choice("aeiou") + text[place + 1 :])
        scores = np.round(likeness(query, texts).astype(np.float64), 4)
        best = set(np.lexsort((np.arange(len(texts)), -scores))[:3].tolist())
        asked += len(best)
        kept += len(best & {match.row for match in index.search(query, years)[:10]})
    assert kept / asked > 0.9


def test_matches_are_sorted_unique_and_scored_by_likeness(many: tuple[list[str], Names]) -> None:
    texts, index = many
    years = np.full(len(texts), np.nan, dtype=np.float32)
    for query in ("t", "the", "night of the", "the moon and the river", "winetr stone"):
        found = index.search(query, years)
        assert found
        assert found == sorted(found, key=lambda match: (-match.score, match.row))
        assert len({match.row for match in found}) == len(found)
        expected = [likeness(query, [match.name]).item() for match in found]
        assert [match.score for match in found] == pytest.approx(expected, abs=1e-4)
        assert all(texts[match.row] == match.name for match in found)


def test_when_the_commonest_letters_are_left_out_what_is_typed_is_still_found(
    many: tuple[list[str], Names], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, index = many
    years = np.full(len(texts), np.nan, dtype=np.float32)
    monkeypatch.setattr("core.index.names._POSTINGS", 500)
    for text in texts[:200:5]:
        assert index.search(text, years)[0].name == text
        begun = text[: max(2, len(text) * 2 // 3)].strip()
        assert index.search(begun, years)[0].score == pytest.approx(likeness(begun, texts).max(), abs=1e-4)


def test_threads_do_not_count_in_each_others_place(many: tuple[list[str], Names]) -> None:
    texts, index = many
    years = np.full(len(texts), np.nan, dtype=np.float32)
    alone = [index.search(text, years) for text in texts[:80]]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: index.search(text, years), texts[:80])) == alone


def test_a_very_long_query_is_answered(many: tuple[list[str], Names]) -> None:
    texts, index = many
    years = np.full(len(texts), np.nan, dtype=np.float32)
    assert index.search("night " * 5000, years) == index.search("night " * 33, years)
    assert index.search("a" * 10_000, years) == []
