"""The made-up TMDB as a real HTTP server, which also keeps account of how it was treated."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.tmdb import shapes
from tests.tmdb.faults import BODIES, DRIPS, Chooser, never
from tests.tmdb.world import Item, World

V3_KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ0ZXN0In0.c2lnbmF0dXJlLXRoYXQtaXMtbm90LW9uZQ"
_PER_PAGE = 20
_BAD_PAGE = "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer."


@dataclass
class Tmdb:
    """The server's state and its account: when requests came, how many connections were open, where the key was."""

    world: World
    faults: Chooser = never
    latency: float = 0.0
    drift: float = 0.0
    """The probability that a title comes and another goes before a page of a list is given."""
    most_pages: int = 500
    old_form: bool = False
    """Whether a page past 500 is answered as it was until 2023."""
    overstated: int = 0
    """How many titles more than there are the lists' totals tell of."""
    lag: float = 0.0
    """The share of titles whose details do not have the service yet."""
    url: str = ""
    arrivals: list[float] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    open_now: int = 0
    most_open: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    chance: Random = field(default_factory=lambda: Random(3))

    def most_in_a_second(self) -> int:
        """The largest number of requests that any second held."""
        times = sorted(self.arrivals)
        most = first = 0
        for last, at in enumerate(times):
            while at - times[first] >= 1.0:
                first += 1
            most = max(most, last - first + 1)
        return most

    def asked(self, part: str) -> list[str]:
        """The paths of the requests whose path and query hold ``part``."""
        return [path for path in self.paths if part in path]

    def forget(self) -> None:
        """Begins the account anew."""
        with self.lock:
            self.arrivals, self.paths, self.most_open = [], [], self.open_now


