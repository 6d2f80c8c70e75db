"""How long what came from TMDB is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from core.catalogue.title import Title
from core.tmdb.age import is_due, purge

NOW = datetime(2026, 6, 7, 8, tzinfo=UTC)


def _title(fetched_at: str) -> Title:
    return Title("movie-1", "movie", "One", fetched_at=fetched_at)


@pytest.mark.parametrize(("fetched_at", "kept"), [
    ("", True),
    ("2026-06-07T07:00:00Z", True),
    ((NOW - timedelta(179.9)).isoformat(), True),
    ((NOW - timedelta(180)).isoformat(), False),
    ("2020-01-01T00:00:00Z", False),
    ("2099-01-01T00:00:00Z", False),
    ("2026-06-07", False),
    ("some day", False),
])  # fmt: skip
def test_six_months_at_most(fetched_at: str, kept: bool) -> None:
    assert bool(list(purge([_title(fetched_at)], NOW))) is kept


def test_titles_become_due_over_half_the_time() -> None:
    ids = [f"movie-{n}" for n in range(1000)]
    due = [sum(is_due(i, NOW - timedelta(days), NOW, 30) for i in ids) for days in (14, 20, 25, 30)]
    assert due[0] == 0 and 250 < due[1] < 420 and 580 < due[2] < 750 and due[3] == 1000
