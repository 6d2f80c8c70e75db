"""The command that lists every title's neighbours: neighbours."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli import options as o
from core.cli.output import messages, out, print_json, progress_bar
from core.neighbours import pairs
from core.neighbours.files import write_neighbours
from core.recommend.methods import DEFAULT_METHOD


def neighbours(
    file: Annotated[Path, typer.Option("--out", help="The Parquet file to write.")],
    method: o.MethodName = DEFAULT_METHOD,
    count: o.Count = 50,
    language: o.Language = None,
    store: o.Store = None,
    json: o.Json = False,
) -> None:
    """Write each title's most similar ones, as `similar` lists them, to a Parquet file."""
    snapshot = o.engine_of(store).snapshot
    compiled = pairs.compiling_pays(len(snapshot)) and pairs.numba_is_there()
    if pairs.compiling_pays(len(snapshot)) and not compiled:
        messages.print("Several times faster with numba: pip install -r requirements-build.txt")
    code = snapshot.language(language)
    with progress_bar() as progress:
        found = pairs.neighbours(snapshot, method, count, language=code, compiled=compiled, progress=progress)
        written = write_neighbours(file, snapshot, method, code, found)
    if json:
        print_json({
            "file": str(file), "titles": written, "count": count, "method": method, "language": code,
            "snapshot": snapshot.id, "compiled": compiled,
        })  # fmt: skip
    else:
        how = ", found by the compiled kernel," if compiled else ""
        out.print(f"Up to {count} neighbours of each of {written} titles{how} written to {file}", markup=False)
