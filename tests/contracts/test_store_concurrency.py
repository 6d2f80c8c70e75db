"""Several processes on one store: writers that wait, publishers at once, and publishers that are killed."""

import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import StoreBusy
from core.store.local import LocalStore
from core.store.protocol import Store
from tests.contracts.conftest import served_after
from tests.fixtures import ROOT, START, TITLES, publish, python
from tests.places import LEASE, LocalPlace, Place, S3Place


def start(code: str, place: Place, *arguments: str) -> subprocess.Popen[bytes]:
    """A process of its own, whose output is read."""
    kept = {"PATH": "/usr/bin:/bin", **place.environment}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=ROOT, env=kept, stdout=subprocess.PIPE)


def after_the_lease() -> datetime:
    return datetime.now(UTC) + LEASE + timedelta(seconds=1)


# ---- two writers


def test_the_second_writer_is_told_to_wait(place: Place, store: Store) -> None:
    publish(store)
    with store.writing(), pytest.raises(StoreBusy, match="Another process"), place.open().writing():
        raise AssertionError("two writers")
    with place.open().writing():
        assert store.current()


def test_a_writer_waits_as_long_as_it_is_patient(place: Place, store: Store) -> None:
    hold = f"import time\n{place.code(lease=5)}\nwith store.writing(): print('held', flush=True); time.sleep(0.5)"
    with start(hold, place) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with store.writing(patience=30):
            assert store.current_id() is None


def test_a_reader_does_not_wait_for_a_writer(place: Place, store: Store) -> None:
    publish(store)
    with store.writing():
        assert served_after(place) == (len(TITLES), "")


def test_the_lock_of_a_dead_process_is_free(place: Place, store: Store) -> None:
    hold = f"import time\n{place.code(lease=60)}\nwith store.writing(): print('held', flush=True); time.sleep(60)"
    with start(hold, place) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreBusy), store.writing():
            raise AssertionError("two writers")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with place.open(after_the_lease).writing():  # on disk at once
        assert place.lock in place.names()


# ---- publishers at once

_PUBLISH = """
import sys
from datetime import timedelta
{make}
from tests.fixtures import START, TITLES, publish
for number in range(3):
    at = START + timedelta(seconds=10 * int(sys.argv[1]) + number)
    print(publish(store, TITLES[:6], built_at=at, patience=60).id, flush=True)
"""


def test_two_processes_that_publish_at_once_take_turns(place: Place, store: Store) -> None:
    codes = [_PUBLISH.format(make=place.code(lease=60)) for _ in range(2)]
    publishers = [start(code, place, str(number)) for number, code in enumerate(codes)]
    told = [publisher.communicate(timeout=120)[0].decode().split() for publisher in publishers]
    assert [publisher.returncode for publisher in publishers] == [0, 0]
    assert sorted(told[0] + told[1], reverse=True) == [manifest.id for manifest in store.snapshots()]
    assert len(told[0] + told[1]) == 6
    assert store.current_id() in (told[0][-1], told[1][-1])
    assert served_after(place)[0] == 6


# ---- killed at any moment

_PUBLISHER = """
import sys
from datetime import timedelta
{make}
from tests.fixtures import START, TITLES, publish
start = int(sys.argv[1])
for number in range(start, start + 1000):
    publish(store, TITLES[: 6 + number % 7], built_at=START + timedelta(seconds=number), patience=60)
    print(number, flush=True)
"""


def test_killed_at_any_moment_the_store_still_opens_and_answers(place: Place, store: Store) -> None:
    chance = random.Random(20260102)
    publish(store, built_at=START - timedelta(days=1))
    done = 0
    for _ in range(10 if isinstance(place, LocalPlace) else 5):
        code = _PUBLISHER.format(make=place.code(lease=0.6))
        with start(code, place, str(done + 1)) as publisher:
            assert publisher.stdout
            done = int(publisher.stdout.readline())
            time.sleep(chance.random() * 0.3)
            publisher.send_signal(signal.SIGKILL)
            told = publisher.stdout.read().split()
        done = int(told[-1]) if told else done
        served, notice = served_after(place)
        assert notice == ""
        number = (place.open().current()[1].built_at, served)
        # What the publisher said it published serves, or the one it was about to say.
        expected = [((START + timedelta(seconds=n)).isoformat(timespec="seconds"), 6 + n % 7) for n in (done, done + 1)]
        assert number in expected
        done += 1  # its id may stand there already
    last = publish(store, built_at=START + timedelta(days=1), patience=60)
    assert last.id == store.current_id()
    whole = {name.split("/")[1] for name in place.names("snapshots/") if name.endswith("/manifest.json")}
    assert {name.split("/")[1] for name in place.names("snapshots/")} == whole  # what was half done is swept


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


def test_killed_before_any_change_to_the_disk_the_earlier_snapshot_still_serves(tmp_path: Path) -> None:
    """Before every twelfth change while it builds, and before each of the last five."""
    done = python("-c", _KILLED_AT_ITS_STEPS, str(tmp_path / "store"))
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 40
    assert len(LocalStore(tmp_path / "store").snapshots()) > 1


_KILLED_AT_ITS_REQUESTS = """
import os, signal, sys, threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
import scipy.sparse  # so that no child needs to
from core.store import aws
from core.store.s3 import S3Store
from tests.fixtures import START, TITLES, publish

uri, folder = sys.argv[1], Path(sys.argv[2])

def machine(name, hour):
    # Each an hour later than the one before: a dead one's lock has run out.
    return S3Store(uri, cache=folder / name, clock=lambda: datetime.now(UTC) + timedelta(hours=hour))

def publish_killed_before(step, number):
    seen, turn = 0, threading.Lock()
    def count(**_):
        nonlocal seen
        with turn:
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1
    aws.client("s3", None).meta.events.register("before-send.s3", count)
    publish(machine("publisher", number), TITLES[: 6 + number % 2], built_at=START + timedelta(seconds=number))
    os._exit(seen)

def run(step, number):
    child = os.fork() or publish_killed_before(step, number)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def look(name):  # in a child: threads and connections do not survive a fork
    child = os.fork()
    if not child:
        _, manifest, notice = machine(name, 0).current()
        print(manifest.id, notice or "", flush=True)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0

total = run(-1, 0)
for number, step in enumerate([*range(0, total - 6, 7), *range(total - 6, total)], 1):
    assert run(step, number) == -signal.SIGKILL
    print(step, end=" ", flush=True)
    look("reader")
assert run(-1, 100) > 0
print(total, end=" ", flush=True)
look("another")
"""


def test_killed_before_any_request_the_earlier_snapshot_still_serves(on_s3: S3Place, tmp_path: Path) -> None:
    """Before every seventh request, and before each of the last six: the seal, the pointer, the lock's release."""
    environment = {name: value for name, value in on_s3.environment.items() if name != "AWS_REGION"}
    environment["AWS_DEFAULT_REGION"] = "us-east-1"
    done = python("-c", _KILLED_AT_ITS_REQUESTS, on_s3.uri, str(tmp_path), **environment)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    total = int(lines[-1][0])
    assert total > 40
    assert all(len(line) == 2 for line in lines), "a notice"
    # All but the last were killed before the pointer moved: after it only the lock is released.
    assert len({snapshot for step, snapshot in lines[:-1] if int(step) < total - 1}) == 1
    assert lines[-1][1] != lines[0][1]
    half = {name.split("/")[1] for name in on_s3.names("snapshots/")}
    whole = {name.split("/")[1] for name in on_s3.names("snapshots/") if name.endswith("/manifest.json")}
    assert half == whole
