"""How old what came from TMDB may become: TMDB's terms let nobody keep it for more than six months."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from core.catalogue.title import Title
from core.catalogue.values.tmdb import fetched_time

KEEP_DAYS = 180


def purge(titles: Iterable[Title], now: datetime) -> Iterator[Title]:
    """The titles that may be kept: those that are not TMDB's, and those fetched within 180 days."""
    return (title for title in titles if may_be_kept(title, now))


def may_be_kept(title: Title, now: datetime) -> bool:
    """Whether a title is not TMDB's, or was fetched within 180 days; a time that cannot be is no proof of that."""
    if not title.fetched_at:
        return True
    fetched = fetched_when(title)
    return fetched is not None and now - timedelta(KEEP_DAYS) < fetched < now + timedelta(1)


def fetched_when(title: Title) -> datetime | None:
    """When TMDB was asked for a title; None where that is not known."""
    found = fetched_time(title.fetched_at)
    return datetime.fromisoformat(found) if found else None


def is_due(title_id: str, fetched: datetime, now: datetime, days: int) -> bool:
    """Whether a title is old enough to be fetched again.

    That is after ``days`` at the latest. The first is due after half of them, by a number made from its id, so that
    what was fetched on one day does not all become due on one day.
    """
    share = int.from_bytes(hashlib.blake2b(title_id.encode(), digest_size=4).digest()) / 2**32
    return now - fetched >= timedelta(days * (0.5 + 0.5 * share))
