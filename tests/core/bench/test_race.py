"""Contenders in turn, and what becomes of those that are wrong or slow."""

import pytest

from core.bench.race import OURS, Skipped, counted, race, skipped


def quiet(step: str, done: int, of: int) -> None: ...


def test_all_are_asked_every_query_ten_in_a_row_in_turning_order() -> None:
    asked: list[tuple[str, int]] = []
    contenders = {name: lambda query, name=name: asked.append((name, query)) for name in "ab"}
    queries = list(range(25))
    rows = race("one", contenders, queries, quiet)
    assert asked[:2] == [("a", 0), ("b", 0)]  # untimed
    turns = [("a", 0, 10), ("b", 0, 10), ("b", 10, 20), ("a", 10, 20), ("a", 20, 25), ("b", 20, 25)]
    assert asked[2:] == [(name, query) for name, first, last in turns for query in queries[first:last]]
    assert [(row.operation, row.name, row.asked, row.right) for row in rows] == [("one", n, 25, None) for n in "ab"]


def test_right_answers_are_counted() -> None:
    contenders = {OURS: lambda query: query * 2, "wrong at 3": lambda query: 0 if query == 3 else query * 2}
    rows = race("double", contenders, [1, 2, 3, 4], quiet, lambda name, query, answer: answer == query * 2)
    assert {row.name: row.right for row in rows} == {OURS: 4, "wrong at 3": 3}


def test_who_is_slow_is_asked_no_more() -> None:
    def slow(query: int) -> int:
        return sum(range(200_000))

    rows = race("sum", {"slow": slow, "quick": lambda query: 0}, range(50), quiet, budget=0.01)
    asked = {row.name: row.asked for row in rows}
    assert asked["slow"] < asked["quick"] == 50
    assert next(row for row in rows if row.name == "slow").value > 0


def test_skipped_says_why() -> None:
    row = skipped("similar", "dense", Skipped("needs 40 GiB"))
    assert (row.value, row.note) == (None, "skipped: needs 40 GiB")


@pytest.mark.parametrize("total", [0, 1, 2500])
def test_counted_passes_everything_on(total: int) -> None:
    told: list[int] = []
    assert list(counted(range(total), "step", total, lambda step, done, of: told.append(done))) == list(range(total))
    assert told == list(range(0, total, 1000))
