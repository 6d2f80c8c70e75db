"""Every title of the true set, in spite of whatever goes wrong."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import StoreBusy, TmdbUnauthorised, TmdbUnavailable
from tests.core.tmdb.conftest import Start
from tests.tmdb.faults import Burst, Chance, Once
from tests.tmdb.runs import is_true, run

NOW = datetime.now(UTC)


@pytest.mark.parametrize("ways", [
    ("500", "502", "503", "504", "403"),
    ("html", "html 200", "half json", "list", "no results", "deep", "truncate"),
    ("reset", "hang up"),
    ("redirect",),
    ("429", "429:0", "429:-3", "429:soon", "429:Wed, 21 Oct 2015 07:28:00 GMT", "429:" + "9" * 5000),
], ids=lambda ways: ways[0])  # fmt: skip
def test_faults_here_and_there_lose_nothing(start: Start, tmp_path: Path, ways: tuple[str, ...]) -> None:
    tmdb = start(faults=Chance(0.1, ways))
    outcome = run(tmdb, tmp_path)
    assert is_true(tmdb, outcome)
    assert outcome.extraction.counts.retries >= 5
    assert "localhost" not in str(tmdb.paths) and not tmdb.asked("elsewhere")


def test_a_huge_answer_is_given_up_before_it_is_read(start: Start, tmp_path: Path) -> None:
    tmdb = start(films=5, series=2, faults=Once(frozenset((3, 9)), "huge"))
    outcome = run(tmdb, tmp_path)
    assert is_true(tmdb, outcome)
    assert outcome.extraction.counts.bytes < 80 * 2**20


def test_bursts_of_throttling_lose_nothing(start: Start, tmp_path: Path) -> None:
    tmdb = start(faults=Burst(60, 15, "429"))
    outcome = run(tmdb, tmp_path)
    assert is_true(tmdb, outcome)
    assert outcome.extraction.counts.throttled > 10


@pytest.mark.parametrize("share", [0.2, 0.6])
def test_titles_that_come_and_go_while_lists_are_read(start: Start, tmp_path: Path, share: float) -> None:
    tmdb = start(films=300, series=200, spare=150, drift=share)
    before = tmdb.world.ids()
    outcome = run(tmdb, tmp_path)
    throughout = before & tmdb.world.ids()
    assert len(throughout) > 400 and len(tmdb.world.ids() ^ before) > 3
    assert throughout <= outcome.ids <= set(tmdb.world.items)
    assert outcome.ids - tmdb.world.ids() <= set(outcome.extraction.disputed)


def test_empty_pages_are_not_the_end(start: Start, tmp_path: Path) -> None:
    tmdb = start(films=200, series=100, faults=Chance(0.15, ("empty",)))
    assert is_true(tmdb, run(tmdb, tmp_path))


def test_an_empty_first_page_is_not_the_end(start: Start, tmp_path: Path) -> None:
    tmdb = start(faults=Once(frozenset(range(1, 12)), "empty"))
    assert is_true(tmdb, run(tmdb, tmp_path))


def test_titles_that_tmdb_deleted_are_counted_and_not_asked_for_again_today(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    gone = sorted(tmdb.world.ids())[::20]
    tmdb.faults = lambda number, path: "404" if path.removeprefix("/3/").replace("/", "-") in gone else None
    outcome = run(tmdb, tmp_path)
    assert set(outcome.extraction.gone) == set(gone) == tmdb.world.ids() - outcome.ids
    tmdb.forget()
    again = run(tmdb, tmp_path, outcome.titles)
    assert not tmdb.asked("append") and again.ids == outcome.ids
    run(tmdb, tmp_path, outcome.titles, now=datetime.now(UTC) + timedelta(days=1.5))
    assert {path.split("?")[0] for path in tmdb.asked("append")} >= {"/3/" + i.replace("-", "/") for i in gone}


def test_one_title_that_cannot_be_had_does_not_end_the_run(start: Start, tmp_path: Path) -> None:
    tmdb = start(films=30, series=10)
    bad = min(tmdb.world.ids())
    tmdb.faults = lambda number, path: "500" if path.endswith("/" + bad.replace("-", "/")) else None
    outcome = run(tmdb, tmp_path)
    assert outcome.extraction.failed == {bad: "HTTP 500"} and outcome.ids == tmdb.world.ids() - {bad}
    tmdb.faults = lambda number, path: None
    assert is_true(tmdb, run(tmdb, tmp_path, outcome.titles))


def test_a_title_that_is_no_title_is_rejected_with_a_reason(start: Start, tmp_path: Path) -> None:
    tmdb = start(films=30, series=10)
    nameless = min(tmdb.world.ids())
    tmdb.world.edit(nameless, title="", original_title=" \u200b", spanish_title="")
    outcome = run(tmdb, tmp_path)
    assert outcome.extraction.rejected == {nameless: "it has no title"}
    assert outcome.ids == tmdb.world.ids() - {nameless}


def test_details_that_lag_behind_the_lists_take_nothing_away(start: Start, tmp_path: Path) -> None:
    tmdb = start(lag=0.3)
    outcome = run(tmdb, tmp_path)
    assert outcome.ids == tmdb.world.ids()
    assert 10 < len(outcome.extraction.disputed) < 60


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """TMDB gives 10 pages of a list, not 500."""
    monkeypatch.setattr("core.tmdb.paged.LAST_PAGE", 10)
    monkeypatch.setattr("core.tmdb.discover.LAST_PAGE", 10)
    monkeypatch.setattr("core.tmdb.discover._MOST_LISTED", 200)


@pytest.mark.usefixtures("short_lists")
def test_longer_lists_than_tmdb_gives_are_cut_by_date_and_undated_titles_found(start: Start, tmp_path: Path) -> None:
    tmdb = start(films=700, series=300, most_pages=10)
    assert sum(not item.date for item in tmdb.world.items.values()) > 10
    assert is_true(tmdb, run(tmdb, tmp_path))


@pytest.mark.usefixtures("short_lists")
@pytest.mark.parametrize("old_form", [False, True])
def test_a_day_with_more_titles_than_a_list_gives(start: Start, tmp_path: Path, old_form: bool) -> None:
    tmdb = start(films=320, series=5, most_pages=10, old_form=old_form)
    for title_id in tmdb.world.ids():
        tmdb.world.edit(title_id, feed=False, date="2020-02-02")
    assert is_true(tmdb, run(tmdb, tmp_path))


def test_lists_without_end_are_not_believed(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tmdb.discover._MOST_BELIEVED", 50)
    with pytest.raises(TmdbUnavailable, match="overlook TMDB_PROVIDERS"):
        run(start(), tmp_path)


def test_a_service_without_titles_is_an_error(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    with pytest.raises(TmdbUnavailable, match="lists no title at all. Check TMDB_PROVIDERS"):
        run(tmdb, tmp_path, providers=(4711,))


def test_nobody_answers(tmp_path: Path, start: Start) -> None:
    tmdb = start()
    tmdb.url = "http://127.0.0.1:9/3"
    with pytest.raises(TmdbUnavailable, match="run again later"):
        run(tmdb, tmp_path)


def test_an_address_where_tmdb_is_not(tmp_path: Path, start: Start) -> None:
    tmdb = start()
    tmdb.url += "/nothing"
    with pytest.raises(TmdbUnavailable, match="Check TMDB_BASE_URL"):
        run(tmdb, tmp_path)


def test_a_wrong_key_ends_everything_at_once(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    with pytest.raises(TmdbUnauthorised, match="Compare it with"):
        run(tmdb, tmp_path, key="f" * 32)
    assert len(tmdb.paths) == 1


def test_a_key_that_is_withdrawn_midway(start: Start, tmp_path: Path) -> None:
    tmdb = start(faults=lambda number, path: "401" if number > 50 else None, latency=0.01)
    with pytest.raises(TmdbUnauthorised):
        run(tmdb, tmp_path)
    assert len(tmdb.paths) < 75
    tmdb.faults = lambda number, path: None
    assert is_true(tmdb, run(tmdb, tmp_path))


def test_two_runs_at_once_are_refused(start: Start, tmp_path: Path) -> None:
    tmdb = start(latency=0.02)
    refused = []

    def second(step: str, done: int, of: int) -> None:
        if step == "fetching titles" and done == 1:
            with pytest.raises(StoreBusy):
                run(tmdb, tmp_path)
            refused.append(step)

    assert is_true(tmdb, run(tmdb, tmp_path, progress=second))
    assert refused


def test_progress_is_told_to_the_end(start: Start, tmp_path: Path) -> None:
    heard: dict[str, tuple[int, int]] = {}
    tmdb = start()
    run(tmdb, tmp_path, progress=lambda step, done, of: heard.update({step: (done, of)}))
    assert set(heard) == {"reading what changed", "listing films", "listing series", "fetching titles"}
    assert heard["fetching titles"] == (105, 105) and heard["listing films"][0] == heard["listing films"][1]


def test_unfinished_runs_have_no_titles(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    outcome = run(tmdb, tmp_path, should_stop=lambda: True)
    assert not outcome.extraction.complete
    with pytest.raises(ValueError, match="unfinished"):
        outcome.extraction.titles()
    with pytest.raises(ValueError, match="unfinished"):
        outcome.extraction.settle()
