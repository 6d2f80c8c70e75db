"""For which titles TMDB must be asked, and for which what is known will do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.tmdb.age import is_due
from core.tmdb.changes import Changes
from core.tmdb.details import Details
from core.tmdb.past import Past, Run

_ASKED_AGAIN = timedelta(days=1)
"""After which TMDB is asked again for what it listed and did not have, or what was no title."""


@dataclass(frozen=True)
class Questions:
    """The grounds on which a title is asked for.

    ``last`` and ``listed`` are the marks of titles in the lists, those of the last run and those that are sure now.
    """

    run: Run
    past: Past
    last: Mapping[str, str]
    listed: Mapping[str, str]
    details: Mapping[str, Details]
    changes: Changes | None
    refetch_days: int

    def must_ask(self, title_id: str, known: datetime | None, now: datetime) -> bool:
        """Whether to ask for a title that the catalogue has as it was at ``known``, or does not have.

        What was fetched in this run is not asked for again. Otherwise everything is asked for that is new, that no
        list has any more, that the feed or its row in the list says was changed, and that is old.
        """
        verdict = self.details.get(title_id)
        times = [at for at in (known, verdict and verdict.fetched_at) if at]
        if not times:
            return True
        fetched = max(times)
        if fetched >= self.run.started:
            return False
        if self.run.full or title_id not in self.listed:
            return True
        if verdict and verdict.fetched_at == fetched and verdict.verdict != "title" and now - fetched >= _ASKED_AGAIN:
            return True
        changed = self.last.get(title_id, self.listed[title_id]) != self.listed[title_id]
        named = self.changes is not None and self.changes.is_stale(title_id, fetched, self.past.followed)
        return changed or named or is_due(title_id, fetched, now, self.refetch_days)
