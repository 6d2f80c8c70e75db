"""One question to TMDB's discover: which films or series the services have, of all time or of some days."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from core.tmdb.plan import Kind, Plan

FIRST_DAY, LAST_DAY = date(1870, 1, 1), date(2100, 12, 31)
_DATE = {"movie": "primary_release_date", "tv": "first_air_date"}
_TITLE = {"movie": "title", "tv": "name"}
ORDERS = 8
"""In how many orders a query's titles can be listed; neighbours in this list begin at different ends."""

_TOLD = ("title", "name", "overview", "poster_path", "release_date", "first_air_date", "original_language", "genre_ids")


@dataclass(frozen=True)
class Query:
    """Films or series, of all time, undated ones too, or with a date from ``since`` to ``until``, both included."""

    kind: Kind
    since: date | None = None
    until: date | None = None

    @property
    def name(self) -> str:
        """The query's name, ``movie`` or ``movie 1990-01-01 1999-12-31``."""
        return " ".join(map(str, filter(None, (self.kind, self.since, self.until))))

    @property
    def path(self) -> str:
        """Where it is asked."""
        return f"/discover/{self.kind}"

    def parameters(self, plan: Plan, order: int) -> dict[str, Any]:
        """The query's parameters for one of its orders, from 0 to ``ORDERS - 1``."""
        day, title = _DATE[self.kind], _TITLE[self.kind]
        orders = (
            f"{day}.asc", "popularity.desc", f"{title}.asc", f"{day}.desc",
            "popularity.asc", f"{title}.desc", "vote_count.asc", "vote_count.desc",
        )  # fmt: skip
        found: dict[str, Any] = {
            "with_watch_providers": "|".join(map(str, plan.providers)), "watch_region": plan.region,
            "language": plan.language, "include_adult": "false", "sort_by": orders[order],
        }  # fmt: skip
        found |= {"include_null_first_air_dates": "true"} if self.kind == "tv" else {}
        found |= {f"{day}.gte": self.since.isoformat()} if self.since else {}
        return found | ({f"{day}.lte": self.until.isoformat()} if self.until else {})

    def halves(self) -> "tuple[Query, Query] | None":
        """The query's days in two halves; None for a single day."""
        since, until = self.since or FIRST_DAY, self.until or LAST_DAY
        if since == until:
            return None
        middle = since + (until - since) // 2
        return replace(self, since=since, until=middle), replace(self, since=middle + timedelta(1), until=until)


def mark(row: Mapping[str, Any]) -> str:
    """A mark that changes when what a list tells of a title does; votes and popularity, which always do, aside."""
    told = json.dumps([row.get(key) for key in _TOLD], sort_keys=True)
    return hashlib.blake2b(told.encode(), digest_size=6).hexdigest()
