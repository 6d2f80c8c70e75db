"""Starting refreshes and cancelling them, in processes of their own."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import InvalidRequest, RecommenderError, StoreBusy
from core.refresh import journal
from core.refresh.control import LocalStarter, starter
from core.settings import Settings
from core.store.local import LocalStore
from tests.fixtures import ROOT

PATIENCE = 20  # seconds
KEY = "0123456789abcdef0123456789abcdef"

# What a refresh does with the store and the journal, without TMDB: it goes on until it is told to stop.
WORKS = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from core.refresh.journal import Journal
from core.store.local import LocalStore

store = LocalStore(Path(sys.argv[1]))
with store.writing():
    told = Journal(store, "20260102T030405Z", lambda: datetime.now(UTC))
    for done in range(10_000):
        told.tell("fetching titles", done, 10_000)
        if told.cancelled():
            break
        time.sleep(0.02)
    told.end()
"""


def now() -> datetime:
    return datetime.now(UTC)


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


Local = Callable[..., LocalStarter]


@pytest.fixture
def local(store: LocalStore, tmp_path: Path) -> Iterator[Local]:
    """Makes starters whose processes are ended with the test."""
    made: list[LocalStarter] = []

    def make(*arguments: str) -> LocalStarter:
        command = [sys.executable, *(arguments or ("-c", WORKS, store.uri))]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "1000"}
        made.append(LocalStarter(store, now, tmp_path / "logs" / "refresh.log", environment, command))
        return made[-1]

    yield make
    for one in made:
        if one._process:
            one._process.kill()
            one._process.wait(PATIENCE)


def state(one: LocalStarter) -> str | None:
    last = one.last()
    return last and last.state


def test_it_runs_until_it_is_cancelled_through_the_store(store: LocalStore, local: Local) -> None:
    one = local()
    assert one.last() is None
    one.start()
    until(lambda: journal.running(store, now()))
    run = journal.running(store, now())
    assert run and run["step"] == "fetching titles" and run["of"] == 10_000
    assert state(one) == "running"
    assert not journal.stopping(store, run["run"])
    one.cancel()
    assert journal.stopping(store, run["run"])
    assert not journal.stopping(store, "another")
    until(lambda: state(one) != "running")
    assert state(one) == "ended"
    assert journal.running(store, now()) is None


def test_another_one_is_refused_while_it_runs_by_whomever(store: LocalStore, local: Local) -> None:
    one, other = local(), local()
    one.start()
    with pytest.raises(StoreBusy, match="started already"):
        one.start()
    until(lambda: journal.running(store, now()))
    with pytest.raises(StoreBusy, match="Another process is writing"):
        other.start()  # as another server would
    assert other.last() is None
    other.cancel()  # which it may all the same: the run is the store's
    until(lambda: state(one) == "ended")
    other.start()
    assert state(other) == "running"


def test_it_has_a_session_of_its_own(local: Local) -> None:
    """So that what ends the server at a terminal does not reach it."""
    one = local()
    one.start()
    assert one._process is not None
    assert os.getsid(one._process.pid) == one._process.pid != os.getsid(0)


def test_one_that_has_told_nothing_yet_is_ended(local: Local) -> None:
    one = local("-c", "import time; time.sleep(60)")
    one.start()
    one.cancel()
    until(lambda: state(one) == "failed")
    last = one.last()
    assert last and last.message == "It was ended."
    one.cancel()  # nothing is running: nothing happens
    assert one._process is not None and one._process.returncode == -signal.SIGTERM


def test_why_it_failed_is_its_last_line_and_no_traceback(local: Local) -> None:
    one = local("-c", "raise ValueError('no such thing')")
    one.start()
    until(lambda: state(one) == "failed")
    last = one.last()
    assert last and last.message == "ValueError: no such thing"
    assert 0 <= (now() - last.at).total_seconds() < PATIENCE


def test_what_cannot_be_started_is_said(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    one = LocalStarter(store, now, tmp_path / "file" / "refresh.log", {}, [sys.executable, "-c", ""])
    with pytest.raises(RecommenderError, match=r"cannot be started.*Look at"):
        one.start()
    nowhere = LocalStarter(store, now, tmp_path / "logs" / "refresh.log", {}, [str(tmp_path / "no-such-program")])
    with pytest.raises(RecommenderError, match="No such file"):
        nowhere.start()
    assert nowhere.last() is None


def test_the_command_is_the_command_lines_and_its_key_is_in_the_environment_alone(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real command, which has no TMDB to ask here: it says so in one line, and its key is seen nowhere."""
    monkeypatch.chdir(tmp_path)  # the server may have been started anywhere
    monkeypatch.delenv("TMDB_API_KEY", raising=False)
    monkeypatch.setenv("TMDB_BASE_URL", "nothing://nowhere")
    settings = Settings(tmdb_api_key=KEY)
    one = starter(settings, store, now, tmp_path / "logs")
    assert isinstance(one, LocalStarter)
    one.start()
    assert one._process is not None
    assert one._process.args[1:] == ["-m", "core", "refresh", "--store", store.uri]
    seen = Path(f"/proc/{one._process.pid}/cmdline").read_bytes().decode()
    assert one._process.wait(PATIENCE) != 0
    last = one.last()
    assert last and last.state == "failed"
    assert "TMDB_BASE_URL is not an address" in last.message
    [log] = (tmp_path / "logs").iterdir()
    assert KEY not in seen + log.read_text()


def test_the_administrators_password_is_not_passed_on(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "a password of mine")
    one = starter(Settings(), store, now, tmp_path)
    assert isinstance(one, LocalStarter)
    assert "ADMIN_PASSWORD" not in one._environment


def test_what_is_no_state_machine_is_refused(store: LocalStore, tmp_path: Path) -> None:
    for arn in ("arn", "arn:aws:states:us-east-1:123456789012:execution:x", "arn:aws:s3:::bucket\n"):
        with pytest.raises(InvalidRequest, match="STATE_MACHINE_ARN"):
            starter(Settings(state_machine_arn=arn), store, now, tmp_path)
