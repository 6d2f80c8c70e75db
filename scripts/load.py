#!/usr/bin/env python3
"""Measures the application under load: many viewers without a browser, over Streamlit's own websocket.

    python scripts/load.py                                   50 viewers for 20 seconds, as fast as they can
    python scripts/load.py --pause 10 --seconds 60           at the pace of people
    python scripts/load.py --reruns 18000 --store STORE      an hour of them, and memory over time
    python scripts/load.py --first-run --store STORE         the first run beside an empty Streamlit application's

Starts a server of its own on a free port, unless --url names one (with --pid, its memory and CPU time are measured
too). Exit code 1 when a page failed.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median, quantiles
from typing import Annotated, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import typer

from core.cli.output import messages, out, print_json, print_table
from scripts.crowd import Crowd, gather
from scripts.server import APPLICATION, Memory, Server, serving
from scripts.viewer import Viewer

SAMPLES = 12
"""How often memory is looked at during a run."""

BLANK = 'import streamlit as st\n\nst.title("Blank")\n'


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds: the 50th, 95th and 99th percentile, and the longest."""
    if not seconds:
        return {}
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else [seconds[0]] * 99
    named = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(seconds)}
    return {name: round(value * 1000, 1) for name, value in named.items()}


async def under_load(
    server: Server, sessions: int, seconds: float, reruns: int, pause: float, stay: int
) -> dict[str, Any]:
    """Sends a crowd to ``server`` for ``seconds``, or until ``reruns`` runs were made where that is not 0."""
    crowd, start = Crowd(), time.perf_counter()

    def share() -> float:
        return crowd.runs / reruns if reruns else (time.perf_counter() - start) / seconds

    samples: list[tuple[int, Memory]] = []

    async def watch() -> None:
        while server.pid:
            if share() >= len(samples) / SAMPLES:
                samples.append((crowd.runs, server.memory()))
            await asyncio.sleep(0.1)

    before = server.cpu() if server.pid else 0.0
    watching = asyncio.create_task(watch())
    spent = await gather(server.url, sessions, crowd, lambda: share() >= 1, stay, pause)
    watching.cancel()
    measured: dict[str, Any] = {
        "sessions": sessions,
        "seconds": round(spent, 1),
        "runs": crowd.runs,
        "runs_per_second": round(crowd.runs / spent, 1),
        "arrival_ms": percentiles(crowd.arrivals),
        "rerun_ms": percentiles(crowd.reruns),
        "kib_per_run": round(crowd.received / max(1, crowd.runs) / 1024, 1),
        "errors": crowd.errors,
    }
    if server.pid:
        cpu = server.cpu() - before
        samples.append((crowd.runs, server.memory()))
        measured["server_cpu_share"] = round(cpu / spent, 2)
        measured["server_cpu_ms_per_run"] = round(cpu / max(1, crowd.runs) * 1000, 1)
        measured["memory_mib"] = [{"runs": runs} | _rounded(memory) for runs, memory in samples]
    return measured


def first_runs(store: str, repetitions: int) -> dict[str, Any]:
    """The first run of fresh servers, ours and a blank application's in turn: medians, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        blank = Path(folder) / "blank.py"
        blank.write_text(BLANK, "utf-8")
        measured: dict[str, list[dict[str, float]]] = {"application": [], "blank": []}
        for _ in range(repetitions):
            for name, script in (("application", APPLICATION), ("blank", blank)):
                measured[name].append(asyncio.run(_first_run(script, store)))
    medians = {
        name: {what: round(median(one[what] for one in runs), 1) for what in runs[0]} for name, runs in measured.items()
    }
    return medians | {"ratio_ms": round(medians["application"]["ms"] / medians["blank"]["ms"], 2)}


async def _first_run(script: Path, store: str) -> dict[str, float]:
    with serving(script, STORE=store) as server:
        idle, start = server.memory(), time.perf_counter()
        viewer = await Viewer.connect(server.url)
        await viewer.run(page="", query="")
        spent, memory = time.perf_counter() - start, server.memory()
        await viewer.close()
    return {
        "ms": spent * 1000, "idle_mib": idle.total, "mib": memory.total, "anonymous_mib": memory.anonymous,
    }  # fmt: skip


def _rounded(memory: Memory) -> dict[str, float]:
    return {name: round(value, 1) for name, value in asdict(memory).items()}


@contextmanager
def _server(url: str, pid: int, store: str) -> Any:
    if url:
        yield Server(url, pid)
    else:
        with serving(STORE=store) as server:
            yield server


def main(
    sessions: Annotated[int, typer.Option(min=1, help="Viewers at once.")] = 50,
    seconds: Annotated[float, typer.Option(min=0.1, help="For how long.")] = 20.0,
    reruns: Annotated[int, typer.Option(min=0, help="For how many runs of the script, instead of --seconds.")] = 0,
    pause: Annotated[float, typer.Option(min=0, help="Seconds between a viewer's runs, on average.")] = 0.0,
    stay: Annotated[int, typer.Option(min=1, help="Runs after which a viewer leaves and another comes.")] = 60,
    url: Annotated[str, typer.Option(help="A server that is running (default: one of our own).")] = "",
    pid: Annotated[int, typer.Option(help="That server's process.")] = 0,
    store: Annotated[str, typer.Option(help="What our own server serves (default: the embedded catalogue).")] = "",
    first_run: Annotated[bool, typer.Option("--first-run", help="Measure fresh servers' first run instead.")] = False,
    repetitions: Annotated[int, typer.Option(min=1, help="Fresh servers of each kind, with --first-run.")] = 5,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Prints what was measured."""
    if first_run:
        measured = first_runs(store, repetitions)
    else:
        with _server(url, pid, store) as server:
            measured = asyncio.run(under_load(server, sessions, seconds, reruns, pause, stay))
    if json:
        print_json(measured)
    elif first_run:
        headings = ("", *measured["blank"])
        print_table(headings, [(name, *measured[name].values()) for name in ("application", "blank")])
        out.print(f"ratio of times: {measured['ratio_ms']}")
    else:
        print_table(("", ""), [(name, value) for name, value in measured.items() if name != "memory_mib"])
        samples = measured.get("memory_mib", [])
        print_table(("after runs", "MiB", "anonymous"), [tuple(sample.values()) for sample in samples])
    if measured.get("errors"):
        messages.print(f"{len(measured['errors'])} errors.")
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
