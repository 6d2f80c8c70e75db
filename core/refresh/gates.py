"""The gates: what a new snapshot must keep of the one that is served, before it may take its place."""

from collections import Counter
from dataclasses import dataclass, fields

from core.catalogue.title import TYPES
from core.evaluate.golden import check_golden, first_ids, golden_pairs
from core.refresh.changes import Changes
from core.settings import Settings
from core.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Limits:
    """How much worse than the served snapshot a new one may be.

    ``lost``: share of the films, or of the series, that are gone. ``empty``: growth of the share of titles without
    a description. ``vocabulary``: share of the words of descriptions that are gone. ``golden``: share of the known
    good pairs, among those found before, that are no longer found. ``churn``: mean share of a list that is new.
    """

    lost: float = 0.1
    empty: float = 0.05
    vocabulary: float = 0.2
    golden: float = 0.1
    churn: float = 0.5

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """As the settings GATE_LOST, GATE_EMPTY … say."""
        return cls(**{limit.name: getattr(settings, f"gate_{limit.name}") for limit in fields(cls)})


@dataclass(frozen=True, slots=True)
class Gate:
    """One check: what was measured, and the most that is let through."""

    name: str
    measured: float
    limit: float

    @property
    def passed(self) -> bool:
        """Whether the snapshot may go through."""
        return self.measured <= self.limit

    def __str__(self) -> str:
        return f"{self.name}: {self.measured:.1%} (at most {self.limit:.1%})"


def check(before: Snapshot | None, after: Snapshot, changes: Changes | None, limits: Limits) -> list[Gate]:
    """Every gate's result. ``changes`` are those between the two; without a snapshot before there is one gate."""
    gates = [Gate("duplicate ids", _duplicates(after), 0.0)]
    if before is None or changes is None:
        return gates
    left = Counter(before.title(before.row(title_id)).type for title_id in changes.left)
    had = before.facets.categories["type"].counts(None)
    gates += [Gate(f"{kind} lost", left[kind] / had[kind], limits.lost) for kind in TYPES if had.get(kind)]
    gates += [
        Gate("more without a description", _empty(after) - _empty(before), limits.empty),
        Gate("words lost", _words_lost(before, after), limits.vocabulary),
        Gate("good pairs lost", _golden_lost(before, after), limits.golden),
        Gate("lists changed", changes.churn, limits.churn),
    ]
    return gates


def _duplicates(snapshot: Snapshot) -> float:
    counts = Counter(snapshot.ids)
    return sum(count - 1 for count in counts.values()) / max(1, len(snapshot))


def _empty(snapshot: Snapshot) -> float:
    return snapshot.manifest.counts["without_overview"] / len(snapshot)


def _words_lost(before: Snapshot, after: Snapshot) -> float:
    """One minus how many words the descriptions have for each they had: fewer titles may have fewer words."""
    words = [len(snapshot.space("overview", None).fields["overview"].terms) for snapshot in (before, after)]
    kept = len(after) / len(before)
    return max(0.0, 1 - words[1] / max(1.0, words[0] * min(1.0, kept)))


def _golden_lost(before: Snapshot, after: Snapshot) -> float:
    """Of the expected pairs whose titles both snapshots hold and ``before`` finds, the share ``after`` does not."""
    pairs = [
        pair
        for pair in golden_pairs()
        if pair.expected and all(s.find(i) >= 0 for s in (before, after) for i in (pair.id, pair.other))
    ]
    if not pairs:
        return 0.0
    lost_before, lost_after = (set(check_golden(pairs, first_ids(s, "hybrid")).lost) for s in (before, after))
    found = set(pairs) - lost_before
    return len(found & lost_after) / max(1, len(found))
