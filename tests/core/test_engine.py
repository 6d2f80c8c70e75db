import math
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core.catalogue.title import Title
from core.engine import MAX_COUNT, SORTS, Engine
from core.errors import InvalidRequest, NoSnapshot, TitleNotFound
from core.index.facets import CATEGORIES
from core.index.filters import Filters
from tests.fixtures import SPACE, THIEVES, TITLES, engine_of, ids
from tests.reference import qualifies

ODD = (
    "", " ", "   \t\n ", "'", "😀", "👩‍🚀 🚀", "a" * 10_000, "vault " * 2_000, "'; DROP TABLE titles; --", "' OR 1=1",
    ".*", "(a+)+$", "[", "\\", "%", "%s%n", "../../etc/passwd", "<script>alert(1)</script>", "\x00", "\ud800",
    "\udcff x", "土星", "土", "你好世界", "ｖａｕｌｔ", "مرحبا", "İ", "ß", "0", "-1", "1984", "{{7*7}}", "null",
)  # fmt: skip


# ---- the catalogue


def test_every_title_comes_back_as_it_was(small: Engine, embedded: Engine, embedded_titles: list[Title]) -> None:
    assert [small.title(title_id) for title_id in small.ids] == list(TITLES)
    assert [embedded.title(title_id) for title_id in embedded.ids] == embedded_titles
    assert len(embedded) == len(embedded_titles)


def test_ids_are_in_order_and_known(small: Engine) -> None:
    assert small.ids == sorted(title.id for title in TITLES)
    assert "m01" in small
    assert "m1" not in small


def test_markup_is_text_and_stays_as_it_is(small: Engine) -> None:
    title = small.title("m08")
    assert title.title == "<b>Tom & Ana's</b> Café"
    assert "<script>alert(1)</script>" in title.overview
    assert ids(small.search("tom anas cafe"))[0] == "m08"


@pytest.mark.parametrize("unknown", ["movie-0", "", "M01", "m01 ", "x" * 10_000, "\ud800", "../m01", "m01\x00"])
def test_an_unknown_id_is_not_found(small: Engine, unknown: str) -> None:
    for ask in (small.title, small.similar, lambda u: small.recommend({u: 1}), lambda u: small.recommend({}, {u: 1})):
        with pytest.raises(TitleNotFound, match="Title not found") as raised:
            ask(unknown)
        assert raised.value.title_id == unknown
        assert len(str(raised.value)) < 300


def test_a_name_given_as_an_id_suggests_the_title(small: Engine) -> None:
    with pytest.raises(TitleNotFound, match="Did you mean m04, m05") as raised:
        small.title("red orbit")
    assert raised.value.suggestions == ("m04", "m05")


def test_a_store_where_nothing_was_published_has_no_engine(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match="python -m core import"):
        Engine.open(tmp_path / "nowhere")


