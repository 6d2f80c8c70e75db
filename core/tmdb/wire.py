"""Connections to TMDB that carry the key themselves and can be cut.

The key is put in while a request's bytes are written. Nothing above, neither the addresses in errors and logs nor
prepared requests nor redirects, ever holds it.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from core.tmdb.key import Key

_LOOK = 0.25  # seconds between two looks at what is overdue


class Wire(HTTPAdapter):
    """At most ``connections`` connections at once. What takes longer than its limit is cut, whatever it waits for."""

    def __init__(self, key: Key, connections: int) -> None:
        self._key = key
        self._lock = threading.Lock()
        self._open: dict[int, tuple[float, socket.socket | None]] = {}  # by thread: when it is overdue, and its socket
        self._stopped = threading.Event()
        super().__init__(pool_connections=1, pool_maxsize=connections, max_retries=0, pool_block=True)
        threading.Thread(target=self._cut_overdue, name="tmdb-wire", daemon=True).start()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Makes the pools of connections of this kind."""
        super().init_poolmanager(*args, **options)
        wire = self

        class Plain(HTTPConnection):
            def putrequest(self, method: str, url: str, *args: Any, **options: Any) -> None:
                super().putrequest(method, wire._key.on(url), *args, **options)
                for name, value in wire._key.headers().items():
                    self.putheader(name, value)

            def endheaders(self, *args: Any, **options: Any) -> None:
                super().endheaders(*args, **options)
                wire._sent(self.sock)

        class Secure(Plain, HTTPSConnection):
            pass

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """The one request that this thread makes inside is cut after so many seconds."""
        thread = threading.get_ident()
        with self._lock:
            self._open[thread] = (time.monotonic() + seconds, None)
        try:
            yield
        finally:
            with self._lock:
                del self._open[thread]

    def stop(self) -> None:
        """Cuts every request, those under way and any that follow."""
        self._stopped.set()
        with self._lock:
            for _, sock in self._open.values():
                _cut(sock)

    def _sent(self, sock: socket.socket) -> None:
        thread = threading.get_ident()
        with self._lock:
            if thread in self._open:
                self._open[thread] = (self._open[thread][0], sock)
            if self._stopped.is_set():
                _cut(sock)

    def _cut_overdue(self) -> None:
        while not self._stopped.wait(_LOOK):
            with self._lock:
                for overdue, sock in self._open.values():
                    if time.monotonic() > overdue:
                        _cut(sock)


def _cut(sock: socket.socket | None) -> None:
    """Ends a connection's traffic: whoever reads it, in whatever thread, finds its end."""
    try:
        if sock is not None:
            socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not SSLSocket's, which its reader would not survive
    except OSError:
        pass  # it has ended by itself
