"""How often a client may ask: a token bucket for each."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

_CLIENTS = 10_000  # remembered; the one that has not asked for longest is forgotten, and begins anew


class Limiter:
    """Lets each client ask ``per_minute`` times at once, and as often in each minute. Safe to share between threads."""

    def __init__(self, per_minute: int, monotonic: Callable[[], float]) -> None:
        """``monotonic`` tells seconds from any beginning."""
        self._most = float(per_minute)
        self._per_second = per_minute / 60
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, and when there were so many
        self._lock = Lock()

    def wait(self, client: str) -> float:
        """Takes a token and returns 0; where none is left, seconds until there is one."""
        with self._lock:
            now = self._monotonic()
            tokens, then = self._buckets.pop(client, (self._most, now))
            tokens = min(self._most, tokens + (now - then) * self._per_second)
            waiting = max(0.0, (1 - tokens) / self._per_second)
            self._buckets[client] = (tokens if waiting else tokens - 1, now)
            if len(self._buckets) > _CLIENTS:
                self._buckets.popitem(last=False)
            return waiting
