from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core.catalogue.title import Title
from core.engine import SORTS, Engine
from core.index.facets import CATEGORIES
from core.index.filters import Filters
from tests.fixtures import ODD, TITLES, engine_of, ids
from tests.reference import qualifies

# ---- search


@pytest.mark.parametrize(
    ("text", "title_id"),
    [
        ("The Vault", "m01"),
        ("the vault returns", "m02"),
        ("vault returns the", "m02"),  # word order
        ("the vualt retruns", "m02"),  # typos
        ("nigth safe", "m03"),
        ("beyo", "m06"),  # half a word
        ("beyond sat", "m06"),
        ("BEYOND SATURN", "m06"),
        ("土星の彼方", "m06"),  # the original name
        ("el ultimo panadero", "m09"),  # without its accent
        ("El Último Panadero", "m09"),
        ("cerraduras blandas", "s01"),  # the translated name
        ("cerradura", "s01"),
        ("untold", "m07"),  # the title without a text
        ("ＵＮＴＯＬＤ", "m07"),
    ],
)
def test_names_are_found(small: Engine, text: str, title_id: str) -> None:
    assert ids(small.search(text))[0] == title_id


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("intersteler", "Interstellar", 2014),
        ("amelie", "Amélie", 2001),
        ("godfather", "The Godfather", 1972),
        ("el padrino", "The Godfather", 1972),
        ("padrino el", "The Godfather", 1972),
        ("七人の侍", "Seven Samurai", 1954),
        ("la casa de papel", "Money Heist", 2017),
        ("dune 1984", "Dune", 1984),
        ("dune 2021", "Dune", 2021),
        ("nosferatu 2024", "Nosferatu", 2024),
        ("blade runner 2049", "Blade Runner 2049", 2017),
        ("matrix", "The Matrix", 1999),
    ],
)
def test_well_known_names_are_found(embedded: Engine, text: str, name: str, year: int) -> None:
    best = embedded.search(text)[0].title
    assert (best.title, best.year) == (name, year)


def test_namesakes_come_in_order_of_id_and_the_year_settles(small: Engine) -> None:
    assert ids(small.search("red orbit"))[:2] == ["m04", "m05"]
    assert ids(small.search("red orbit 1984"))[:2] == ["m04", "m05"]
    assert ids(small.search("red orbit 2021"))[:2] == ["m05", "m04"]


def test_hits_are_sorted_scored_and_unique(embedded: Engine) -> None:
    for text in ("the", "man", "star wars", "la", "x", "dune 1984", "alien"):
        hits = embedded.search(text, count=50)
        assert hits
        assert len(set(ids(hits))) == len(hits)
        assert all(0 < hit.score <= 1 for hit in hits)
        keys = [(-hit.score, hit.title.id) for hit in hits]
        assert keys == sorted(keys)


def test_a_whole_name_scores_one_and_counts_are_honoured(embedded: Engine) -> None:
    assert embedded.search("The Matrix")[0].score == 1
    assert len(embedded.search("the", count=3)) == 3
    assert embedded.search("the", count=3) == embedded.search("the", count=10)[:3]


def test_every_title_is_found_by_its_own_name(embedded: Engine) -> None:
    for title_id in embedded.ids[::7]:
        title = embedded.title(title_id)
        hits = embedded.search(f"{title.title} {title.year}", count=3)
        assert title_id in ids(hits), title.title


def test_did_you_mean_names_the_best_when_the_words_stand_nowhere(small: Engine) -> None:
    assert small.search("beyond sattern").did_you_mean == "Beyond Saturn"
    assert small.search("Beyond Saturn").did_you_mean is None
    assert small.search("vault").did_you_mean is None
    assert small.search("qqqq").did_you_mean is None


def test_search_obeys_filters_before_it_counts(small: Engine) -> None:
    assert ids(small.search("red orbit", count=1, filters=Filters(year_from=2000))) == ["m05"]
    assert small.search("soft locks", filters=Filters(type="movie")) == []


