"""AWS on this machine: ministack, a real server that S3 and Glue clients talk to over HTTP."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

_PATIENCE = 30.0  # seconds for it to start


class Emulator:
    """A running emulator; ``environment`` is what makes AWS's libraries use it, and nothing of this machine's own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.environment = {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """The emulator, one for all tests of a run."""
    if not find_spec("ministack"):
        pytest.skip("ministack is not installed (requirements-dev.txt has it)")
    port = free_port()
    own = {
        "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "MINISTACK_ACCOUNT_ID": "123456789012",
        "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0",
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    folder = tmp_path_factory.mktemp("emulator")
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "ministack"], cwd=folder, env=kept | own, stdout=log, stderr=subprocess.STDOUT
        ) as server,
    ):
        try:
            yield Emulator(_answering(f"http://127.0.0.1:{port}", server))
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answering(url: str, server: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"{url}/_ministack/health", timeout=5):
                return url
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
