"""What a later run asks for, and what it must notice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.catalogue.title import Title
from tests.core.tmdb.conftest import Start
from tests.tmdb.faults import Chance
from tests.tmdb.runs import is_true, run
from tests.tmdb.server import Tmdb

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def _fetched(tmdb: Tmdb) -> set[str]:
    """The ids of the titles whose details were asked for, since the account was begun anew."""
    return {path.split("?")[0].removeprefix("/3/").replace("/", "-") for path in tmdb.asked("append")}


def test_a_run_right_after_another_asks_for_the_lists_alone(start: Start, tmp_path: Path) -> None:
    tmdb = start(films=400, series=250)
    first = run(tmdb, tmp_path)
    asked = len(tmdb.paths)
    tmdb.forget()
    second = run(tmdb, tmp_path, first.titles)
    assert second.titles == first.titles and is_true(tmdb, second)
    assert len(tmdb.paths) <= 0.06 * asked and not _fetched(tmdb)
    assert (second.extraction.joined, second.extraction.left) == ((), ())


def test_what_joined_left_changed_and_vanished_is_noticed_at_once(start: Start, tmp_path: Path) -> None:
    tmdb = start(spare=2)
    first = run(tmdb, tmp_path)
    dropped, vanished, named, unnamed, *_ = sorted(tmdb.world.ids())
    new = tmdb.world.spare
    for item in new:
        tmdb.world.add(item)
    tmdb.world.drop(dropped)
    tmdb.world.vanish(vanished)
    tmdb.world.edit(named, directors=("Somebody Else",))
    tmdb.world.edit(unnamed, feed=False, overview="Another story.")
    tmdb.forget()
    second = run(tmdb, tmp_path, first.titles)
    assert is_true(tmdb, second)
    assert _fetched(tmdb) == {dropped, vanished, named, unnamed} | {item.id for item in new}
    assert second.extraction.joined == tuple(sorted(item.id for item in new))
    assert (second.extraction.left, second.extraction.gone) == ((dropped,), (vanished,))


def test_a_title_that_the_lists_lost_stays_while_its_details_name_the_service(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    first = run(tmdb, tmp_path)
    lost = sorted(tmdb.world.ids())[:3]
    listed = tmdb.world.listed
    tmdb.world.listed = lambda kind: [item for item in listed(kind) if item.id not in lost]  # type: ignore[method-assign]
    second = run(tmdb, tmp_path, first.titles)
    assert second.extraction.unlisted == tuple(lost) and second.ids == first.ids


def test_todays_names_are_fetched_once_and_again_when_the_day_is_over(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    before, after, *_ = sorted(tmdb.world.ids())
    tmdb.world.name_in_feed([before], noon.date())
    first = run(tmdb, tmp_path, now=noon)
    tmdb.world.name_in_feed([after], noon.date())
    tmdb.forget()
    second = run(tmdb, tmp_path, first.titles, now=noon + timedelta(hours=1))
    assert _fetched(tmdb) == {after}
    tmdb.forget()
    third = run(tmdb, tmp_path, second.titles, now=noon + timedelta(hours=2))
    assert _fetched(tmdb) == set()
    fourth = run(tmdb, tmp_path, third.titles, now=noon + DAY)
    assert _fetched(tmdb) == {before, after}
    tmdb.forget()
    run(tmdb, tmp_path, fourth.titles, now=noon + DAY + timedelta(hours=1))
    assert _fetched(tmdb) == set()


@pytest.mark.parametrize("days", [3, 13])
def test_every_day_since_the_last_run_is_read(start: Start, tmp_path: Path, days: int) -> None:
    tmdb = start()
    then = NOW - days * DAY
    first = run(tmdb, tmp_path, now=then, refetch_days=170)
    named = sorted(tmdb.world.ids())[:days]
    for number, title_id in enumerate(named):
        tmdb.world.name_in_feed([title_id], (then + number * DAY).date())
    tmdb.forget()
    run(tmdb, tmp_path, first.titles, now=NOW, refetch_days=170)
    assert _fetched(tmdb) == set(named)


def test_after_more_days_than_the_feed_tells_everything_is_fetched(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    first = run(tmdb, tmp_path, now=NOW - 15 * DAY, refetch_days=170)
    tmdb.forget()
    run(tmdb, tmp_path, first.titles, now=NOW, refetch_days=170)
    assert _fetched(tmdb) == tmdb.world.ids()
    spans = {path.split("start_date=")[1][:10] for path in tmdb.asked("changes")}
    assert len(spans) == 14


def test_a_feed_that_fails_for_a_title_names_it_again(start: Start, tmp_path: Path) -> None:
    tmdb = start(films=30, series=10)
    first = run(tmdb, tmp_path)
    named = min(tmdb.world.ids())
    tmdb.world.edit(named, directors=("Somebody Else",))
    tmdb.faults = lambda number, path: "500" if path.endswith("/" + named.replace("-", "/")) else None
    second = run(tmdb, tmp_path, first.titles)
    assert set(second.extraction.failed) == {named} and second.titles == first.titles
    tmdb.faults = lambda number, path: None
    assert is_true(tmdb, run(tmdb, tmp_path, second.titles))


def test_no_feed_at_all_is_said(start: Start, tmp_path: Path) -> None:
    tmdb = start(faults=lambda number, path: "404" if "changes" in path else None)
    outcome = run(tmdb, tmp_path)
    assert is_true(tmdb, outcome) and not outcome.extraction.changes_followed
    assert run(tmdb, tmp_path, outcome.titles).extraction.complete


def test_old_titles_are_fetched_again_a_few_each_day(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    titles = run(tmdb, tmp_path, now=NOW - 31 * DAY).titles
    shares = []
    for day in range(31):
        tmdb.forget()
        titles = run(tmdb, tmp_path, titles, now=NOW - (30 - day) * DAY).titles
        shares.append(len(_fetched(tmdb)) / len(titles))
    assert sum(shares[:14]) == 0 and sum(shares) >= 1 and max(shares) < 0.2


def test_full_fetches_everything(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    first = run(tmdb, tmp_path)
    tmdb.forget()
    run(tmdb, tmp_path, first.titles, full=True)
    assert _fetched(tmdb) == tmdb.world.ids()


def test_another_region_or_language_begins_with_nothing(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    first = run(tmdb, tmp_path)
    tmdb.forget()
    second = run(tmdb, tmp_path, first.titles, language="en-GB")
    assert _fetched(tmdb) == tmdb.world.ids() == second.ids


def test_a_catalogue_without_its_working_file_is_checked_and_not_fetched_again(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    first = run(tmdb, tmp_path / "a")
    named = min(tmdb.world.ids())
    tmdb.world.edit(named, cast=("New Face",))
    tmdb.forget()
    second = run(tmdb, tmp_path / "b", first.titles)
    assert is_true(tmdb, second) and _fetched(tmdb) == {named}


def test_titles_that_are_not_tmdbs_are_passed_over(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    outcome = run(tmdb, tmp_path, [Title("s1", "movie", "Somebody's own")])
    assert is_true(tmdb, outcome) and outcome.extraction.left == ()


def test_what_is_too_old_to_keep_goes_though_it_cannot_be_fetched(start: Start, tmp_path: Path) -> None:
    tmdb = start(films=30, series=10)
    first = run(tmdb, tmp_path, now=NOW - 181 * DAY)
    stuck = min(tmdb.world.ids())
    tmdb.faults = lambda number, path: "500" if path.endswith("/" + stuck.replace("-", "/")) else None
    second = run(tmdb, tmp_path, first.titles, now=NOW)
    assert second.extraction.expired == (stuck,) and second.ids == first.ids - {stuck}


@pytest.fixture
def economical(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a small run counts as one that would ask too much."""
    monkeypatch.setattr("core.tmdb.extract._QUICK", 0)
    monkeypatch.setattr("core.tmdb.extract._SMALL", 0.0)


