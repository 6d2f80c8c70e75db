"""The command that measures speed and memory: bench."""

import json as json_
import sys
from pathlib import Path
from typing import Annotated

import typer

from core.bench import report
from core.bench.machine import require_packages
from core.bench.measure import measure
from core.cli import options as o
from core.cli.output import out, print_json, print_table, progress_bar
from core.errors import InvalidRequest
from core.pipeline import DATA

DOCS = Path(__file__).parents[2] / "docs"
_LEAST = 100


def bench(
    titles: Annotated[int, typer.Option("--titles", help="Sizes of catalogues: --titles 10000 100000.")] = 10_000,
    more: Annotated[list[int] | None, typer.Argument(help="More sizes.", hidden=True)] = None,
    queries: Annotated[int, typer.Option("--queries", help="Queries for each operation.")] = 100,
    write: Annotated[
        bool, typer.Option("--write", help="Write docs/performance.md and docs/performance.json.")
    ] = False,
    store: o.Store = None,
    json: o.Json = False,
) -> None:
    """Measure speed and memory beside other libraries, on catalogues grown to any size."""
    sizes = [titles, *(more or ())]
    if min(sizes) < _LEAST:
        raise InvalidRequest("titles", f"--titles must be {_LEAST} or more, not {min(sizes)}.")
    if queries < 1:
        raise InvalidRequest("queries", f"--queries must be 1 or more, not {queries}.")
    require_packages()
    engine = o.engine_of(store)
    source = [engine.snapshot.title(row) for row in range(len(engine))]
    command = " ".join(["python -m core", *sys.argv[1:]])
    with progress_bar() as progress:
        document = measure(source, sizes, DATA / "bench", date=o.now(), command=command, tick=progress, count=queries)
    if write:
        (DOCS / "performance.json").write_text(json_.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
        (DOCS / "performance.md").write_text(report.markdown(document), "utf-8")
    if json:
        print_json(document)
        return
    print_table(report.STATISTICS, report.statistics_lines(document))
    for size in document["sizes"]:
        out.print(f"\n{size['titles']:,} titles", style="bold")
        print_table(report.HEADINGS, report.lines(size["rows"]))
    out.print()
    print_table(report.target_headings(document), list(report.target_lines(document)))
    if document["growth"]:
        out.print()
        print_table(report.GROWTH, report.growth_lines(document))
