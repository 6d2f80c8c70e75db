"""A run that is ended at any moment is gone on with, and asks for almost nothing twice."""

import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from core.errors import StoreError
from core.tmdb.work import Page, Work
from tests.core.tmdb.conftest import Start
from tests.fixtures import ROOT
from tests.tmdb.runs import is_true, run
from tests.tmdb.server import Tmdb

_CHILD = """
import json, sys
from pathlib import Path
from tests.tmdb.runs import run
from tests.tmdb.server import Tmdb
from tests.tmdb.world import World
tmdb = Tmdb(World())
tmdb.url = sys.argv[1]
print("ready", flush=True)
run(tmdb, Path(sys.argv[2]))
"""


def _kill_after(tmdb: Tmdb, folder: Path, requests: int) -> None:
    """A run in a process of its own, killed once it has made so many requests more."""
    goal = len(tmdb.paths) + requests
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, tmdb.url, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None and child.stdout.readline() == "ready\n"
    while len(tmdb.paths) < goal and child.poll() is None:
        time.sleep(0.001)
    child.kill()
    child.wait()
    child.stdout.close()


def test_killed_again_and_again(start: Start, tmp_path: Path) -> None:
    tmdb = start(films=200, series=130, latency=0.01)
    chance = Random(4)
    for _ in range(5):
        _kill_after(tmdb, tmp_path, chance.randrange(5, 90))
    outcome = run(tmdb, tmp_path)
    assert is_true(tmdb, outcome)
    twice = Counter(path for path in tmdb.paths)
    repeated = sum(count - 1 for count in twice.values())
    assert repeated <= 5 * 26  # what was on its way, or waiting to be remembered, at each end


def test_in_slices_as_a_function_with_a_deadline_runs_it(start: Start, tmp_path: Path) -> None:
    tmdb = start(latency=0.03)
    slices = 0
    while True:
        slices += 1
        end = time.monotonic() + 0.25
        outcome = run(tmdb, tmp_path, should_stop=lambda: time.monotonic() > end)  # noqa: B023
        if outcome.extraction.complete:
            break
        folder = tmp_path.with_name(f"{tmp_path.name}-{slices}")
        folder.mkdir()
        assert [file.name for file in tmp_path.iterdir()] == ["tmdb.sqlite"]  # one file, which can be carried
        (folder / "tmdb.sqlite").write_bytes((tmp_path / "tmdb.sqlite").read_bytes())
        tmp_path = folder
        assert slices < 40
    assert slices > 2 and is_true(tmdb, outcome)
    assert max(Counter(path for path in tmdb.paths if "append" in path).values()) <= 2


def test_a_finished_run_that_was_not_settled_gives_the_same_again(start: Start, tmp_path: Path) -> None:
    tmdb = start()
    first = run(tmdb, tmp_path, settle=False)
    tmdb.forget()
    second = run(tmdb, tmp_path)
    assert second.titles == first.titles and tmdb.paths == []


def test_lists_of_a_run_that_was_ended_days_ago_are_read_again(start: Start, tmp_path: Path) -> None:
    tmdb = start(spare=1)
    run(tmdb, tmp_path, settle=False, now=datetime.now(UTC) - timedelta(days=2))
    tmdb.world.add(tmdb.world.spare.pop())
    tmdb.forget()
    outcome = run(tmdb, tmp_path)
    assert is_true(tmdb, outcome) and len(tmdb.asked("append")) == 1


def test_a_full_run_that_was_ended_goes_on_as_one(start: Start, tmp_path: Path) -> None:
    tmdb = start(latency=0.005)
    known = run(tmdb, tmp_path).titles
    tmdb.forget()
    run(tmdb, tmp_path, known, full=True, should_stop=lambda: len(tmdb.asked("append")) > 40)
    assert is_true(tmdb, run(tmdb, tmp_path, known, full=True))
    assert 105 <= len(tmdb.asked("append")) < 105 + 30


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100, None])
def test_a_damaged_working_file_is_begun_anew(start: Start, tmp_path: Path, damage: bytes | None) -> None:
    tmdb = start(films=30, series=10)
    run(tmdb, tmp_path, settle=False)
    file = tmp_path / "tmdb.sqlite"
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] if damage is None else damage)
    assert is_true(tmdb, run(tmdb, tmp_path))


def test_a_working_file_that_cannot_be_written_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "tmdb.sqlite").mkdir()
    with pytest.raises(StoreError, match=r"tmdb.sqlite failed: .*\. Is the disk full, or read only\?"):
        Work(tmp_path)


def test_a_working_file_of_another_version_is_begun_anew(start: Start, tmp_path: Path) -> None:
    import sqlite3

    tmdb = start(films=30, series=10)
    run(tmdb, tmp_path, settle=False)
    with sqlite3.connect(tmp_path / "tmdb.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    tmdb.forget()
    assert is_true(tmdb, run(tmdb, tmp_path)) and len(tmdb.asked("append")) == 40


def test_pages_are_kept_as_they_were(tmp_path: Path) -> None:
    page = Page(3, 57, ((7, "a"), (9, "b")))
    with Work(tmp_path) as work:
        work.keep_page("movie #0", 2, page)
    with Work(tmp_path) as work:
        assert work.pages("movie #0") == {2: page}
        work.restart()
        assert work.pages("movie #0") == {}
