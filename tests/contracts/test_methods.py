"""What every method does alike, on the embedded catalogue and on the twelve titles."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogue.title import Title
from core.engine import MAX_COUNT, Engine, Recommendations
from core.index.filters import Filters
from core.recommend.methods import METHODS
from tests.fixtures import engine_of, ids, python
from tests.reference import qualifies

QUERIES = 16
LANGUAGES = ("en", "es")


@pytest.fixture(params=list(METHODS))
def method(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def queries(embedded: Engine) -> list[str]:
    """Titles from all over the catalogue."""
    return embedded.ids[:: len(embedded) // QUERIES]


def pairs(items: Recommendations) -> list[tuple[str, float]]:
    return [(item.title.id, item.score) for item in items]


def exact(engine: Engine, title_id: str, method: str, **options: Any) -> Recommendations:
    """The ranking itself, with every film of a series (tests/core/test_series.py has the lists without)."""
    return engine.similar(title_id, method, whole_series=True, **options)


def full_ranking(engine: Engine, title_id: str, method: str, language: str | None = None) -> Recommendations:
    return exact(engine, title_id, method, count=MAX_COUNT, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_are_sorted_unique_scored_and_without_their_query(
    embedded: Engine, queries: list[str], method: str, language: str
) -> None:
    for title_id in queries:
        items = exact(embedded, title_id, method, count=60, language=language)
        assert items, title_id
        assert title_id not in ids(items)
        assert len(set(ids(items))) == len(items)
        assert all(0 < item.score <= 1 for item in items)
        assert pairs(items) == sorted(pairs(items), key=lambda pair: (-pair[1], pair[0]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_add_up_to_the_score(embedded: Engine, queries: list[str], method: str, language: str) -> None:
    for title_id in queries[::8]:
        for item in full_ranking(embedded, title_id, method, language):
            assert item.because.total == pytest.approx(item.score, abs=1e-6)
            assert {part.field for part in item.because.parts} <= {*METHODS[method].shares, "year", "regard"}
            assert all(part.label and part.value > 0 for part in item.because.parts)


def test_count_is_honoured_and_shorter_lists_are_beginnings(embedded: Engine, queries: list[str], method: str) -> None:
    for title_id in queries[3:4]:
        everything = full_ranking(embedded, title_id, method)
        for count in (1, 10, len(everything) - 1, len(everything), len(everything) + 1):
            items = exact(embedded, title_id, method, count=count)
            assert pairs(items) == pairs(everything)[:count]
            assert items.notice == (None if count <= len(everything) else "few_similar")


def test_the_same_question_has_the_same_answer(embedded: Engine, embedded_store: Path, method: str) -> None:
    again = Engine.open(embedded_store)
    for title_id in (embedded.ids[0], embedded.ids[-1]):
        first = exact(embedded, title_id, method, count=50)
        assert first == exact(embedded, title_id, method, count=50) == exact(again, title_id, method, count=50)


def test_processes_print_the_same_bytes_whatever_their_hash_seed(embedded_store: Path) -> None:
    command = ["recommend", "--like", "movie-603", "--dislike", "movie-238", "--text", "a heist in Paris",
               "--count", "15", "--diversity", "0.3", "--json", "--store", str(embedded_store), "--method"]  # fmt: skip
    each = f"for name in {list(METHODS)}: app({command} + [name], standalone_mode=False)"
    one, other = (python("-c", f"from core.cli.main import app\n{each}", PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert one.returncode == other.returncode == 0, one.stderr
    assert one.stdout == other.stdout
    assert one.stdout.count('"score"') == 15 * len(METHODS)


def test_a_profile_of_one_liked_title_is_that_title(embedded: Engine, queries: list[str], method: str) -> None:
    for title_id in queries[::4]:
        assert embedded.recommend({title_id: 1.0}, method=method) == embedded.similar(title_id, method)


def test_the_weight_of_a_single_like_changes_nothing(embedded: Engine, method: str) -> None:
    light, heavy = (embedded.recommend({"movie-603": weight}, method=method) for weight in (0.5, 7.0))
    assert ids(light) == ids(heavy)
    assert [item.score for item in light] == pytest.approx([item.score for item in heavy], abs=1e-6)


def test_two_titles_alike_in_everything_score_one(tmp_path: Path, small: Engine, method: str) -> None:
    titles = [small.title(title_id) for title_id in small.ids]
    twin = small.title("m01").from_dict(small.title("m01").to_dict() | {"id": "m01-twin"})
    best = exact(engine_of(tmp_path, [*titles, twin]), "m01", method, count=1)[0]
    assert best.title.id == "m01-twin"
    chosen = METHODS[method]
    alike = {part.field: part.value for part in best.because.of("year", "regard")}
    assert best.score - sum(alike.values()) == pytest.approx(chosen.content, abs=1e-6)
    assert alike.get("year", 0) == pytest.approx(chosen.year)
    assert best.score <= 1


# ---- filters

_YEARS = st.none() | st.integers(1960, 2024)


def _filters(engine: Engine) -> st.SearchStrategy[Filters]:
    """Filters on values that the catalogue holds, any field empty or not."""

    def some(name: str) -> st.SearchStrategy[tuple[str, ...]]:
        return st.lists(st.sampled_from(engine.snapshot.facets.categories[name].values), max_size=3).map(tuple)

    def ordered(years: tuple[int | None, int | None]) -> bool:
        return None in years or years[0] <= years[1]  # type: ignore[operator]

    return st.tuples(_YEARS, _YEARS).filter(ordered).flatmap(
        lambda years: st.builds(
            Filters, type=st.sampled_from([None, "movie", "series"]), genres=some("genres"),
            countries=some("countries"), languages=some("languages"), maturity=some("maturity"),
            year_from=st.just(years[0]), year_to=st.just(years[1]), votes_min=st.none() | st.integers(0, 1000),
            exclude=st.lists(st.sampled_from([*engine.ids, "no-such-title"]), max_size=5).map(tuple),
        )
    )  # fmt: skip


@settings(max_examples=40)
@given(data=st.data())
def test_filtering_is_the_full_ranking_without_what_does_not_qualify(
    small: Engine, method: str, data: st.DataObject
) -> None:
    filters = data.draw(_filters(small))
    for title_id in ("m01", "m06", "s01"):
        wanted = [
            pair for pair in pairs(full_ranking(small, title_id, method)) if qualifies(small.title(pair[0]), filters)
        ]
        assert pairs(exact(small, title_id, method, count=MAX_COUNT, filters=filters)) == wanted


@settings(max_examples=30)
@given(data=st.data())
def test_pages_are_full_whenever_enough_titles_qualify(
    embedded: Engine, embedded_titles: list[Title], method: str, data: st.DataObject
) -> None:
    filters = data.draw(_filters(embedded))
    title_id = data.draw(st.sampled_from(embedded.ids))
    scores = embedded.snapshot.space(method, None).scores(
        embedded.snapshot.space(method, None).profile({embedded.snapshot.row(title_id): 1.0}, {})
    )
    enough = [
        other.id
        for row, other in enumerate(embedded_titles)
        if scores[row] > 0 and other.id != title_id and qualifies(other, filters)
    ]
    best = sorted(enough, key=lambda other: (-scores[embedded.snapshot.row(other)], other))
    items = exact(embedded, title_id, method, count=10, filters=filters)
    assert ids(items) == best[:10]
    without = int(np.count_nonzero(scores > 0)) - 1
    short = None if len(best) >= 10 else "filtered_out" if without > len(best) else "few_similar"
    assert items.notice == short


@given(data=st.data())
def test_filters_of_two_fields_are_the_intersection_in_any_order(
    small: Engine, method: str, data: st.DataObject
) -> None:
    fields = {
        "genres": ("Science Fiction", "Crime"), "type": "movie", "countries": ("US",), "year_from": 2001,
        "year_to": 2015, "votes_min": 100, "exclude": ("m01", "m05"), "languages": ("en", "es"),
        "maturity": ("PG", "R"),
    }  # fmt: skip
    one, other = data.draw(st.lists(st.sampled_from(sorted(fields)), min_size=2, max_size=2, unique=True))

    def found(*names: str) -> list[str]:
        filters = Filters(**{name: fields[name] for name in names})
        return ids(exact(small, "s02", method, count=MAX_COUNT, filters=filters))

    assert set(found(one, other)) == set(found(one)) & set(found(other))
    assert found(one, other) == found(other, one)


def test_filters_that_leave_nothing_say_so(small: Engine, method: str) -> None:
    items = exact(small, "m01", method, filters=Filters(year_from=2030))
    assert items == []
    assert items.notice == "filtered_out"


# ---- diversity


def test_no_diversity_is_the_order_by_score(embedded: Engine, queries: list[str], method: str) -> None:
    for title_id in queries[::4]:
        assert (
            pairs(exact(embedded, title_id, method, diversity=0.0))
            == pairs(full_ranking(embedded, title_id, method))[:10]
        )


@given(diversity=st.floats(0.01, 1), count=st.integers(1, 12), title_id=st.sampled_from(["m01", "m05", "s01", "s02"]))
def test_diversity_chooses_among_the_best_and_keeps_the_first(
    small: Engine, method: str, diversity: float, count: int, title_id: str
) -> None:
    ranking = full_ranking(small, title_id, method)
    items = exact(small, title_id, method, count=count, diversity=diversity)
    assert len(set(ids(items))) == len(items) == min(count, len(ranking))
    assert items[0] == ranking[0]
    assert set(pairs(items)) <= set(pairs(ranking))


def test_more_diversity_makes_lists_less_alike(embedded: Engine, queries: list[str], method: str) -> None:
    space = embedded.snapshot.space(method, None)

    def alikeness(diversity: float) -> float:
        total = 0.0
        for title_id in queries[::6]:
            rows = [embedded.snapshot.row(i) for i in ids(exact(embedded, title_id, method, diversity=diversity))]
            total += sum(space.cosines(row)[rows].sum() for row in rows)
        return total

    plain, some, most = alikeness(0.0), alikeness(0.5), alikeness(1.0)
    assert plain > some > most


# ---- titles that say nothing


def test_a_title_with_a_name_and_nothing_else_is_like_nothing(small: Engine, method: str) -> None:
    items = exact(small, "m07", method)
    assert items == []
    assert items.notice == "no_text"
    assert all("m07" not in ids(full_ranking(small, title_id, method)) for title_id in small.ids)
