"""From what was listed, known and fetched to the titles there are now."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal

from core.catalogue.title import Title
from core.tmdb.age import fetched_when, may_be_kept
from core.tmdb.details import Details
from core.tmdb.extraction import Extraction

Fate = Literal[
    "fetched", "unlisted", "disputed", "carried", "left", "gone", "expired", "rejected", "rejected, carried", "missed"
]  # fmt: skip


def outcome(
    known: Mapping[str, Title], seen: Collection[str], listed: Collection[str], details: Mapping[str, Details],
    failed: Mapping[str, str], now: datetime,
) -> Extraction:  # fmt: skip
    """The complete outcome.

    Of the titles that were ``seen`` in lists, ``listed`` are sure to be there still. ``details`` say what was fetched,
    ``failed`` what was asked for in vain.
    """
    found: defaultdict[Fate, list[str]] = defaultdict(list)
    for title_id in sorted(known.keys() | seen):
        found[_fate(known.get(title_id), details.get(title_id), title_id in listed, now)].append(title_id)
    fetched = frozenset((*found["fetched"], *found["unlisted"], *found["disputed"]))
    carried = {title_id: known[title_id] for title_id in (*found["carried"], *found["rejected, carried"])}
    rejected = (*found["rejected"], *found["rejected, carried"])
    return Extraction(
        complete=True,
        joined=tuple(sorted(fetched - known.keys())),
        left=tuple(found["left"]),
        gone=tuple(found["gone"]),
        expired=tuple(found["expired"]),
        unlisted=tuple(found["unlisted"]),
        disputed=tuple(found["disputed"]),
        rejected={title_id: details[title_id].reason for title_id in rejected},
        failed=failed,
        _carried=carried,
        _fetched=fetched,
    )


def _fate(title: Title | None, answer: Details | None, is_listed: bool, now: datetime) -> Fate:
    """What becomes of a title that the catalogue has as ``title`` and for which TMDB gave ``answer``.

    It leaves where TMDB has it no more, or where neither the lists nor its details name a service. What could not be
    fetched stays as it was known, unless it is too old to be kept.
    """
    at = fetched_when(title) if title else None
    may_stay = title is not None and may_be_kept(title, now)
    if answer is None or (at and at > answer.fetched_at):
        return "carried" if may_stay else "expired" if title else "missed"
    if answer.verdict == "gone":
        return "gone"
    if not is_listed and not answer.provided:
        return "left" if title else "missed"
    if answer.verdict == "title":
        return "unlisted" if not is_listed else "fetched" if answer.provided else "disputed"
    return "rejected, carried" if may_stay else "rejected"
