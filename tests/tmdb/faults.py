"""What can go wrong with an answer: one object decides, for the n-th request, whether and how."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

Fault = str | None
"""A status with perhaps a ``Retry-After`` ("429", "429:2", "503"), or a name that ``server`` knows; None: no fault."""

BODIES: dict[str, tuple[int, str, bytes]] = {
    "html": (502, "text/html", b"<html><body>502 Bad Gateway</body></html>"),
    "html 200": (200, "text/html", b"<html><body>Welcome</body></html>"),
    "half json": (200, "application/json", b'{"page":1,"results":[{"id":1'),
    "list": (200, "application/json", b"[1,2,3]"),
    "no results": (200, "application/json", b'{"page":1,"total_pages":1}'),
    "empty": (200, "application/json", b'{"page":1,"results":[],"total_pages":1,"total_results":0}'),
    "deep": (200, "application/json", b"[" * 100_000),
    "huge": (200, "application/json", b'{"results":"' + b"x" * (40 * 2**20) + b'"}'),
}
"""Answers that are whole and wrong: status, content type, body. "empty" is given for lists only."""

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n"
DRIPS: dict[str, list[tuple[bytes, float]]] = {
    "hang up": [],
    "truncate": [(_HEAD + b'\r\n{"page":1,"resu', 0)],
    "trickle": [(_HEAD + b"\r\n", 0), *[(b" ", 0.1)] * 1000],
    "trickled headers": [(_HEAD + b"X-Slow: ", 0), *[(b"x", 0.1)] * 1000],
    "silence": [(b"", 30)],
}
"""Answers that are never whole: bytes to write and seconds to wait after them; then the connection ends."""

Chooser = Callable[[int, str], Fault]
"""From the number of a request (from 1) and its path to what goes wrong with it."""


def never(number: int, path: str) -> Fault:
    """Nothing goes wrong."""
    return None


@dataclass
class Chance:
    """Goes wrong with a probability, in one of several ways."""

    share: float
    ways: tuple[str, ...]
    seed: int = 1
    only: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def __call__(self, number: int, path: str) -> Fault:
        with self._lock:
            hit = self._random.random() < self.share
            way = self._random.choice(self.ways)
        return way if hit and self.only in path else None


@dataclass
class Burst:
    """Goes wrong for so many requests, again and again after so many that do not."""

    every: int
    length: int
    way: str

    def __call__(self, number: int, path: str) -> Fault:
        return self.way if number % self.every >= self.every - self.length else None


@dataclass
class Once:
    """Goes wrong at the given requests only."""

    numbers: frozenset[int]
    way: str
    only: str = ""

    def __call__(self, number: int, path: str) -> Fault:
        return self.way if number in self.numbers and self.only in path else None
