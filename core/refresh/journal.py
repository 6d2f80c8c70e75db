"""What a running refresh tells others through the store, and what they tell it: its progress, and to stop."""

import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from core.store.protocol import Store

PROGRESS, CANCEL = "refresh/progress.json", "refresh/cancel.json"
_EVERY = 1.0  # seconds between two looks into the store, or two words of progress
_SILENT = 60.0  # seconds after which a run that says nothing is taken for dead


class Journal:
    """The running side. Cheap to call: the store is written and read once a second at most."""

    def __init__(self, store: Store, run: str, clock: Callable[[], datetime]) -> None:
        self._store, self._run, self._clock = store, run, clock
        self._told = self._asked = -_EVERY
        self._cancelled = False

    def tell(self, step: str, done: int, of: int) -> None:
        """Tells how far the run has come (``of`` 0: not known)."""
        if time.monotonic() - self._told >= _EVERY:
            self._told = time.monotonic()
            self._store.put_document(
                PROGRESS,
                {"run": self._run, "step": step, "done": done, "of": of, "host": socket.gethostname(),
                 "process": os.getpid(), "at": self._clock().astimezone(UTC).isoformat(timespec="seconds")},
            )  # fmt: skip

    def cancelled(self) -> bool:
        """Whether somebody asked this run to stop."""
        if not self._cancelled and time.monotonic() - self._asked >= _EVERY:
            self._asked = time.monotonic()
            self._cancelled = stopping(self._store, self._run)
        return self._cancelled

    def end(self) -> None:
        """Tells that nothing is running any more."""
        self._store.put_document(PROGRESS, {})


def running(store: Store, now: datetime) -> dict[str, Any] | None:
    """The progress of the refresh that is at work, None where none is."""
    progress = store.get_document(PROGRESS)
    if not progress:
        return None
    silent = (now - datetime.fromisoformat(progress["at"])).total_seconds()
    return progress if silent < _SILENT else None


def stopping(store: Store, run: str) -> bool:
    """Whether somebody has asked this run to stop."""
    return (store.get_document(CANCEL) or {}).get("run") == run


def cancel(store: Store, run: str) -> None:
    """Asks a run to stop; it does within a few seconds, and the next one goes on where it stood."""
    store.put_document(CANCEL, {"run": run})
