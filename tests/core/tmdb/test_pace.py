"""How fast requests go: with a clock that only sleeping moves, and for real."""

import threading
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from core.tmdb.client import PER_SECOND, WORKERS
from core.tmdb.pace import Pace, Stopped
from tests.core.tmdb.conftest import Start
from tests.tmdb.faults import Burst
from tests.tmdb.runs import client_of, run


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


def _pace(time: Time, per_second: float = 10) -> Pace:
    return Pace(per_second, threading.Event(), clock=lambda: time.now, sleep=time.sleep, random=Random(1))


def test_requests_are_evenly_spaced(time: Time) -> None:
    pace = _pace(time)
    assert [round(pace.wait(), 6) for _ in range(4)] == [0.0, 0.1, 0.2, 0.3]


def test_nothing_is_made_up_for_after_a_standstill(time: Time) -> None:
    pace = _pace(time)
    pace.wait()
    time.now = 60
    assert [round(pace.wait(), 6) for _ in range(3)] == [60.0, 60.1, 60.2]


def test_pauses_double_and_begin_anew_after_an_answer(time: Time) -> None:
    pace = _pace(time)
    pauses = []
    for _ in range(9):
        went = pace.wait()
        assert pace.throttled(went, None)
        pauses.append(pace.wait() - went)
    assert all(0.5 * 2**n * 0.5 <= pause <= 0.5 * 2**n for n, pause in enumerate(pauses[:6]))
    assert all(15 <= pause <= 30 for pause in pauses[6:])
    pace.answered(pace.wait())
    went = pace.wait()
    pace.throttled(went, None)
    assert pace.wait() - went <= 0.5


def test_what_was_on_its_way_when_a_pause_began_does_not_lengthen_it(time: Time) -> None:
    pace = _pace(time)
    sent = [pace.wait() for _ in range(12)]
    for went in sent:
        pace.throttled(went, None)
    assert pace.wait() - sent[-1] <= 0.5


@pytest.mark.parametrize(
    ("asked", "least", "most"), [(3.0, 3, 3), (-5.0, 0.1, 0.5), (0.0, 0.1, 0.5), (45.0, 45, 45), (1e12, 10, 10)]
)
def test_what_is_asked_for_is_waited_for_within_reason(time: Time, asked: float, least: float, most: float) -> None:
    pace = _pace(time)
    went = pace.wait()
    pace.throttled(went, asked)
    assert least <= round(pace.wait() - went, 6) <= most


def test_minutes_of_nothing_but_throttling_are_an_outage(time: Time) -> None:
    pace = _pace(time)
    while pace.throttled(pace.wait(), None):
        assert time.now < 400
    assert time.now > 250


@pytest.mark.parametrize("wait", [Pace.wait, lambda pace: pace.rest(60)])
def test_a_stopped_pace_lets_nothing_go(wait: Callable[[Pace], object]) -> None:
    stopped = threading.Event()
    pace = Pace(0.01, stopped)
    pace.wait()
    threading.Timer(0.05, stopped.set).start()
    with pytest.raises(Stopped):
        wait(pace)


def test_the_real_pace_stays_below_tmdbs_limits(start: Start, tmp_path: Path) -> None:
    assert PER_SECOND + WORKERS + 1 <= 40 and WORKERS <= 20
    tmdb = start(films=45, series=20, latency=0.1, faults=Burst(40, 3, "500"))
    outcome = run(tmdb, tmp_path, client=client_of(tmdb, per_second=PER_SECOND))
    assert outcome.ids == tmdb.world.ids() and len(tmdb.paths) > 75
    assert tmdb.most_in_a_second() <= 30 and tmdb.most_open <= WORKERS
