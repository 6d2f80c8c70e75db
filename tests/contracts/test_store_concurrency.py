"""Several processes on one store: writers that wait, and publishers that are killed."""

import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from core.engine import Engine
from core.errors import StoreBusy
from core.store.local import LocalStore
from tests.contracts.conftest import Store, served_after
from tests.fixtures import ROOT, START, TITLES, publish, python

# ---- two writers


def test_the_second_writer_is_told_to_wait(store: Store) -> None:
    publish(store)
    with store.writing(), pytest.raises(StoreBusy, match="Another process"), LocalStore(store.root).writing():
        raise AssertionError("two writers")
    with LocalStore(store.root).writing():
        assert store.current()


def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    publish(store)
    with store.writing():
        assert len(Engine.open(store.root)) == len(TITLES)


def test_the_lock_of_a_dead_process_is_free(store: Store) -> None:
    hold = (
        "import sys, time; from pathlib import Path; from core.store.local import LocalStore\n"
        "with LocalStore(Path(sys.argv[1])).writing(): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", hold, store.root], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreBusy), store.writing():
            raise AssertionError("two writers")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with store.writing():
        assert (store.root / ".lock").exists()


# ---- killed at any moment

_PUBLISHER = """
import sys
from datetime import timedelta
from pathlib import Path
from core.store.local import LocalStore
from tests.fixtures import START, TITLES, publish

store, start = LocalStore(Path(sys.argv[1])), int(sys.argv[2])
for number in range(start, start + 1000):
    publish(store, TITLES[: 6 + number % 7], built_at=START + timedelta(seconds=number))
    print(number, flush=True)
"""


def test_killed_at_any_moment_the_store_still_opens_and_answers(store: Store) -> None:
    chance = random.Random(20260102)
    publish(store, built_at=START - timedelta(days=1))
    done = 0
    for _ in range(10):
        command = [sys.executable, "-c", _PUBLISHER, str(store.root), str(done + 1)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as publisher:
            assert publisher.stdout
            done = int(publisher.stdout.readline())
            time.sleep(chance.random() * 0.12)
            publisher.send_signal(signal.SIGKILL)
            told = publisher.stdout.read().split()
        done = int(told[-1]) if told else done
        served, notice = served_after(store)
        assert notice == ""
        number = (store.current()[1].built_at, served)
        # What the publisher said it published serves, or the one it was about to say.
        expected = [((START + timedelta(seconds=n)).isoformat(timespec="seconds"), 6 + n % 7) for n in (done, done + 1)]
        assert number in expected
        done += 1  # its id may stand there already
    assert publish(store, built_at=START + timedelta(days=1)).id == store.current_id()
    assert not (store.root / "snapshots" / ".building").exists()


_KILLED_AT_ITS_STEPS = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
import scipy.sparse  # so that no child needs to
from core.engine import Engine
from core.store.local import LocalStore
from tests.fixtures import START, TITLES, publish

store = LocalStore(Path(sys.argv[1]))

def changes(event, arguments):
    if event == "open":
        return bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
    return event in ("os.rename", "os.mkdir")  # not what sweeps up after an earlier kill, or steps would shift

def publish_killed_before(step, number):
    seen = 0
    def count(event, arguments):
        nonlocal seen
        if changes(event, arguments):
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1
    sys.addaudithook(count)
    publish(store, TITLES[: 6 + number % 2], built_at=START + timedelta(seconds=number))
    os._exit(seen)  # how many steps there are

def run(step, number):
    child = os.fork() or publish_killed_before(step, number)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

total = run(-1, 0)
for number, step in enumerate([*range(0, total - 5, 12), *range(total - 5, total)], 1):
    before = store.current_id()
    assert run(step, number) == -signal.SIGKILL
    engine = Engine.open(store.root)
    assert engine.notice is None and engine.similar("m01") and engine.snapshot.id == before, step
assert run(-1, 100) >= total and store.current_id() != before
print(total)
"""


def test_killed_before_any_of_its_steps_the_earlier_snapshot_still_serves(store: Store) -> None:
    """Before every twelfth change to the disk while it builds, and before each of the last five."""
    done = python("-c", _KILLED_AT_ITS_STEPS, str(store.root))
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 60
    assert len(store.snapshots()) > 1
