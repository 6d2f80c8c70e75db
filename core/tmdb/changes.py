"""TMDB's feed of what was changed, and which of our titles that makes stale."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.tmdb.crew import Crew
from core.tmdb.discover import Progress
from core.tmdb.paged import read_pages
from core.tmdb.plan import KINDS
from core.tmdb.work import Work

_MOST_DAYS = 14  # as far back as TMDB tells
_ONE_DAY = timedelta(1)


@dataclass
class Changes:
    """The titles the feed named, by day, and how many pages that was.

    The feed tells days and no times. So a title is stale if it was named for the day it was fetched on, or a later
    one; except today's names that the last run had already seen when it fetched (``seen``): what happened to those
    since is told by tomorrow's run, for which today is over.
    """

    since: date
    today: date
    seen: frozenset[str] = frozenset()
    named: dict[date, set[str]] = field(default_factory=dict)
    pages: int = 0

    def is_stale(self, title_id: str, fetched: datetime, followed: datetime | None) -> bool:
        """Whether a title fetched at that time was changed since; ``followed`` is up to when earlier runs looked."""
        if max(fetched, followed or fetched).date() < self.since:
            return True  # nobody can tell any more
        for day, named in self.named.items():
            if title_id in named and fetched.date() <= day and not (
                day == self.today == fetched.date() and title_id in self.seen
            ):  # fmt: skip
                return True
        return False


def read_changes(
    crew: Crew, work: Work, now: datetime, followed: datetime | None, seen: Mapping[str, Collection[str]],
    progress: Progress,
) -> Changes:  # fmt: skip
    """The feed from the day of ``followed`` (today where nothing is) up to now, day by day.

    ``seen`` has the titles that the last run saw named, by day. A day is asked for together with the next, because
    nothing says whether the end of a range is part of it.

    :raises TmdbUnavailable: TMDB does not give it.
    """
    today = now.date()
    since = max((followed or now).date(), today - (_MOST_DAYS - 1) * _ONE_DAY)
    found = Changes(since, today, frozenset(seen.get(today.isoformat(), ())))
    for day in (since + n * _ONE_DAY for n in range((today - since).days + 1)):
        found.named[day] = set()
        for kind in KINDS:
            span = {"start_date": day.isoformat(), "end_date": (day + _ONE_DAY).isoformat()}
            pages = read_pages(
                crew, work, f"{kind} changes {day}, read {today}", f"/{kind}/changes", span, lambda row: "",
                lambda done, of: progress("reading what changed", done, of), patience=(0.0,),
            )  # fmt: skip
            found.pages += len(pages)
            found.named[day] |= {f"{kind}-{number}" for page in pages.values() for number, _ in page.rows}
    return found
