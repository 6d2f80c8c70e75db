"""What a run brought, and what became of every title."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import merge
from typing import Any

from core.catalogue.title import Title
from core.tmdb.counts import Counts
from core.tmdb.work import Work

_MOST_REASONS = 100


@dataclass
class Extraction:
    """One call's outcome. Only a ``complete`` one has titles; after another, call again to go on.

    ``joined`` and ``left`` are ids that the catalogue did not have, or no longer has. ``gone`` are those that TMDB has
    no more, ``rejected`` and ``failed`` those whose answer was no title or could not be had (with reasons), ``expired``
    those that had become too old to be kept and could not be had anew. ``unlisted`` were in no list and stay because
    their details name a service; ``disputed`` were listed, and stay though theirs do not.
    """

    complete: bool = False
    fetched: int = 0
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    rejected: Mapping[str, str] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Of films and series: titles listed, total told, how often the list was read, whether the two agree."""
    changes_followed: bool = False
    counts: Counts = field(default_factory=Counts)

    _work: Work | None = field(default=None, repr=False)
    _carried: Mapping[str, Title] = field(default_factory=dict, repr=False)
    _fetched: frozenset[str] = field(default=frozenset(), repr=False)
    _listed: Mapping[str, str] = field(default_factory=dict, repr=False)
    _past: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def keep(self, work: Work, listed: Mapping[str, str], past: Mapping[str, Any]) -> None:
        """Takes what :meth:`titles` reads from and :meth:`settle` remembers."""
        self._work, self._listed, self._past = work, listed, past

    @property
    def total(self) -> int:
        """How many titles there are."""
        return len(self._carried) + len(self._fetched)

    def titles(self) -> Iterator[Title]:
        """Every title that the services have, by id: those fetched now, and those that needed no fetching."""
        if self._work is None:
            raise ValueError("An unfinished run has no titles: look at `complete` first.")
        fetched = (title for title in self._work.titles() if title.id in self._fetched)
        carried = (self._carried[title_id] for title_id in sorted(self._carried))
        return merge(fetched, carried, key=lambda title: title.id)

    def settle(self) -> None:
        """Ends the run: call it once the titles stand in the catalogue. Without it, the next call gives them again."""
        if self._work is None:
            raise ValueError("An unfinished run cannot be settled: look at `complete` first.")
        self._work.settle(self._listed, self._past)

    def doubt(self) -> None:
        """Says that the titles were not taken: the next call reads the lists anew, and keeps what was fetched."""
        if self._work is not None:
            self._work.restart()

    def to_dict(self) -> dict[str, Any]:
        """The outcome as JSON types: numbers, and reasons where there are any."""
        return {
            "complete": self.complete, "titles": self.total, "fetched": self.fetched, "joined": len(self.joined),
            "left": len(self.left), "gone": len(self.gone), "expired": len(self.expired),
            "unlisted": len(self.unlisted), "disputed": len(self.disputed), "rejected": len(self.rejected),
            "failed": len(self.failed), "reasons": dict([*self.rejected.items(), *self.failed.items()][:_MOST_REASONS]),
            "lists": {kind: dict(found) for kind, found in self.lists.items()},
            "changes_followed": self.changes_followed, **self.counts.to_dict(),
        }  # fmt: skip
