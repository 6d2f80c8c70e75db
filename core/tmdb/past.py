"""What one run leaves for the next, and what it left when it was ended before its time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.tmdb.age import KEEP_DAYS
from core.tmdb.plan import Plan
from core.tmdb.work import Work

_RESUMED = timedelta(days=1)
"""For how long the lists of an unfinished run are gone on with."""


@dataclass(frozen=True)
class Past:
    """What the last settled run remembered for the next: when it read the lists and the feed, and what they said."""

    swept_at: datetime | None = None
    followed: datetime | None = None
    totals: Mapping[str, int] = field(default_factory=dict)
    named: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, state: Mapping[str, Any] | None) -> "Past":
        """What :meth:`to_dict` gave; nothing for None."""
        if state is None:
            return cls()
        times = {key: datetime.fromisoformat(state[key]) if state[key] else None for key in ("swept_at", "followed")}
        return cls(**times, totals=state["totals"], named=state["named"])

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON types."""
        return {
            "swept_at": self.swept_at.isoformat() if self.swept_at else None,
            "followed": self.followed.isoformat() if self.followed else None,
            "totals": dict(self.totals), "named": dict(self.named),
        }  # fmt: skip

    @property
    def pages(self) -> int:
        """How many requests it takes to read the lists once."""
        return sum(-(-total // 20) + 1 for total in self.totals.values())


@dataclass(frozen=True)
class Run:
    """The run that is under way: since when, and whether it fetches everything anew."""

    started: datetime
    full: bool

    @classmethod
    def begin(cls, work: Work, plan: Plan, now: datetime) -> "Run":
        """The unfinished run that ``work`` holds, or else a new one.

        A plan for other titles than the last one's begins with nothing.
        """
        work.forget_before(now - timedelta(KEEP_DAYS))
        mark = work.state("plan")
        if mark not in (None, plan.mark()):
            work.restart(everything=True)
        state = work.state("run")
        if state is not None:
            run = cls(datetime.fromisoformat(state["started"]), state["full"])
            if run.started <= now < run.started + _RESUMED and (run.full or not plan.full):
                return run
            work.restart()
        run = cls(now, plan.full or mark not in (None, plan.mark()))
        work.remember("plan", plan.mark())
        work.remember("run", {"started": run.started.isoformat(), "full": run.full})
        return run
