"""AWS on this machine: ministack, a server that AWS's clients talk to over HTTP. It needs no Docker, and no account.

It runs functions in processes of their own. With :data:`RUNTIME` they run under AWS's runtime client for Python, with
boto3 beside it and nothing else of this machine, as Lambda's own runtime has it.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

from core.errors import RecommenderError

ACCOUNT = "123456789012"
REGION = "us-east-1"
RUNTIME = "provided.al2023"
"""What a function's package is run with that has :func:`bootstrap` in it."""
_PATIENCE = 30.0  # seconds for it to start
_PASSED_ON = ("PATH", "HOME", "LANG")
_BOOTSTRAP = """#!/bin/sh
exec '{python}' -I -S -c '
import os, sys
sys.path[:0] = [os.environ["LAMBDA_TASK_ROOT"], "{libraries}"]
from awslambdaric.__main__ import main
main(["", os.environ["_HANDLER"]])
'
"""


@dataclass(frozen=True)
class Emulator:
    """A running emulator; ``environment`` is what makes AWS's libraries use it, and nothing of this machine's own."""

    url: str
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes]"

    def api(self, rest_api: str, stage: str) -> str:
        """Where a REST API of API Gateway's answers."""
        return f"{self.url}/_aws/execute-api/{rest_api}/{stage}"

    def stop(self) -> None:
        """Ends it; all it held is gone."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def running(folder: Path, *, port: int = 0, strict: bool = False, hurried: bool = False) -> Iterator[Emulator]:
    """An emulator for as long as the ``with`` lasts; see :func:`start`."""
    emulator = start(folder, port=port, strict=strict, hurried=hurried)
    try:
        yield emulator
    finally:
        emulator.stop()


def start(folder: Path, *, port: int = 0, strict: bool = False, hurried: bool = False) -> Emulator:
    """Starts one; ``folder``, an empty one, is for what it writes, its log among it. Port 0 takes any that is free.

    ``strict`` enforces roles' policies and speaks TLS alone, which policies may ask for. ``hurried``: state machines do
    not wait, neither before they try again nor where they are told to.

    :raises RecommenderError: it does not start; its log says why.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    url = f"{'https' if strict else 'http'}://localhost:{port}"
    certificate = {"AWS_CA_BUNDLE": str(folder / "ministack-tls" / "server.crt")} if strict else {}
    own = {
        "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "MINISTACK_ACCOUNT_ID": ACCOUNT, "TMPDIR": str(folder),
        "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0", "SFN_WAIT_SCALE": str(int(not hurried)), "AWS_ENDPOINT_URL": url,
        "AUTH": str(strict).lower(), "USE_SSL": str(int(strict)), "AWS_EC2_METADATA_DISABLED": "true",
    }  # fmt: skip
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    with (folder / "emulator.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"], cwd=folder, env=kept | own | certificate, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    environment = {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        **certificate,
    }
    emulator = Emulator(url, environment, process)
    try:
        _wait(port, process)
    except BaseException:
        emulator.stop()
        raise
    return emulator


def bootstrap(folder: Path) -> Path:
    """The file ``bootstrap`` that a package for :data:`RUNTIME` begins with, and the libraries that it leads to."""
    libraries = folder / "libraries"
    libraries.mkdir(parents=True, exist_ok=True)
    for name in _with_needs({"awslambdaric", "boto3"}):
        own = distribution(name)
        for top in {file.parts[0] for file in own.files or () if file.parts[0] not in ("..", "__pycache__")}:
            link = libraries / top
            if not link.exists():
                link.symlink_to(Path(str(own.locate_file(top))))
    path = folder / "bootstrap"
    path.write_text(_BOOTSTRAP.format(python=sys.executable, libraries=libraries), "utf-8")
    path.chmod(0o755)
    return path


def _with_needs(names: set[str]) -> set[str]:
    needed = {
        Requirement(text).name
        for name in names
        for text in distribution(name).requires or ()
        if (marker := Requirement(text).marker) is None or marker.evaluate({"extra": ""})
    }
    return names if needed <= names else _with_needs(names | needed)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RecommenderError(
                    f"The emulator does not start on port {port}. Its log is emulator.log; is the port taken?"
                ) from error
            time.sleep(0.05)
