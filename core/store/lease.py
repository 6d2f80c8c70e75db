"""The lock of a store on S3: an object that says who holds it and until when, renewed while its holder lives."""

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from core.errors import StoreBusy, StoreError
from core.store.bucket import Bucket, Found

Clock = Callable[[], datetime]
LOCK = "lock"
_LOOKS_EVERY = 0.2  # seconds, while it waits for another holder
_NEVER = datetime.min.replace(tzinfo=UTC)


class Lease:
    """One holder's hold on the lock, lost when it was not renewed in time and somebody took it over.

    Every change of the lock is a conditional write on the ETag that was seen last, so there never are two holders who
    both could renew it. Clocks that differ by less than the length do not make one take the lock from a living holder;
    whatever clocks say, :meth:`confirm` finds out.
    """

    def __init__(self, bucket: Bucket, clock: Clock, length: timedelta) -> None:
        self._bucket = bucket
        self._clock = clock
        self._length = length
        self.token = uuid.uuid4().hex
        self._etag: str | None = None
        self._lost = ""
        self._turn = threading.Lock()

    @contextmanager
    def held(self, patience: float) -> Iterator[None]:
        """Holds the lock, waited for up to ``patience`` seconds, and renews it from a thread.

        :raises StoreBusy: somebody else holds it; at the end, that it was lost meanwhile.
        """
        self._take(patience)
        ended = threading.Event()
        heart = threading.Thread(target=self._beat, args=(ended,), name="store-lease", daemon=True)
        heart.start()
        try:
            yield
        except Exception as error:
            if self._lost:
                raise StoreBusy(self._lost) from error
            raise
        finally:
            ended.set()
            heart.join()
            self._release()
        if self._lost:
            raise StoreBusy(self._lost)

    def confirm(self) -> None:
        """Renews the hold, which proves that it still is one.

        :raises StoreBusy: somebody else took the lock over.
        """
        with self._turn:
            if not self._lost:
                etag = self._bucket.swap(LOCK, self._content(self._length), self._etag)
                if etag:
                    self._etag = etag
                else:
                    self._lost = f"Lost the lock of {self._bucket.uri} to {self._holder()}. Nothing more was changed."
            if self._lost:
                raise StoreBusy(self._lost)

    def _take(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        while True:
            found = self._bucket.get(LOCK)
            if self._until(found) <= self._clock():
                self._etag = self._bucket.swap(LOCK, self._content(self._length), found.etag if found else None)
                if self._etag:
                    return
            if time.monotonic() >= deadline:
                raise StoreBusy(
                    f"Another process is writing to {self._bucket.uri}: {self._holder()}. Wait for it to end."
                )
            time.sleep(_LOOKS_EVERY)

    def _beat(self, ended: threading.Event) -> None:
        while not ended.wait(self._length.total_seconds() / 4):
            try:
                self.confirm()
            except StoreBusy:
                return
            except StoreError:
                continue  # S3 does not answer now; whoever publishes confirms again

    def _release(self) -> None:
        """Says that nobody holds it. Where S3 does not answer, its time runs out instead."""
        with self._turn:
            if not self._lost:
                try:
                    self._bucket.swap(LOCK, b"{}\n", self._etag)
                except StoreError:
                    return

    def _content(self, length: timedelta) -> bytes:
        said = {
            "holder": f"process {os.getpid()} on {socket.gethostname()}",
            "token": self.token,
            "until": (self._clock() + length).astimezone(UTC).isoformat(timespec="milliseconds"),
        }
        return json.dumps(said).encode() + b"\n"

    def _holder(self) -> str:
        found = self._bucket.get(LOCK)
        try:
            said = json.loads(found.content) if found else {}
            return f"{str(said['holder'])[:80]}, until {self._until(found):%Y-%m-%d %H:%M:%S} UTC unless it goes on"
        except (ValueError, KeyError, TypeError):
            return "one that has just ended"

    def _until(self, found: Found | None) -> datetime:
        """Until when the lock is held; long ago where it is free, or says nothing that a holder could renew."""
        try:
            return datetime.fromisoformat(json.loads(found.content)["until"]).astimezone(UTC) if found else _NEVER
        except (ValueError, KeyError, TypeError, OverflowError):
            return _NEVER
