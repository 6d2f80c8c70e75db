"""What is measured from outside, in processes of its own: building, starting, memory, the application's first run."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from core.bench.machine import MIB
from core.bench.race import OURS, Row, Skipped, Tick, skipped
from core.errors import RecommenderError

ROOT = Path(__file__).parents[2]
START_WALL, START_CPU = "start to first recommendation", "start to first recommendation, CPU"
MEMORY = "resident memory after the queries"
FIRST_RUN, FIRST_RUN_MEMORY = "first script run of the application", "first script run of the application, memory"
BUILD, BUILD_PEAK = "build", "build, peak memory"
PICKLED, BLANK = "pickled scikit-learn and pandas", "blank application"

_LOOK = 0.02  # seconds between looks at a process's memory
_PAGE = os.sysconf("SC_PAGE_SIZE")
_ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


@dataclass(frozen=True, slots=True)
class Run:
    """A process that has ended: seconds it took, peak memory of it and its children in bytes, what it printed."""

    seconds: float
    peak: int
    stdout: str


def run(*arguments: str) -> Run:
    """Runs Python with ``arguments``.

    :raises RecommenderError: it failed; the message ends with what it said.
    """
    start, peak = time.perf_counter(), 0
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(_LOOK)
    stdout, stderr = process.communicate()
    if process.returncode:
        raise RecommenderError(f"python {' '.join(arguments[:4])} failed: {stderr.strip()[-500:]}")
    return Run(time.perf_counter() - start, peak, stdout)


def _resident(pid: int) -> int:
    """Bytes of a process and all its children; what they share counts for each."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        children = [
            int(child)
            for thread in Path(f"/proc/{pid}/task").iterdir()
            for child in (thread / "children").read_text("ascii").split()
        ]
    except (OSError, IndexError):  # it has just ended
        return 0
    return pages * _PAGE + sum(map(_resident, children))


def starts_and_memory(store: Path, pickle: Path, ids: Sequence[str], starts: int, tick: Tick) -> Iterator[Row]:
    """Fresh processes that answer: the first all of ``ids``, for its memory; ``starts`` others one, for the start."""
    tasks = {OURS: ("project", store), PICKLED: ("pickled", pickle)}
    walls: dict[str, list[float]] = {name: [] for name in tasks}
    cpus: dict[str, list[float]] = {name: [] for name in tasks}
    memory: dict[str, dict[str, float]] = {}
    for number in range(starts + 1):
        for name, (task, source) in tasks.items():
            tick(f"starting: {name}", number, starts + 1)
            asked = ids if number == 0 else ids[:1]
            wall, first, last = _fresh("-m", "core.bench.fresh", task, str(source), *asked)
            if number == 0:
                memory[name] = last
            else:
                walls[name].append(wall)
                cpus[name].append(first["cpu"])
    for operation, seconds in ((START_WALL, walls), (START_CPU, cpus)):
        for name, own in seconds.items():
            yield Row(operation, name, "ms", median(own) * 1000, max(own) * 1000, starts)
    for name, sizes in memory.items():
        anonymous, mapped = sizes["RssAnon"] / 1024, sizes["RssFile"] / 1024
        note = f"VmRSS; of it {anonymous:,.0f} anonymous (RssAnon), {mapped:,.0f} mapped files (RssFile)"
        yield Row(MEMORY, name, "MiB", sizes["VmRSS"] / 1024, None, len(ids), None, note)


def _fresh(*arguments: str) -> tuple[float, dict[str, Any], dict[str, Any]]:
    """Of Python run with ``arguments``: seconds to the first line it prints, that line, and the last."""
    start = time.perf_counter()
    command = [sys.executable, *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | _ONE_THREAD, text=True, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        wall = time.perf_counter() - start
        lines = [first, *process.stdout]
    if process.returncode:
        raise RecommenderError(f"python {' '.join(arguments[:3])} failed: what it said stands above.")
    return wall, json.loads(first), json.loads(lines[-1])


def first_script_run(store: Path, starts: int, tick: Tick) -> Iterator[Row]:
    """Fresh servers of the application and of a blank one: a session's first run of the script, and memory after it."""
    tick(FIRST_RUN, 0, 0)
    script = ROOT / "scripts" / "load.py"
    try:
        options = ("--first-run", "--store", str(store), "--repetitions", str(starts), "--json")
        measured = json.loads(run(str(script), *options).stdout)
    except RecommenderError as error:
        yield skipped(FIRST_RUN, OURS, Skipped(str(error).splitlines()[-1][:120]))
        return
    for key, name in (("application", OURS), ("blank", BLANK)):
        yield Row(FIRST_RUN, name, "ms", measured[key]["ms"], None, starts)
    for key, name in (("application", OURS), ("blank", BLANK)):
        note = f"of it {measured[key]['anonymous_mib']:,.0f} anonymous"
        yield Row(FIRST_RUN_MEMORY, name, "MiB", measured[key]["mib"], None, starts, None, note)


def built(titles: int, seconds: float, peak: float) -> Iterator[Row]:
    """The rows of a build that took so long and so much (bytes)."""
    yield Row(BUILD, OURS, "s", seconds, None, 1, None, f"{titles / seconds:,.0f} titles a second")
    yield Row(BUILD_PEAK, OURS, "MiB", peak / MIB, None, 1, None, "VmRSS of the whole process tree")


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The e of value ≈ c · size^e, by least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])
