"""Runs against the made-up TMDB, with hasty pauses."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from core.catalogue.title import Title
from core.tmdb.client import Client
from core.tmdb.extract import extract
from core.tmdb.extraction import Extraction
from core.tmdb.key import Key
from core.tmdb.plan import Plan
from tests.tmdb.server import TOKEN, Tmdb
from tests.tmdb.truth import expected


class Hasty(Random):
    """Shortens every pause that may be shortened by chance."""

    def uniform(self, a: float, b: float) -> float:
        """Next to nothing."""
        return 0.005


@dataclass(frozen=True)
class Outcome:
    """What a run gave."""

    extraction: Extraction
    titles: Sequence[Title]

    @property
    def ids(self) -> set[str]:
        """The ids of its titles."""
        return {title.id for title in self.titles}


def client_of(tmdb: Tmdb, key: str = TOKEN, **options: Any) -> Client:
    """A client as quick as the machine allows."""
    hasty = {"per_second": 2000, "random": Hasty(1), "sleep": lambda seconds: time.sleep(min(seconds, 0.002))}
    return Client(Key.of(key), tmdb.url, **hasty | options)


def run(
    tmdb: Tmdb, folder: Path, known: Iterable[Title] = (),
    *, now: datetime | None = None, settle: bool = True, key: str = TOKEN,
    should_stop: Callable[[], bool] = lambda: False, progress: Callable[[str, int, int], None] = lambda *_: None,
    client: Client | None = None, **plan: Any,
) -> Outcome:  # fmt: skip
    """One run; ``now`` is the time it believes it is."""
    client = client or client_of(tmdb, key)
    try:
        with extract(
            client, Plan(**{"base_url": tmdb.url} | plan), known, folder,
            clock=lambda: now or datetime.now(UTC), should_stop=should_stop, progress=progress,
        ) as extraction:  # fmt: skip
            titles = list(extraction.titles()) if extraction.complete else []
            if settle and extraction.complete:
                extraction.settle()
    finally:
        client.close()
    return Outcome(extraction, titles)


def is_true(tmdb: Tmdb, outcome: Outcome) -> bool:
    """Whether a run gave every title that the service has, whole and in order, and no other."""
    items = tmdb.world.items
    assert outcome.ids == tmdb.world.ids()
    for title in outcome.titles:
        assert title == expected(items[title.id], title.fetched_at)
    return [title.id for title in outcome.titles] == sorted(tmdb.world.ids())
