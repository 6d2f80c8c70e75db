"""What a run asked of TMDB."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Counts:
    """Counts of requests; those of one client, or added up over the calls of a run."""

    requests: int = 0
    retries: int = 0
    throttled: int = 0
    bytes: int = 0
    seconds: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    """By HTTP status, and by kind of error where there was no answer."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def count(self, status: str, size: int, *, again: bool) -> None:
        """One request that went, how it ended, and the bytes of its body."""
        with self._lock:
            self.requests += 1
            self.retries += again
            self.throttled += status == "429"
            self.bytes += size
            self.statuses[status] += 1

    def to_dict(self) -> dict[str, Any]:
        """The counts as JSON types."""
        return {
            "requests": self.requests, "retries": self.retries, "throttled": self.throttled, "bytes": self.bytes,
            "seconds": round(self.seconds, 1), "statuses": dict(sorted(self.statuses.items())),
        }  # fmt: skip
