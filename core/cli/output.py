"""What commands say: JSON on stdout, or tables for people; messages, progress and errors on stderr."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from core.build import Progress as Report
from core.engine import Recommendations
from core.store.manifest import Manifest

# A file or a pipe has no width of its own: tables are not cut there.
out = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
messages = Console(stderr=True, highlight=False)

NOTICES = {
    "no_text": "Nothing to compare by: the title has no text or people for this method. Try another method.",
    "few_similar": "No more titles share anything with it.",
    "filtered_out": "The filters leave no more titles.",
}


def print_json(document: Any) -> None:
    """Prints one JSON document, and a line break: UTF-8, whatever was typed on the command line."""
    sys.stdout.buffer.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints rows under headings; cells are plain text."""
    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    out.print(table)


def print_recommendations(items: Recommendations) -> None:
    """Prints recommendations with the first reasons of each, and why the list is short."""
    rows = [
        (
            f"{item.score:.3f}",
            item.title.title,
            item.title.year,
            item.title.type,
            item.title.id,
            ", ".join(dict.fromkeys(part.label for part in item.because.parts if part.value > 0))[:60],
        )
        for item in items
    ]
    print_table(("score", "title", "year", "type", "id", "because"), rows)
    if items.notice:
        messages.print(NOTICES[items.notice])


def print_served(manifest: Manifest, *, as_json: bool) -> None:
    """Prints which snapshot is served from now on."""
    if as_json:
        print_json(manifest.to_dict())
    else:
        out.print(f"Serving {manifest.id}, built at {manifest.built_at}", markup=False)


@contextmanager
def progress_bar() -> Iterator[Report]:
    """A bar on stderr, gone when the work is done; it is not drawn where stderr is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def report(step: str, done: int, of: int) -> None:
            bar.update(task, description=step, completed=done, total=of or None)

        yield report
