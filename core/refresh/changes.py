"""What differs between two snapshots: titles that joined and left, and the lists that changed most."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.neighbours.pairs import plain_best
from core.recommend.methods import DEFAULT_METHOD
from core.snapshot import Snapshot

DEPTH = 10
_SAMPLE = 300  # titles whose lists are compared
_NAMED = 20  # lists and titles that are named one by one


@dataclass(frozen=True, slots=True)
class ChangedList:
    """A title's first ten before and after: ``kept`` of them (0 to 1) stand in both."""

    id: str
    title: str
    kept: float
    joined: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """``joined`` and ``left`` are ids in order; ``lists`` the most changed first; ``churn`` the mean share of a
    title's first ten that is new, over the titles compared (``compared`` of them).
    """

    joined: tuple[str, ...]
    left: tuple[str, ...]
    lists: tuple[ChangedList, ...]
    churn: float
    compared: int


def compare(before: Snapshot, after: Snapshot, method: str = DEFAULT_METHOD) -> Changes:
    """What changed from one snapshot to the next; lists are compared for evenly spread titles that both have."""
    old, new = set(before.ids), set(after.ids)
    shared = sorted(old & new)
    sample = shared[:: max(1, len(shared) // _SAMPLE)][:_SAMPLE]
    lists = []
    for title_id, was, now in zip(sample, _lists(before, method, sample), _lists(after, method, sample), strict=True):
        if was or now:
            kept = len(set(was) & set(now)) / max(len(was), len(now))
            lists.append(
                ChangedList(
                    title_id, after.title(after.row(title_id)).title, kept,
                    tuple(other for other in now if other not in was),
                    tuple(other for other in was if other not in now),
                )
            )  # fmt: skip
    churn = 1 - sum(changed.kept for changed in lists) / len(lists) if lists else 0.0
    most = sorted((changed for changed in lists if changed.kept < 1), key=lambda changed: (changed.kept, changed.id))
    return Changes(tuple(sorted(new - old)), tuple(sorted(old - new)), tuple(most[:_NAMED]), churn, len(lists))


def _lists(snapshot: Snapshot, method: str, ids: Sequence[str]) -> list[list[str]]:
    """The ids of each title's first ten."""
    rows = np.asarray([snapshot.row(title_id) for title_id in ids], dtype=np.int32)
    found, _ = plain_best(snapshot.space(method, None), snapshot.facets.collections, DEPTH, rows)
    return [[snapshot.ids[other] for other in line if other >= 0] for line in found.tolist()]
