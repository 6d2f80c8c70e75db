"""Publishing a snapshot that a gate held back: a person's decision, kept on record."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from core.errors import InvalidRequest
from core.refresh.report import RUNS, reports
from core.store.manifest import Manifest
from core.store.protocol import Store


def release(store: Store, snapshot_id: str, *, by: str, reason: str, clock: Callable[[], datetime]) -> Manifest:
    """Publishes the held snapshot and notes in its run's report who did so, when and why.

    :raises InvalidRequest: no reason, or nobody who gives it.
    :raises CallerError: no such snapshot is held.
    """
    if not reason.strip() or not by.strip():
        raise InvalidRequest("reason", "Say who publishes it, and why: it stays on record.")
    with store.writing():
        manifest = store.release(snapshot_id)
        noted = {"by": by[:200], "reason": reason[:1000], "at": clock().astimezone(UTC).isoformat(timespec="seconds")}
        for report in reports(store, count=1000):
            if report.get("snapshot") == snapshot_id:
                released: dict[str, Any] = {**report, "status": "published", "released": noted}
                store.put_document(f"{RUNS}{report['id']}.json", released)
    return manifest
