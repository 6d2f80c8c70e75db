"""A small made-up TMDB for each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.tmdb.server import Tmdb, serving
from tests.tmdb.world import World

Start = Callable[..., Tmdb]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a TMDB of 60 films and 45 series, or as told; the options are those of ``Tmdb``."""
    with ExitStack() as stack:

        def started(films: int = 60, series: int = 45, spare: int = 0, **options: Any) -> Tmdb:
            return stack.enter_context(serving(Tmdb(World.of(films, series, spare=spare), **options)))

        yield started
