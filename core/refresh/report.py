"""What a refresh did, as it is kept beside the snapshots and shown to people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from core.refresh.changes import Changes
from core.refresh.gates import Gate
from core.snapshot import Snapshot
from core.store.protocol import Store

Status = Literal["published", "unchanged", "held", "cancelled", "unfinished", "failed"]
"""``unchanged``: what is served is what there is. ``held``: a gate failed, and the snapshot waits for a person.
``unfinished``: its time ran out; call it again."""

RUNS = "runs/"
_NAMED = 500
_ADDED = ("requests", "retries", "throttled", "bytes", "seconds")


@dataclass
class Report:
    """One refresh. ``snapshot`` is the id of what it built, ``before`` of what was served when it began.

    ``counts`` are the extraction's, ``joined`` and ``left`` id and name of titles (the first 500), ``lists`` the most
    changed lists, ``released`` who published a held snapshot in spite of its gates, when and why.
    """

    id: str
    started_at: str
    source: str
    status: Status = "unfinished"
    message: str = ""
    ended_at: str = ""
    seconds: float = 0.0
    before: str | None = None
    snapshot: str | None = None
    titles: int = 0
    counts: Mapping[str, Any] = field(default_factory=dict)
    joined_count: int = 0
    left_count: int = 0
    joined: Sequence[Mapping[str, str]] = ()
    left: Sequence[Mapping[str, str]] = ()
    churn: float | None = None
    lists: Sequence[Mapping[str, Any]] = ()
    gates: Sequence[Mapping[str, Any]] = ()
    released: Mapping[str, str] | None = None

    @classmethod
    def begun(cls, at: datetime, source: str) -> "Report":
        """The report of a run that begins now."""
        return cls(f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}", at.astimezone(UTC).isoformat(timespec="seconds"), source)

    def counted(self, counts: Mapping[str, Any]) -> None:
        """Notes an extraction's counts; requests, bytes and seconds add up over the calls of a run."""
        sums = {name: self.counts.get(name, 0) + counts[name] for name in _ADDED}
        statuses = Counter(self.counts.get("statuses", {})) + Counter(counts["statuses"])
        self.counts = {**counts, **sums, "statuses": dict(sorted(statuses.items()))}

    def compared(self, before: Snapshot | None, after: Snapshot, changes: Changes | None) -> None:
        """Notes what the new snapshot is, and what changed since the one before."""
        self.snapshot, self.titles = after.id, len(after)
        if before is None or changes is None:
            return
        self.before = before.id
        self.joined_count, self.left_count, self.churn = len(changes.joined), len(changes.left), changes.churn
        self.joined, self.left = _named(after, changes.joined), _named(before, changes.left)
        self.lists = [asdict(changed) for changed in changes.lists]

    def judged(self, gates: Sequence[Gate]) -> None:
        """Notes the gates' results."""
        self.gates = [{**asdict(gate), "passed": gate.passed} for gate in gates]

    def ended(self, status: Status, message: str, at: datetime) -> None:
        """Notes how it ended, and when."""
        self.status, self.message = status, message
        self.ended_at = at.astimezone(UTC).isoformat(timespec="seconds")
        self.seconds = round((at - datetime.fromisoformat(self.started_at)).total_seconds(), 1)

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return asdict(self)

    def keep(self, store: Store) -> None:
        """Keeps the report in the store."""
        store.put_document(f"{RUNS}{self.id}.json", self.to_dict())


def reports(store: Store, count: int = 20) -> list[dict[str, Any]]:
    """The newest runs' reports, newest first."""
    names = store.documents(RUNS)[::-1][:count]
    return [document for name in names if (document := store.get_document(name))]


def _named(snapshot: Snapshot, ids: Sequence[str]) -> list[dict[str, str]]:
    titles = (snapshot.title(snapshot.row(title_id)) for title_id in ids[:_NAMED])
    return [{"id": title.id, "title": title.title} for title in titles]
