"""A refresh in several calls, as a function makes it that may not take long."""

import time

import pytest

from core.errors import TmdbUnavailable
from core.refresh.report import reports
from core.store.protocol import Store
from tests.core.refresh.conftest import Run
from tests.tmdb.server import Tmdb


def test_several_calls_are_one_run(tmdb: Tmdb, store: Store, refresh: Run) -> None:
    tmdb.latency = 0.05
    first = refresh(seconds=0.5)
    asked = len(tmdb.arrivals)
    tmdb.latency = 0
    second = refresh(seconds=600)
    assert (first.status, second.status) == ("unfinished", "published")
    assert (second.id, second.started_at) == (first.id, first.started_at)
    assert asked < second.counts["requests"] <= len(tmdb.arrivals), "those of both calls; what was cut counts for none"
    assert [run["id"] for run in reports(store)] == [first.id]
    third = refresh(seconds=600)
    assert third.id != first.id and third.counts["requests"] < second.counts["requests"], (
        "the next run is one of its own"
    )


def test_what_was_fetched_late_is_built_by_the_next_call(tmdb: Tmdb, store: Store, refresh: Run) -> None:
    clocked: list[int] = []

    def slowly(step: str, done: int, of: int) -> None:
        if step == "fetching titles" and done == of and not clocked:
            clocked.append(done)
            time.sleep(1.1)  # more than half of what it may take

    assert refresh(seconds=2, progress=slowly).status == "unfinished" and store.current_id() is None
    asked = len(tmdb.arrivals)
    assert refresh(seconds=600).status == "published"
    assert len(tmdb.arrivals) == asked, "everything was there"


def test_a_run_for_another_catalogue_does_not_go_on_with_it(tmdb: Tmdb, store: Store, refresh: Run) -> None:
    tmdb.latency = 0.05
    first = refresh(seconds=0.3)
    tmdb.latency = 0
    with pytest.raises(TmdbUnavailable):
        refresh({"region": "ES"})  # where it has nothing
    (report,) = reports(store)
    assert report["id"] != first.id and report["source"] == "tmdb ES 8"
