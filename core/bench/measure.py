"""One run of the benchmark: every size grown, built and measured, as one document of JSON types."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from core.bench import operations, processes, queries
from core.bench.grown import Built, grown
from core.bench.machine import machine, versions
from core.bench.operations import Bench
from core.bench.processes import exponent
from core.bench.project import Project
from core.bench.race import Row, Tick
from core.catalogue.title import Title


def measure(
    source: Sequence[Title],
    sizes: Sequence[int],
    folder: Path,
    *,
    date: datetime,
    command: str,
    tick: Tick,
    count: int = 100,
    starts: int = 5,
    seed: int = 0,
) -> dict[str, Any]:
    """Measures catalogues of ``sizes`` titles grown from ``source``, which are kept under ``folder``.

    ``count`` queries of each operation and ``starts`` fresh processes. The document holds ``date``, ``command``,
    ``machine``, ``versions``, ``seed``, ``queries``, ``starts``, ``sizes`` (each with ``titles``, ``grown`` and
    ``rows``) and ``growth``.

    :raises CallerError: the source is too small.
    """
    from threadpoolctl import threadpool_limits

    measured = []
    with threadpool_limits(1):
        for size in sorted(set(sizes)):
            told = partial(_told, tick, size)
            measured.append(_size(grown(source, size, seed, folder, told), size, count, starts, seed, told))
    return {
        "date": date.date().isoformat(),
        "command": command,
        "machine": machine(),
        "versions": versions(),
        "seed": seed,
        "queries": count,
        "starts": starts,
        "sizes": measured,
        "growth": growth(measured),
    }


def _told(tick: Tick, size: int, step: str, done: int, of: int) -> None:
    tick(f"{size:,} titles: {step}", done, of)


def _size(built: Built, size: int, count: int, starts: int, seed: int, tick: Tick) -> dict[str, Any]:
    project = Project(built.store)
    asked = project.ids(queries.some_rows(len(project), count, seed))
    # First, while this process is small: the child of a large one starts more slowly.
    outside = [
        *processes.starts_and_memory(built.store, built.pickle, asked, starts, tick),
        *processes.first_script_run(built.store, starts, tick),
        *processes.built(size, built.seconds, built.peak),
    ]
    names, documents = project.texts(tick)
    bench = Bench(project, names, documents, count, seed, tick)
    rows: list[Row] = []
    for operation in (operations.by_overview, operations.by_multi, operations.by_hybrid, operations.searches):
        rows += operation(bench)
    return {
        "titles": size,
        "grown": project.statistics() | {"distinct_names_share": round(len(set(names)) / len(names), 3)},
        "rows": [asdict(row) for row in rows + outside],
    }


def growth(sizes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """For everything measured at two sizes or more, the exponent of its value over the number of titles."""
    values: dict[tuple[str, str], dict[int, float]] = {}
    for size in sizes:
        for row in size["rows"]:
            if row["value"]:
                values.setdefault((row["operation"], row["name"]), {})[size["titles"]] = row["value"]
    return [
        {"operation": operation, "name": name, "exponent": round(exponent(list(known), list(known.values())), 2)}
        for (operation, name), known in values.items()
        if len(known) > 1
    ]
