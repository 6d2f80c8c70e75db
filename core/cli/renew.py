"""Commands around TMDB: refresh, its runs, what a gate held back, and getting rid of what it brought."""

import getpass
from random import Random
from typing import Annotated

import typer

from core import pipeline
from core.cli import options as o
from core.cli.output import messages, out, print_json, print_served, print_table, progress_bar
from core.cli.table import follow
from core.settings import Settings

Full = Annotated[bool, typer.Option("--full", help="Ask TMDB for every title anew.")]
Minutes = Annotated[float, typer.Option("--minutes", min=0, help="Stop fetching after so long, to be run again.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it stays on record.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
_SHOWN = 10


def refresh(full: Full = False, minutes: Minutes = 0, store: o.Store = None, json: o.Json = False) -> None:
    """Fetch the catalogue from TMDB, build it, compare it with what is served, and publish it."""
    from core.refresh.run import refresh_of  # what speaks HTTP: only here

    with progress_bar() as progress:
        report = refresh_of(
            pipeline.writable_store(o.store_uri(store)), Settings(), clock=o.now, random=Random(), full=full,
            seconds=minutes * 60 or float("inf"), progress=progress,
        ).run()  # fmt: skip
    if json:
        print_json(report.to_dict())
    elif report.status == "published":
        counts = report.counts
        out.print(
            f"Published {report.snapshot}: {report.titles} titles, {report.joined_count} joined, "
            f"{report.left_count} left; {counts['requests']} requests, {counts['fetched']} fetched, "
            f"{report.seconds:.0f} s", markup=False,
        )  # fmt: skip
    else:
        messages.print(f"{report.status}: {report.message}", markup=False)
    if report.status != "published":
        raise typer.Exit(1)
    follow(store)


def runs(store: o.Store = None, json: o.Json = False) -> None:
    """The last refreshes, newest first."""
    from core.refresh.report import reports

    found = reports(pipeline.writable_store(o.store_uri(store)))
    if json:
        print_json({"runs": found})
        return
    rows = [
        (run["id"], run["status"], run["titles"], run["joined_count"], run["left_count"],
         run["counts"].get("requests", 0), f"{run['seconds']:.0f}", run["message"][:80])
        for run in found
    ]  # fmt: skip
    print_table(("run", "ended", "titles", "joined", "left", "requests", "seconds", ""), rows)


def publish(snapshot_id: str, reason: Reason, store: o.Store = None, json: o.Json = False) -> None:
    """Publish a snapshot that a gate held back, in spite of it."""
    from core.refresh.release import release

    target = pipeline.writable_store(o.store_uri(store))
    manifest = release(target, snapshot_id, by=getpass.getuser(), reason=reason, clock=o.now)
    print_served(manifest, as_json=json)
    follow(store)


def diff(before: str, after: str, store: o.Store = None, json: o.Json = False) -> None:
    """What changed from one snapshot to another: titles that joined and left, and the lists that changed most."""
    from dataclasses import asdict

    from core.refresh.changes import compare
    from core.snapshot import Snapshot

    kept = pipeline.served_store(o.store_uri(store))
    old, new = (Snapshot(*kept.open_snapshot(snapshot_id)) for snapshot_id in (before, after))
    changes = compare(old, new)
    if json:
        print_json(asdict(changes))
        return
    for heading, ids, snapshot in (("joined", changes.joined, new), ("left", changes.left, old)):
        out.print(f"{len(ids)} {heading}")
        print_table(("id", "title"), [(i, snapshot.title(snapshot.row(i)).title) for i in ids[:_SHOWN]])
    out.print(f"{changes.churn:.1%} of the first ten are new, over {changes.compared} titles; most in:")
    rows = [(f"{1 - item.kept:.0%}", item.title, item.id) for item in changes.lists[:_SHOWN]]
    print_table(("new", "title", "id"), rows)


def prune(
    keep: Annotated[int | None, typer.Option("--keep", help="How many stay (default: KEEP_SNAPSHOTS).")] = None,
    store: o.Store = None,
    json: o.Json = False,
) -> None:
    """Remove old snapshots; the served one and the one before it stay."""
    target = pipeline.writable_store(o.store_uri(store))
    with target.writing():
        removed = target.prune(Settings().keep_snapshots if keep is None else keep)
    if json:
        print_json({"removed": removed})
    else:
        out.print(f"{len(removed)} removed" + "".join(f"\n{snapshot_id}" for snapshot_id in removed), markup=False)


def purge(store: o.Store = None, json: o.Json = False) -> None:
    """Drop what TMDB said more than 180 days ago from the catalogue and what is served: its terms ask for it."""
    with progress_bar() as progress:
        dropped, manifest = pipeline.purge(pipeline.writable_store(o.store_uri(store)), o.now, progress=progress)
    if json:
        print_json({"dropped": dropped, "snapshot": manifest.id if manifest else None})
    else:
        out.print(f"{dropped} titles dropped" + (f"; serving {manifest.id}" if manifest else ""), markup=False)
    if manifest:
        follow(store)


def erase(yes: Yes = False, store: o.Store = None, json: o.Json = False) -> None:
    """Remove the whole store: catalogue, snapshots, reports, working files, and this machine's copies of them."""
    target = pipeline.writable_store(o.store_uri(store))
    if not yes:
        typer.confirm(f"Remove everything in {target.uri}? Nothing brings it back.", abort=True, err=True)
    with target.writing():
        target.erase()
    if json:
        print_json({"erased": target.uri})
    else:
        out.print(f"Erased {target.uri}", markup=False)
