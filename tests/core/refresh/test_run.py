"""Refreshes of a real store from a real server."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.engine import Engine
from core.errors import StoreBusy, TmdbError, TmdbUnauthorised
from core.refresh.gates import Limits
from core.refresh.journal import cancel, running
from core.refresh.release import release
from core.refresh.report import reports
from core.refresh.run import Refresh
from core.snapshot import Snapshot
from core.store.protocol import Store
from core.tmdb.plan import Plan
from tests.core.refresh.conftest import Clock, Run
from tests.tmdb.runs import client_of
from tests.tmdb.server import Tmdb
from tests.tmdb.truth import expected


def served(store: Store) -> Engine:
    return Engine(Snapshot(*store.open_snapshot(store.current_id() or "")))


def test_a_refresh_publishes_every_title_and_reports_it(tmdb: Tmdb, store: Store, refresh: Run) -> None:
    report = refresh()
    engine = served(store)
    assert (report.status, report.titles, report.snapshot) == ("published", 105, engine.snapshot.id)
    assert set(engine.ids) == tmdb.world.ids()
    for title_id in engine.ids:
        title = engine.title(title_id)
        assert title == expected(tmdb.world.items[title_id], title.fetched_at)
    assert engine.snapshot.manifest.source == "tmdb US 8"
    assert [run["id"] for run in reports(store)] == [report.id]
    assert reports(store)[0] == json.loads(json.dumps(report.to_dict()))
    assert report.counts["requests"] == len(tmdb.arrivals) and report.counts["fetched"] == 105
    assert (report.joined_count, report.before) == (0, None), "there was nothing before"
    assert running(store, Clock()()) is None


def test_a_second_refresh_says_who_joined_and_left(tmdb: Tmdb, store: Store, refresh: Run, clock: Clock) -> None:
    first = refresh()
    clock.later += timedelta(days=1)
    new, old = tmdb.world.spare[0], min(tmdb.world.ids())
    tmdb.world.add(new)
    tmdb.world.drop(old)
    second = refresh({"sweep_hours": 0})
    assert (second.status, second.before) == ("published", first.snapshot)
    assert [item["id"] for item in second.joined] == [new.id]
    assert [item["id"] for item in second.left] == [old]
    assert second.counts["fetched"] < 10
    engine = served(store)
    assert engine.title(new.id).date_added == clock().date().isoformat()
    assert not engine.title(max(set(engine.ids) - {new.id})).date_added, "of the first refresh it is not known"
    assert {gate["name"] for gate in second.gates} >= {"movie lost", "series lost", "lists changed", "words lost"}
    assert all(gate["passed"] for gate in second.gates)


def test_a_title_joins_on_one_day_however_long_publishing_takes(
    tmdb: Tmdb, store: Store, refresh: Run, clock: Clock
) -> None:
    refresh()
    clock.later += timedelta(days=1)
    new = tmdb.world.spare[0]
    tmdb.world.add(new)
    clock.step = timedelta(days=1)
    assert refresh({"sweep_hours": 0}).status == "published"
    [kept] = [title for title in store.read_catalogue() if title.id == new.id]
    assert kept == served(store).title(new.id) and kept.date_added


def test_a_gate_keeps_what_is_served_and_the_candidate_until_a_person_decides(
    tmdb: Tmdb, store: Store, refresh: Run, clock: Clock
) -> None:
    good = refresh()
    clock.later += timedelta(days=1)
    series = sorted(title_id for title_id in tmdb.world.ids() if title_id.startswith("tv-"))
    for title_id in series[:30]:
        tmdb.world.drop(title_id)
    held = refresh({"sweep_hours": 0})
    assert held.status == "held" and "series lost: 66.7%" in held.message
    assert store.current_id() == good.snapshot
    assert store.catalogue_count() == 105, "the catalogue is the served one"
    assert [manifest.id for manifest in store.held()] == [held.snapshot]
    assert held.snapshot not in {manifest.id for manifest in store.snapshots()}
    release(store, held.snapshot or "", by="ann", reason="they really left", clock=clock)
    assert store.current_id() == held.snapshot and not store.held()
    noted = reports(store)[0]
    assert (noted["status"], noted["released"]["by"], noted["released"]["reason"]) == (
        "published", "ann", "they really left",
    )  # fmt: skip
    clock.later += timedelta(days=1)
    assert refresh({"sweep_hours": 0}).status == "published"


def test_a_gate_that_held_a_bad_answer_lets_the_next_good_one_through(
    tmdb: Tmdb, store: Store, refresh: Run, clock: Clock
) -> None:
    refresh()
    clock.later += timedelta(days=1)
    gone = [item for item in tmdb.world.items.values() if item.id.startswith("tv-")][:30]
    for item in gone:
        tmdb.world.drop(item.id)
    assert refresh({"sweep_hours": 0}).status == "held"
    for item in gone:
        tmdb.world.add(item)
    report = refresh({"sweep_hours": 0})
    assert report.status == "published"
    assert set(served(store).ids) == tmdb.world.ids()
    assert not store.held(), "what was held is gone once something better is published"


def test_limits_are_what_the_gates_go_by(tmdb: Tmdb, refresh: Run, clock: Clock) -> None:
    refresh()
    clock.later += timedelta(days=1)
    tmdb.world.drop(min(tmdb.world.ids()))
    report = refresh({"sweep_hours": 0}, limits=Limits(lost=0.0, golden=1.0))
    assert report.status == "held"
    assert [gate["name"] for gate in report.gates if not gate["passed"]] == ["movie lost"]


def test_nothing_listed_leaves_everything_as_it_was(tmdb: Tmdb, store: Store, refresh: Run, clock: Clock) -> None:
    good = refresh()
    clock.later += timedelta(days=1)
    for title_id in list(tmdb.world.ids()):
        tmdb.world.drop(title_id)
    with pytest.raises(TmdbError):
        refresh({"sweep_hours": 0})
    assert store.current_id() == good.snapshot
    assert reports(store)[0]["status"] == "failed"


def test_a_refused_key_fails_at_once_and_is_reported_without_it(tmdb: Tmdb, store: Store, clock: Clock) -> None:
    wrong = "f" * 32
    with pytest.raises(TmdbUnauthorised):
        Refresh(
            store, Plan(base_url=tmdb.url), lambda: client_of(tmdb, wrong), store.work, clock=clock, limits=Limits()
        ).run()
    (report,) = reports(store)
    assert report["status"] == "failed" and "TMDB_API_KEY" in report["message"]
    assert wrong not in json.dumps(report)
    assert store.current_id() is None


def test_time_that_runs_out_is_no_loss(tmdb: Tmdb, store: Store, refresh: Run) -> None:
    tmdb.latency = 0.05
    report = refresh(seconds=0.5)
    assert report.status == "unfinished" and store.current_id() is None and not reports(store)
    asked = len(tmdb.arrivals)
    tmdb.latency = 0
    assert refresh().status == "published"
    assert set(served(store).ids) == tmdb.world.ids()
    assert len(tmdb.arrivals) - asked < 130, "what was fetched was not asked for again"


def test_a_run_can_be_cancelled_and_gone_on_with(
    tmdb: Tmdb, store: Store, refresh: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.refresh.journal._EVERY", 0.0)
    seen: list[str] = []

    def watch(step: str, done: int, of: int) -> None:
        at_work = running(store, Clock()())
        if at_work and done > 20 and not seen:
            seen.append(at_work["run"])
            cancel(store, at_work["run"])

    tmdb.latency = 0.2
    report = refresh(progress=watch)
    tmdb.latency = 0
    assert seen == [report.id] and report.status == "cancelled"
    assert reports(store)[0]["status"] == "cancelled" and running(store, Clock()()) is None
    assert refresh().status == "published"


def test_a_machine_that_never_comes_back_costs_the_work_of_one_slice(
    tmdb: Tmdb, store: Store, refresh: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if store.is_local:
        pytest.skip("a store in a folder keeps the working file itself")
    monkeypatch.setattr("core.refresh.run._SLICE", 1.0)
    monkeypatch.setattr("core.refresh.journal._EVERY", 0.0)

    def stop(step: str, done: int, of: int) -> None:
        if len(tmdb.arrivals) > 80 and (at_work := running(store, Clock()())):
            cancel(store, at_work["run"])

    tmdb.latency = 0.05
    assert refresh(progress=stop).status == "cancelled"
    tmdb.latency = 0
    shutil.rmtree(store.work)
    asked = len(tmdb.arrivals)
    assert refresh().status == "published"
    assert set(served(store).ids) == tmdb.world.ids()
    assert len(tmdb.arrivals) - asked < 105, "what was fetched was not asked for again"


def test_two_refreshes_at_once_are_impossible(store: Store, refresh: Run) -> None:
    with store.writing(), pytest.raises(StoreBusy):
        refresh()


def test_old_snapshots_are_pruned_but_for_the_served_and_the_one_before(
    store: Store, refresh: Run, clock: Clock
) -> None:
    published = []
    for _ in range(4):
        published.append(refresh(keep=2).snapshot)
        clock.later += timedelta(hours=1)
    assert [manifest.id for manifest in store.snapshots()] == published[:1:-1]


def test_another_catalogue_is_not_what_a_refresh_is_compared_with(
    store: Store, refresh: Run, import_and_build: Callable[[], str]
) -> None:
    before = import_and_build()
    report = refresh()
    assert report.status == "published" and report.before is None
    assert before in {manifest.id for manifest in store.snapshots()}, "to roll back to"


@pytest.fixture
def import_and_build(store: Store, clock: Clock, tmp_path: Path) -> Callable[[], str]:
    from core import pipeline

    def run() -> str:
        file = tmp_path / "own.csv"
        file.write_text("id,type,title,description\ns1,movie,One,A heist\ns2,movie,Two,Another heist\n")
        pipeline.import_catalogue(store, [file])
        return pipeline.build(store, clock).id

    return run
