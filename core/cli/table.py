"""The command that writes what the endpoint on AWS Lambda answers from: publish-table."""

from dataclasses import asdict
from typing import Annotated

import typer

from core.cli import options as o
from core.cli.output import out, print_json, progress_bar
from core.errors import InvalidRequest
from core.rest import follow as following
from core.settings import Settings


def publish_table(
    table: Annotated[str | None, typer.Option("--table", help="The table's name (default: REST_TABLE).")] = None,
    store: o.Store = None,
    json: o.Json = False,
) -> None:
    """Write the served snapshot's answers to a DynamoDB table; only rows that changed are written."""
    name = table or Settings().rest_table
    if not name:
        raise InvalidRequest("table", "Which table? Name it with --table, or in the setting REST_TABLE.")
    with progress_bar() as progress:
        done = following.publish(name, o.store_uri(store), Settings(), o.now, progress)
    if json:
        print_json({"table": name, **asdict(done)})
    else:
        out.print(
            f"{name} answers from {done.snapshot_id} ({done.titles} titles): {done.written} rows written, "
            f"{done.removed} old ones removed.", markup=False
        )  # fmt: skip


def follow(store: str | None) -> None:
    """Lets the table that REST_TABLE names answer from what a store serves now; nothing where it names none."""
    with progress_bar() as progress:
        following.follow(o.store_uri(store), Settings(), o.now, progress)