# ---- arguments


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"count": 0}, "count"),
        ({"count": -1}, "count"),
        ({"count": MAX_COUNT + 1}, "count"),
        ({"diversity": -0.1}, "diversity"),
        ({"diversity": 1.1}, "diversity"),
        ({"diversity": math.nan}, "diversity"),
        ({"method": "magic"}, "method"),
        ({"method": ""}, "method"),
        ({"liked": {"m01": 0}}, "liked"),
        ({"liked": {"m01": -1.0}}, "liked"),
        ({"liked": {"m01": math.nan}}, "liked"),
        ({"liked": {"m01": math.inf}}, "liked"),
        ({"disliked": {"m01": 101}}, "disliked"),
    ],
)
def test_bad_arguments_name_their_parameter(small: Engine, arguments: dict, parameter: str) -> None:
    with pytest.raises(InvalidRequest, match=r".+") as raised:
        small.recommend(**({"liked": {"m02": 1.0}} | arguments))
    assert raised.value.parameter == parameter


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [({"sort": "best"}, "sort"), ({"count": 0}, "count"), ({"count": 5000}, "count"), ({"offset": -1}, "offset")],
)
def test_bad_arguments_of_browse_name_their_parameter(small: Engine, arguments: dict, parameter: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        small.browse(**arguments)
    assert raised.value.parameter == parameter


def test_a_language_that_is_not_indexed_means_the_catalogues_own(small: Engine) -> None:
    assert small.similar("m01", language="fr") == small.similar("m01", language="en") == small.similar("m01")


# ---- similar


def test_a_sequel_is_nearest_to_its_first_part(small: Engine) -> None:
    for method in ("multi", "hybrid"):
        assert ids(small.similar("m01", method))[0] == "m02"
        assert ids(small.similar("m02", method))[0] == "m01"


def test_a_remake_is_nearest_to_the_first_film(small: Engine) -> None:
    for method in ("overview", "hybrid"):
        assert ids(small.similar("m04", method))[0] == "m05"


def test_the_outlier_is_like_nothing_and_says_so(small: Engine) -> None:
    items = small.similar("m10", "hybrid")
    assert items == []
    assert items.notice == "few_similar"


def test_shared_people_are_told(small: Engine) -> None:
    because = small.similar("m01", "multi", count=1)[0].because
    assert because.people == ("Ada Stone", "Max Ruiz")
    assert "heist" in because.terms


def test_texts_are_compared_in_the_language_asked_for(small: Engine) -> None:
    labels = {part.label for item in small.recommend(text="atraco ladrones banco", language="es", method="overview")
              for part in item.because.parts}  # fmt: skip
    assert labels == {"ladrones", "banco"}


# ---- recommend


def test_what_was_named_never_comes_back(embedded: Engine) -> None:
    liked, disliked = dict.fromkeys(embedded.ids[:40:4], 1.0), dict.fromkeys(embedded.ids[2:30:4], 1.0)
    items = embedded.recommend(liked, disliked, text="a heist", count=MAX_COUNT)
    assert len(items) > 50
    assert not set(ids(items)) & (liked.keys() | disliked.keys())


def test_a_dislike_pushes_down_titles_like_it(small: Engine) -> None:
    before = small.recommend({"m01": 1.0, "m04": 1.0}, count=MAX_COUNT)
    after = small.recommend({"m01": 1.0, "m04": 1.0}, {"m05": 1.0}, count=MAX_COUNT)
    place = {title_id: ids(before).index(title_id) for title_id in ids(before)}
    score = {item.title.id: item.score for item in after}
    for item in before:
        if item.title.id in ("s02", "m06"):
            assert score.get(item.title.id, 0) < item.score
    assert place["m05"] < 3
    assert ids(after)[0] in THIEVES


def test_a_dislike_shows_in_the_reasons(small: Engine) -> None:
    items = small.recommend({"m01": 1.0, "m06": 1.0}, {"m05": 1.0}, count=MAX_COUNT)
    negative = {part.label for item in items for part in item.because.parts if part.value < 0}
    assert negative & {"mars", "Thriller", "alien", "Red", "red", "orbit", "Mars"}
    for item in items:
        assert item.because.total == pytest.approx(item.score, abs=1e-6)
        assert not {part.value for part in item.because.of("overview", "keywords") if part.value < 0}


def test_a_dislike_alone_recommends_nothing(small: Engine) -> None:
    items = small.recommend({}, {"m01": 1.0})
    assert items == []
    assert items.notice == "few_similar"


def test_a_heavier_like_weighs_more(small: Engine) -> None:
    thieves = small.recommend({"m01": 5.0, "m05": 1.0}, count=4)
    space = small.recommend({"m01": 1.0, "m05": 5.0}, count=4)
    assert ids(thieves)[0] in THIEVES
    assert ids(space)[0] in SPACE


def test_liked_titles_meet_in_what_is_between_them(small: Engine) -> None:
    both = small.recommend({"m01": 1.0, "m05": 1.0}, count=6)
    assert set(ids(both)) & set(THIEVES)
    assert set(ids(both)) & set(SPACE)


@pytest.mark.parametrize(
    ("text", "method"), [(None, "hybrid"), ("", "hybrid"), ("the of and", "multi"), ("😀", "hybrid")]
)
def test_a_profile_that_says_nothing_says_so(small: Engine, text: str | None, method: str) -> None:
    items = small.recommend(text=text, method=method)
    assert items == []
    assert items.notice == "no_text"


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("heist", "en", {"Money Heist", "Ocean's Eleven", "Heat"}),
        ("a heist in a bank vault", "en", {"Money Heist"}),
        ("atraco", "es", {"Money Heist"}),
        ("una banda prepara un atraco", "es", {"Money Heist"}),
        ("vampire", "en", {"Nosferatu"}),
        ("un vampiro en un castillo", "es", {"Nosferatu"}),
        ("tom hanks", "en", {"Forrest Gump"}),
        ("a film by Akira Kurosawa", "en", {"Seven Samurai"}),
    ],
)
def test_words_find_the_obvious_titles(embedded: Engine, text: str, language: str, found: set[str]) -> None:
    items = embedded.recommend(text=text, language=language, count=15, whole_series=True)
    names = {item.title.title for item in items}
    assert found <= names


@pytest.mark.parametrize("mood", ["VAULT heist!", "vault   heist", "Heist, vault."])
def test_how_words_are_written_does_not_matter(small: Engine, mood: str) -> None:
    assert small.recommend(text=mood) == small.recommend(text="vault heist")


def test_words_and_likes_count_together(small: Engine) -> None:
    items = small.recommend({"m01": 1.0}, text="astronauts around mars", count=8)
    assert {"m02", "m04"} <= set(ids(items))
    fields = {part.field for item in items for part in item.because.parts}
    assert {"overview", "directors"} <= fields


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_answered(small: Engine, text: str) -> None:
    items = small.recommend(text=text, count=5)
    assert items.notice in (None, "no_text", "few_similar")
    assert all(0 < item.score <= 1 for item in items)


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