@pytest.mark.usefixtures("economical")
def test_where_it_would_ask_too_much_a_glance_at_the_lists_does(start: Start, tmp_path: Path) -> None:
    tmdb = start(spare=1)
    first = run(tmdb, tmp_path)
    tmdb.forget()
    second = run(tmdb, tmp_path, first.titles)
    assert is_true(tmdb, second) and len(tmdb.asked("discover")) == 4
    assert second.extraction.lists["movie"]["sweeps"] == 0
    third = run(tmdb, tmp_path, second.titles, now=NOW + timedelta(hours=7))
    assert third.extraction.lists["movie"]["sweeps"] == 1
    tmdb.world.add(tmdb.world.spare.pop())
    assert is_true(tmdb, run(tmdb, tmp_path, third.titles, now=NOW + timedelta(hours=8)))


def test_a_total_that_is_always_wrong_costs_little(start: Start, tmp_path: Path) -> None:
    tmdb = start(overstated=3)
    first = run(tmdb, tmp_path)
    assert is_true(tmdb, first)
    assert first.extraction.lists["movie"] == {"titles": 60, "total": 63, "sweeps": 3, "complete": False}
    second = run(tmdb, tmp_path, first.titles)
    assert is_true(tmdb, second) and second.extraction.lists["tv"]["sweeps"] == 1


def test_throttled_lists_are_read_as_often_as_it_takes(start: Start, tmp_path: Path) -> None:
    tmdb = start(faults=Chance(0.3, ("429", "503:0", "empty")))
    outcome = run(tmdb, tmp_path)
    assert is_true(tmdb, outcome)