@pytest.mark.parametrize("text", ODD)
def test_odd_searches_are_answered(small: Engine, text: str) -> None:
    hits = small.search(text, count=5)
    assert len(hits) <= 5
    assert all(0 < hit.score <= 1 for hit in hits)


@pytest.mark.parametrize("text", ["", "   ", "'", "\t\n", "😀", ".*", "%"])
def test_signs_alone_find_nothing(small: Engine, text: str) -> None:
    assert small.search(text) == []


# ---- browse and facets

FILTERS = (
    Filters(),
    Filters(type="series"),
    Filters(genres=("Crime", "Drama"), year_from=2000),
    Filters(countries=("US",), votes_min=300),
    Filters(year_to=1990),
)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("filters", FILTERS)
def test_pages_are_the_catalogue_cut_in_pieces(small: Engine, sort: str, filters: Filters) -> None:
    expected = {title.id for title in TITLES if qualifies(title, filters)}
    pages = [small.browse(filters, sort, offset, count=5) for offset in range(0, 15, 5)]
    listed = [title_id for page in pages for title_id in ids(page.titles)]
    assert sorted(listed) == sorted(expected)
    assert {page.total for page in pages} == {len(expected)}
    assert small.browse(filters, sort, offset=100).titles == ()


@pytest.mark.parametrize(
    ("sort", "value", "descending"),
    [
        ("newest", lambda t: t.year, True),
        ("oldest", lambda t: t.year, False),
        ("alphabet", lambda t: "b tom" if t.id == "m08" else t.title.lower(), False),
        ("added", lambda t: int(t.date_added.replace("-", "")) if t.date_added else None, True),
        ("votes", lambda t: t.vote_count, True),
        ("rating", lambda t: t.vote_average, True),
    ],
)
def test_sorts_put_unknown_values_last_and_ties_in_order_of_id(
    small: Engine, sort: str, value: Callable[[Title], float | None], descending: bool
) -> None:
    by_id = sorted(TITLES, key=lambda title: title.id)
    known = [title for title in by_id if value(title) is not None]
    if descending:  # reversed twice, because a stable sort keeps ties as they stand
        known = sorted(known[::-1], key=value)[::-1]  # type: ignore[arg-type]
    else:
        known = sorted(known, key=value)  # type: ignore[arg-type]
    assert ids(small.browse(sort=sort).titles) == ids([*known, *(t for t in by_id if value(t) is None)])


@pytest.mark.parametrize("filters", FILTERS)
def test_facet_counts_add_up(small: Engine, filters: Filters) -> None:
    chosen = [title for title in TITLES if qualifies(title, filters)]
    facets = small.facets(filters)
    assert tuple(facets) == CATEGORIES
    for name, counts in facets.items():
        values = [getattr(title, name) for title in chosen]
        expected = Counter(v for value in values for v in ([value] if isinstance(value, str) else value) if v)
        assert counts == expected
        assert list(counts) == sorted(counts)
    assert sum(facets["type"].values()) == len(chosen) == small.browse(filters).total


def test_a_facets_count_is_what_its_filter_finds(embedded: Engine) -> None:
    for name, counts in embedded.facets().items():
        for value, count in counts.items():
            filters = Filters(**{name: value if name == "type" else (value,)})
            assert embedded.browse(filters).total == count, (name, value)


def test_the_year_range_and_what_is_known(small: Engine, embedded: Engine, tmp_path: Path) -> None:
    assert small.year_range() == (1967, 2021)
    assert small.knows("vote_count")
    assert small.knows("date_added")
    assert not embedded.knows("vote_count")
    ageless = engine_of(tmp_path, [Title("x", "movie", "X")])
    assert ageless.year_range() is None
    assert not ageless.knows("year")


def test_one_engine_serves_many_threads(embedded: Engine) -> None:
    titles = embedded.ids[:60:2]
    alone = [embedded.similar(title_id, "hybrid") for title_id in titles]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda title_id: embedded.similar(title_id, "hybrid"), titles))
    assert together == alone


def test_scores_are_plain_numbers(small: Engine) -> None:
    item = small.similar("m01")[0]
    assert type(item.score) is float
    assert not isinstance(item.because.parts[0].value, np.floating)
