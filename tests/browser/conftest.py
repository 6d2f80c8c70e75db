"""A real server, started once for the tests that need it, and the tabs of a real browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from core.store.local import LocalStore
from tests.app import hostile
from tests.chromium import PATIENCE, Tab
from tests.fixtures import ROOT, publish

OpenTab = Callable[..., Tab]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@contextmanager
def serving(store: Path, log: Path) -> Iterator[str]:
    """The address of a server of ``store``, started as the documentation says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app/asgi.py", "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    environment = os.environ | {"STORE": str(store)}
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_until_healthy(server, url, log)
            yield url
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _wait_until_healthy(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"The server did not start:\n{log.read_text()}")


@pytest.fixture(scope="package")
def server(browser: Any, embedded_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the embedded catalogue; ``browser`` comes first, for its reason to skip."""
    with serving(embedded_store, tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url


@pytest.fixture(scope="package")
def hostile_server(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of titles nobody should trust."""
    folder = tmp_path_factory.mktemp("hostile")
    publish(LocalStore(folder / "store"), hostile.titles(), ["en"])
    with serving(folder / "store", folder / "log.txt") as url:
        yield url


@pytest.fixture
def new_tab(browser: Any, server: str) -> Iterator[OpenTab]:
    """Opens an address of the server in a tab of a viewer who was never here; keywords are the browser's settings."""
    contexts = []

    def open_tab(path: str, width: int = 1280, height: int = 900, **settings: Any) -> Tab:
        context = browser.new_context(**{"viewport": {"width": width, "height": height}, "locale": "en-GB"} | settings)
        contexts.append(context)
        tab = context.new_page()
        tab.goto(path if path.startswith("http") else server + path)
        return tab

    yield open_tab
    for context in contexts:
        context.close()
