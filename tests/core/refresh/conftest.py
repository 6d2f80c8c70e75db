"""A small made-up TMDB, a store in a folder, and refreshes of it without waiting."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.refresh.gates import Limits
from core.refresh.report import Report
from core.refresh.run import Refresh
from core.store.protocol import Store
from core.tmdb.plan import Plan
from tests.places import LocalPlace
from tests.tmdb.runs import client_of
from tests.tmdb.server import Tmdb, serving
from tests.tmdb.world import World

Run = Callable[..., Report]


@pytest.fixture
def tmdb() -> Iterator[Tmdb]:
    """A TMDB of 60 films and 45 series, with as many more that may come."""
    with serving(Tmdb(World.of(60, 45, spare=60))) as served:
        yield served


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store, of each kind in turn."""
    place = LocalPlace(tmp_path / "store") if request.param == "local" else request.getfixturevalue("on_s3")
    return place.open()


class Clock:
    """The time now, and later by as much as was slept, and by ``step`` each time it is asked."""

    def __init__(self) -> None:
        self.later = timedelta()
        self.step = timedelta(seconds=1)  # no two runs begin in one second

    def __call__(self) -> datetime:
        self.later += self.step
        return datetime.now(UTC) + self.later


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def refresh(tmdb: Tmdb, store: Store, clock: Clock) -> Run:
    """Runs one refresh; options are those of ``Refresh``, ``plan`` a mapping of what is not as usual."""

    def run(plan: dict[str, Any] | None = None, **options: Any) -> Report:
        plans = replace(Plan(base_url=tmdb.url), **(plan or {}))
        limits = options.pop("limits", Limits(golden=1.0))
        return Refresh(store, plans, lambda: client_of(tmdb), store.work, clock=clock, limits=limits, **options).run()

    return run
