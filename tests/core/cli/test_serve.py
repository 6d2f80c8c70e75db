"""The command that serves: how it starts, what it refuses, how it ends."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from core.store.local import LocalStore
from scripts.endpoint import endpoint
from scripts.server import ROOT
from tests.fixtures import publish, python


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of twelve titles."""
    folder = tmp_path_factory.mktemp("serve")
    publish(LocalStore(folder))
    return str(folder)


def test_a_port_that_is_taken_is_the_callers_mistake(store: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = python("-m", "core", "serve", "--port", str(port), "--store", store)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"port {port}" in done.stderr and "Choose another --port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [["--port", "65536"], ["--port", "x"], ["--host", "nowhere.invalid", "--port", "0"]]
)
def test_an_address_that_is_none(store: str, arguments: list[str]) -> None:
    done = python("-m", "core", "serve", "--store", store, *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_it_listens_on_this_machine_alone(store: str) -> None:
    with endpoint(store) as one:
        assert one.server.url.startswith("http://127.0.0.1:")


def test_an_interrupted_server_ends_in_peace(store: str) -> None:
    command = [sys.executable, "-m", "core", "serve", "--port", "0", "--store", store]
    with started(command) as (process, errors):
        told = errors.readline()
        assert told.startswith("http://127.0.0.1:") and "/docs" in told
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in process.communicate(timeout=60)[1]
        assert process.returncode == 0


def test_without_a_snapshot_it_says_so_and_serves(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "core", "serve", "--port", "0", "--store", str(tmp_path)]
    with started(command) as (_, errors):
        assert "No snapshot" in errors.readline() + errors.readline()


@contextmanager
def started(command: list[str]) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A process and what it says on stderr; it is gone at the end, whatever happened."""
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield process, process.stderr
        finally:
            process.kill()
