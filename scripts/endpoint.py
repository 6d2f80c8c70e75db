"""The REST endpoint's own server, in a process of its own (Linux)."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.server import PATIENCE, ROOT, Server


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A running server, and what it has logged so far."""

    server: Server
    log: Callable[[], str]


@contextmanager
def endpoint(store: str, **environment: str) -> Iterator[Endpoint]:
    """``python -m core serve`` on a free port, listening; it is stopped at the end."""
    with running("-m", "core", "serve", "--port", "0", "--json", "--store", store, **environment) as started:
        yield started


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[Endpoint]:
    """A program that prints where it listens as a JSON object over several lines, and serves until it is stopped.

    :raises RuntimeError: it did not start; the message holds what it said.
    """
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, stderr=log
        )

        def logged() -> str:
            return Path(log.name).read_text("utf-8")

        try:
            assert process.stdout is not None
            lines = []
            while not lines or lines[-1] not in (b"}\n", b""):
                lines.append(process.stdout.readline())
            if not lines[-1]:
                raise RuntimeError(f"The server did not start:\n{logged()}")
            yield Endpoint(Server(json.loads(b"".join(lines))["url"], process.pid), logged)
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)
