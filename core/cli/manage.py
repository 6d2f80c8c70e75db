"""Commands that change or list what a store holds: import, build, export, snapshots, rollback."""

from pathlib import Path
from typing import Annotated

import typer

from core import pipeline
from core.cli import options as o
from core.cli.output import messages, out, print_json, print_served, print_table, progress_bar
from core.cli.table import follow

_SHOWN = 20  # warnings and rejections printed for people; --json has them all


def import_(
    files: o.Files,
    add: Annotated[bool, typer.Option("--add", help="Keep what the catalogue holds, and add to it.")] = False,
    store: o.Store = None,
    json: o.Json = False,
) -> None:
    """Read catalogue files into the store's catalogue, in place of what it held."""
    target = pipeline.writable_store(o.store_uri(store))
    with progress_bar() as progress:
        report = pipeline.import_catalogue(target, files, add=add, progress=progress)
    if json:
        print_json(report.to_dict())
        return
    lines = [f"{r.file}:{r.line} rejected: {r.reason}" for r in report.rejected]
    for kind in (lines, list(report.warnings)):
        for line in kind[:_SHOWN]:
            messages.print(line, markup=False)
        if len(kind) > _SHOWN:
            messages.print(f"… and {len(kind) - _SHOWN} more; --json lists them all")
    out.print(
        f"{report.read} read: {report.imported} imported, {report.merged} merged, {len(report.rejected)} rejected. "
        "Next: python -m core build",
        markup=False,
    )


def build(store: o.Store = None, json: o.Json = False) -> None:
    """Build the catalogue into a new snapshot, check it and publish it."""
    uri = o.store_uri(store)
    with progress_bar() as progress:
        manifest = pipeline.build(pipeline.writable_store(uri), o.now, embedded=not uri, progress=progress)
    if json:
        print_json(manifest.to_dict())
    else:
        counts = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in manifest.counts.items())
        out.print(f"Published {manifest.id}: {counts}", markup=False)
    follow(store)


def export(file: Path, store: o.Store = None, json: o.Json = False) -> None:
    """Write the served catalogue as .csv, .jsonl or .parquet."""
    from core.catalogue import tables  # pyarrow: only here

    engine = o.engine_of(store)
    written = tables.export((engine.snapshot.title(row) for row in range(len(engine))), file)
    if json:
        print_json({"file": str(file), "written": written})
    else:
        out.print(f"{written} titles written to {file}", markup=False)


def snapshots(store: o.Store = None, json: o.Json = False) -> None:
    """The published versions, newest first."""
    kept = pipeline.served_store(o.store_uri(store))
    current = kept.current_id()
    listed = [
        {"id": m.id, "built_at": m.built_at, "titles": m.counts["titles"], "current": m.id == current}
        for m in kept.snapshots()
    ]
    if json:
        print_json({"snapshots": listed})
    else:
        rows = [("*" if s["current"] else "", s["id"], s["built_at"], s["titles"]) for s in listed]
        print_table(("", "id", "built at", "titles"), rows)


def rollback(snapshot_id: str, store: o.Store = None, json: o.Json = False) -> None:
    """Make an earlier snapshot the served one."""
    kept = pipeline.served_store(o.store_uri(store))
    with kept.writing():
        manifest = kept.rollback(snapshot_id)
    print_served(manifest, as_json=json)
    follow(store)
