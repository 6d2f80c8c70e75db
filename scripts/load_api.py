#!/usr/bin/env python3
"""Measures the REST endpoint under load: many clients, each asking again as soon as it is answered.

    python scripts/load_api.py                                    50 clients for a minute
    python scripts/load_api.py --clients 10 --seconds 10 --store STORE

Beside it, the same server program with a route that answers the same bytes and does nothing. What a core can do is
requests by seconds of the server's CPU time: the clients' own time, and other programs', do not count. Exit code 1
when an answer was wrong.
"""

import asyncio
import json as json_
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

import typer

from core.cli.options import engine_of
from core.cli.output import messages, print_json, print_table
from core.engine import Engine
from scripts.endpoint import endpoint, running
from scripts.load import percentiles
from scripts.server import Server

BARE = """
import json, socket, sys, uvicorn
body = b"x" * int(sys.argv[1])
headers = [(b"content-type", b"text/plain"), (b"content-length", sys.argv[1].encode())]
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
listening = socket.create_server(("127.0.0.1", 0))
print(json.dumps({"url": f"http://127.0.0.1:{listening.getsockname()[1]}"}, indent=1), flush=True)
uvicorn.Server(uvicorn.Config(app, lifespan="off", ws="none", access_log=False, log_level="warning")).run([listening])
"""


@dataclass
class Seen:
    """What clients have seen so far: seconds of each answer, bytes of bodies, and errors in words."""

    seconds: list[float] = field(default_factory=list)
    received: int = 0
    errors: list[str] = field(default_factory=list)


def requests_for(engine: Engine) -> Callable[[Random], bytes]:
    """What makes one request after the other: similar titles mostly, then searches, single titles and profiles."""
    ids, names = engine.ids, [engine.title(title_id).title for title_id in engine.ids[:500]]

    def get(target: str) -> bytes:
        return f"GET {target} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\n\r\n".encode()

    def request(chance: Random) -> bytes:
        kind, title_id = chance.random(), chance.choice(ids)
        if kind < 0.7:
            method = chance.choice(("overview", "multi", "multi", "hybrid"))
            return get(f"/recommendations/{title_id}?feature_type={method}&count=10")
        if kind < 0.85:
            return get(f"/titles?q={quote(chance.choice(names)[:12])}")
        if kind < 0.95:
            return get(f"/titles/{title_id}")
        body = json_.dumps({"liked": {title_id: 1, chance.choice(ids): 2}, "count": 10}).encode()
        head = "POST /recommendations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body

    return request


async def client(url: str, request: Callable[[Random], bytes], chance: Random, seen: Seen, until: float) -> None:
    """One client: asks over one connection until it is time to stop."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    while time.perf_counter() < until:
        asked, start = request(chance), time.perf_counter()
        writer.write(asked)
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
        body = await reader.readexactly(int(fields[b"content-length"]))
        seen.seconds.append(time.perf_counter() - start)
        seen.received += len(body)
        if not head.startswith(b"HTTP/1.1 200 "):
            seen.errors.append(f"{asked.splitlines()[0].decode()}: {head.splitlines()[0].decode()}")
    writer.close()


async def under_load(
    server: Server, request: Callable[[Random], bytes], clients: int, seconds: float
) -> dict[str, Any]:
    """What ``clients`` at once saw of ``server`` in so many seconds, and what it cost the server."""
    seen, before, start = Seen(), server.cpu(), time.perf_counter()
    until = start + seconds
    await asyncio.gather(*(client(server.url, request, Random(number), seen, until) for number in range(clients)))
    spent, cpu = time.perf_counter() - start, server.cpu() - before
    return {
        "requests": len(seen.seconds),
        "per_second": round(len(seen.seconds) / spent),
        "per_second_and_core": round(len(seen.seconds) / cpu),
        "server_cpu_ms": round(cpu / len(seen.seconds) * 1000, 2),
        "bytes": round(seen.received / len(seen.seconds)),
        "errors": len(seen.errors),
    } | {f"{name}_ms": value for name, value in percentiles(seen.seconds).items()}


def main(
    clients: Annotated[int, typer.Option(min=1, help="Clients at once.")] = 50,
    seconds: Annotated[float, typer.Option(min=0.1, help="For how long.")] = 60.0,
    store: Annotated[str, typer.Option(help="What is served (default: the embedded catalogue).")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Prints what was measured."""
    request = requests_for(engine_of(store or None))
    with endpoint(store) as one:
        ours = asyncio.run(under_load(one.server, request, clients, seconds))
    with running("-c", BARE, str(ours["bytes"])) as one:
        bare = asyncio.run(under_load(one.server, request, clients, min(seconds, 10.0)))
    if json:
        print_json({"endpoint": ours, "bare route": bare})
    else:
        print_table(("", "endpoint", "bare route"), [(name, value, bare[name]) for name, value in ours.items()])
    if ours["errors"]:
        messages.print(f"{ours['errors']} answers were no 200.")
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