@contextmanager
def serving(tmdb: Tmdb, port: int = 0) -> Iterator[Tmdb]:
    """The server at work; ``tmdb.url`` is its base address."""
    handler = type("Handler", (_Handler,), {"tmdb": tmdb})
    server = _Server(("127.0.0.1", port), handler)
    tmdb.url = f"http://127.0.0.1:{server.server_address[1]}/3"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield tmdb
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the test."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    tmdb: Tmdb

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def setup(self) -> None:
        super().setup()
        with self.tmdb.lock:
            self.tmdb.open_now += 1
            self.tmdb.most_open = max(self.tmdb.most_open, self.tmdb.open_now)

    def finish(self) -> None:
        with self.tmdb.lock:
            self.tmdb.open_now -= 1
        super().finish()

    def do_GET(self) -> None:
        tmdb = self.tmdb
        split = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(split.query).items()}
        key = query.pop("api_key", "")
        bearer = self.headers.get("Authorization", "")
        with tmdb.lock:
            tmdb.arrivals.append(time.monotonic())
            tmdb.paths.append(split.path + "?" + "&".join(f"{k}={v}" for k, v in query.items()))
            tmdb.keys |= {"query"} if key else {"header"} if bearer else {"none"}
            number = len(tmdb.arrivals)
        if tmdb.latency:
            time.sleep(tmdb.latency)
        if key != V3_KEY and bearer != f"Bearer {TOKEN}":
            self._fail(401, 7, "Invalid API key: You must be granted a valid key.")
            return
        fault = tmdb.faults(number, split.path)
        if fault is not None and self._faulty(fault, split.path):
            return
        self._answer(split.path, query)

    def _answer(self, path: str, query: dict[str, str]) -> None:
        world = self.tmdb.world
        match path.removeprefix("/3").strip("/").split("/"):
            case ["discover", kind] if kind in ("movie", "tv"):
                if self.tmdb.chance.random() < self.tmdb.drift:
                    world.shuffle(self.tmdb.chance)
                self._page(_discovered(world, kind, query), query, _PER_PAGE)
            case ["configuration"]:
                self._send(200, b'{"images":{"secure_base_url":"https://image.tmdb.org/t/p/"},"change_keys":[]}')
            case [kind, "changes"] if kind in ("movie", "tv"):
                start = query.get("start_date", shapes.today())
                rows = shapes.changes(world, kind, start, query.get("end_date", start))
                self._page(rows, query, 100)
            case [kind, number] if kind in ("movie", "tv") and number.isdigit():
                item = world.items.get(f"{kind}-{int(number)}")
                if item is None:
                    self._fail(404, 34, "The resource you requested could not be found.")
                    return
                body = shapes.details(item, set(query.get("append_to_response", "").split(",")))
                if item.number % 100 < 100 * self.tmdb.lag:
                    body["watch/providers"]["results"].pop("US", None)
                self._send(200, json.dumps(body).encode())
            case _:
                self._fail(404, 34, "The resource you requested could not be found.")

    def _page(self, rows: list[Any], query: dict[str, str], size: int) -> None:
        text = query.get("page", "1")
        page = int(text) if text.isdigit() else 0
        if not 1 <= page <= self.tmdb.most_pages:
            if self.tmdb.old_form:
                body = {"errors": ["page must be less than or equal to 500"], "success": False}
                self._send(422, json.dumps(body).encode())
            else:
                self._fail(400, 22, _BAD_PAGE)
            return
        shown = rows[(page - 1) * size : page * size]
        shown = [shapes.row(item) if isinstance(item, Item) else item for item in shown]
        told = len(rows) + (self.tmdb.overstated if size == _PER_PAGE else 0)
        total = {"total_pages": max(1, -(-told // size)), "total_results": told}
        self._send(200, json.dumps({"page": page, "results": shown} | total).encode())

    def _faulty(self, fault: str, path: str) -> bool:
        """Does what a fault asks for; False where the answer should come all the same."""
        if fault[:3].isdigit():
            status, _, retry_after = fault.partition(":")
            headers = {"Retry-After": retry_after} if retry_after else {}
            self._send(int(status), b'{"success":false,"status_code":25,"status_message":"x"}', headers=headers)
        elif fault in BODIES:
            if fault == "empty" and "discover" not in path:
                return False
            status, kind, body = BODIES[fault]
            self._send(status, body, kind=kind)
        elif fault == "redirect":
            elsewhere = f"http://localhost:{self.server.server_address[1]}/elsewhere"
            self._send(302, b"", headers={"Location": elsewhere})
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self.connection.close()
        else:
            for part, pause in DRIPS[fault]:
                self.wfile.write(part)
                time.sleep(pause)
        self.close_connection = self.close_connection or fault == "reset" or fault in DRIPS
        return True

    def _fail(self, status: int, code: int, message: str) -> None:
        body = {"status_code": code, "status_message": message, "success": False}
        self._send(status, json.dumps(body).encode() + b"\n")

    def _send(
        self,
        status: int,
        body: bytes,
        kind: str = "application/json;charset=utf-8",
        headers: dict[str, str] | None = None,
    ) -> None:
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 500:
            body = gzip.compress(body, 1)
            headers = {**(headers or {}), "Content-Encoding": "gzip"}
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _discovered(world: World, kind: str, query: dict[str, str]) -> list[Item]:
    """What discover finds. Without a region the services are overlooked, and so is any other service than Netflix."""
    providers = set(query.get("with_watch_providers", "8").split("|"))
    found = world.listed(kind) if query.get("watch_region", "US") == "US" and providers & {"8", "1796"} else []
    day = "primary_release_date" if kind == "movie" else "first_air_date"
    if since := query.get(f"{day}.gte"):
        found = [item for item in found if item.date and item.date >= since]
    if until := query.get(f"{day}.lte"):
        found = [item for item in found if item.date and item.date <= until]
    if kind == "tv" and query.get("include_null_first_air_dates") != "true":
        found = [item for item in found if item.date]
    field, _, direction = query.get("sort_by", "popularity.desc").partition(".")
    keys = {
        "popularity": lambda item: item.popularity, "vote_count": lambda item: item.votes,
        "title": lambda item: item.title, "name": lambda item: item.title,
        day: lambda item: item.date,
    }  # fmt: skip
    return sorted(found, key=keys.get(field, keys["popularity"]), reverse=direction == "desc")
