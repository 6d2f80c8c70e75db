"""The endpoint as an ASGI application, for any server that speaks it."""

import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from anyio import CapacityLimiter, to_thread

from core.rest import access
from core.rest.api import Api
from core.rest.messages import MAX_BODY, Request

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Asgi:
    """Serves an :class:`Api`: HTTP, and nothing else."""

    def __init__(self, api: Api, base: str = "", *, threads: bool = False) -> None:
        """``base`` is the path it stands under, "/api" for example; "" at the root.

        ``threads`` answers in threads, as many as there are processors, so that what else the server does goes on
        meanwhile. Changing between threads costs a quarter of what an answer does.
        """
        self._api = api
        self._base = base
        self._threads = CapacityLimiter(os.cpu_count() or 1) if threads else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        started = time.perf_counter()
        request = self._request(scope, await _body(receive) if scope["method"] == "POST" else b"")
        if self._threads is None:
            response = self._api.respond(request)
        else:
            response = await to_thread.run_sync(self._api.respond, request, limiter=self._threads)
        headers = [(name.encode(), value.encode("latin-1")) for name, value in response.headers.items()]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})
        access.LOG.info(access.line(request, response, time.perf_counter() - started, self._api.clock()))

    def _request(self, scope: Scope, body: bytes) -> Request:
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key, text = name.decode("latin-1"), value.decode("latin-1")
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
        path = (scope.get("raw_path") or quote(scope["path"]).encode()).decode("latin-1")
        return Request(
            method=scope["method"],
            path=path.removeprefix(self._base) or "/",
            query=scope["query_string"].decode("latin-1"),
            headers=headers,
            body=body,
            base=self._base,
            client=scope["client"][0] if scope.get("client") else "",
            id=uuid4().hex,
        )


async def _body(receive: Receive) -> bytes:
    """The body; of a longer one than may be, no more than shows that it is."""
    body = bytearray()
    while len(body) <= MAX_BODY:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):  # its end, or that the client is gone
            break
    return bytes(body)
