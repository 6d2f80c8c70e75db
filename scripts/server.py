"""A server of the application in a process of its own, and what the system says about it (Linux)."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
APPLICATION = ROOT / "app" / "asgi.py"
PATIENCE = 30  # seconds for a server to start, and to stop
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory in MiB: all of it, and what belongs to the process alone (RssAnon), mapped files left out."""

    total: float
    anonymous: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its http address, and its process."""

    url: str
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU time the process has had."""
        # The command, in parentheses, may hold blanks; user and system time are the 14th and 15th fields.
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self) -> Memory:
        """What is resident now."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        sizes = {name: int(size.split()[0]) / 1024 for name, _, size in (line.partition(":") for line in lines)
                 if name in ("VmRSS", "RssAnon")}  # fmt: skip
        return Memory(sizes["VmRSS"], sizes["RssAnon"])

    def maps(self) -> str:
        """What is mapped into its memory, one mapping a line."""
        return Path(f"/proc/{self.pid}/maps").read_text()


@contextmanager
def serving(script: Path = APPLICATION, **environment: str) -> Iterator[Server]:
    """A server of ``script`` on a free port, healthy, as production starts it; it is stopped at the end.

    ``environment`` is added to ours: the application's settings, or Streamlit's (``STREAMLIT_SERVER_…``).

    :raises RuntimeError: it did not start; the message holds what it said.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"PORT": str(port), "ADDRESS": "127.0.0.1", "HEADLESS": "true", "FILE_WATCHER_TYPE": "none"}
    settings = {f"STREAMLIT_SERVER_{name}": value for name, value in options.items()} | environment
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script)],
            cwd=ROOT, env=os.environ | settings, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        server = Server(f"http://127.0.0.1:{port}", process.pid)
        try:
            if not healthy(process, server.url):
                log.seek(0)
                raise RuntimeError(f"The server did not start:\n{log.read()}")
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def healthy(process: "subprocess.Popen[bytes]", url: str, patience: float = PATIENCE) -> bool:
    """Whether the server at ``url`` answers before ``patience`` seconds have passed and its process has ended."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=1):
                return True
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    return False
