"""Starting a refresh and stopping it: on this machine in a process of its own, or on AWS by its state machine."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal, Protocol

from core.errors import RecommenderError, StoreBusy
from core.refresh import journal
from core.settings import Settings
from core.store.protocol import Store

_ROOT = Path(__file__).parents[2]
_TAIL = 4000  # bytes of the log that may hold its last line

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Started:
    """The refresh that was started last, and when; ``message`` says why it failed."""

    name: str
    at: datetime
    state: Literal["running", "ended", "failed"]
    message: str = ""


class Starter(Protocol):
    """Starts one refresh at a time. Whoever asks must have been let in before."""

    def start(self) -> None:
        """Starts a refresh and does not wait for it.

        :raises StoreBusy: one is running, or somebody else is writing.
        :raises RecommenderError: it cannot be started.
        """

    def cancel(self) -> None:
        """Asks the refresh that is running to stop; nothing happens where none is.

        :raises StoreError: it cannot be asked.
        """

    def last(self) -> Started | None:
        """What was started last, None where that is not known."""


class LocalStarter:
    """A process that outlives the page, the viewer and this server. Its key comes through the environment alone."""

    def __init__(
        self, store: Store, clock: Clock, log: Path, environment: Mapping[str, str], command: Sequence[str] = ()
    ) -> None:
        """``log`` receives what it says; ``command`` is run in place of ``python -m core refresh``."""
        self._store, self._clock, self._log = store, clock, log
        self._environment = dict(environment)
        self._command = list(command) or [sys.executable, "-m", "core", "refresh", "--store", store.uri]
        self._process: subprocess.Popen[bytes] | None = None
        self._at = datetime.min
        self._turn = threading.Lock()

    def start(self) -> None:
        """See :meth:`Starter.start`."""
        with self._turn:
            if self._process and self._process.poll() is None:
                raise StoreBusy("A refresh was started already. Wait for it to end, or cancel it.")
            with self._store.writing():
                pass  # nobody else is at work, such as a refresh that the system's scheduler began
            try:
                self._log.parent.mkdir(parents=True, exist_ok=True)
                at = self._clock()
                with self._log.open("wb") as log:
                    self._process = subprocess.Popen(
                        self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                        env=self._environment, start_new_session=True,
                    )  # fmt: skip
                self._at = at
            except OSError as error:
                raise RecommenderError(
                    f"The refresh cannot be started: {error}. Look at {self._log.parent}."
                ) from error

    def cancel(self) -> None:
        """See :meth:`Starter.cancel`. One that has not told its name yet is ended: it has done nothing."""
        run = journal.running(self._store, self._clock())
        if run:
            journal.cancel(self._store, run["run"])
        elif self._process and self._process.poll() is None:
            self._process.terminate()

    def last(self) -> Started | None:
        """See :meth:`Starter.last`; what this server started, not what others did."""
        if self._process is None:
            return None
        name, code = f"process {self._process.pid}", self._process.poll()
        if code is None:
            return Started(name, self._at, "running")
        return Started(name, self._at, "failed", self._last_line()) if code else Started(name, self._at, "ended")

    def _last_line(self) -> str:
        """Where it failed, its message: a command's errors are one line each."""
        try:
            lines = self._log.read_bytes()[-_TAIL:].decode("utf-8", "replace").split("\n")
        except OSError as error:
            return f"Its log cannot be read: {error}."
        return next((line.strip() for line in reversed(lines) if line.strip()), "It was ended.")


def starter(settings: Settings, store: Store, clock: Clock, logs: Path) -> Starter:
    """What starts refreshes of ``store``: its state machine where STATE_MACHINE_ARN names one, or else this machine.

    :raises InvalidRequest: STATE_MACHINE_ARN names none.
    """
    if settings.state_machine_arn:
        from core.refresh.state_machine import StateMachine  # boto3: only where there is AWS

        return StateMachine(settings.state_machine_arn, store, clock)
    log = logs / f"refresh-{sha256(store.uri.encode()).hexdigest()[:8]}.log"
    return LocalStarter(store, clock, log, _environment(settings, os.environ))


def _environment(settings: Settings, ours: Mapping[str, str]) -> dict[str, str]:
    """What the process is told: our own environment and key, where to find the code, and not to break its lines."""
    path = os.pathsep.join(filter(None, (str(_ROOT), ours.get("PYTHONPATH", ""))))
    key = settings.tmdb_api_key.get_secret_value()
    own = {name: value for name, value in ours.items() if name != "ADMIN_PASSWORD"}  # it has no use for that
    return own | {"PYTHONPATH": path, "TMDB_API_KEY": key, "COLUMNS": "1000"}
