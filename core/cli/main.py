"""The commands together, and what becomes of errors: a message on stderr and an exit code, never a traceback."""

import logging
import sys
from collections.abc import Callable

import typer

from core.cli import ask, bench, judge, manage, pairs, renew, serve, table
from core.cli.output import messages
from core.errors import RecommenderError

app = typer.Typer(
    help="Recommend films and series from what they are about and who made them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("import")(manage.import_)
_COMMANDS: tuple[Callable[..., None], ...] = (
    manage.build, ask.similar, ask.recommend, ask.search, ask.show,
    manage.export, manage.snapshots, manage.rollback, judge.evaluate, bench.bench, pairs.neighbours,
    serve.serve, table.publish_table,
    renew.refresh, renew.runs, renew.publish, renew.diff, renew.prune, renew.purge, renew.erase,
)  # fmt: skip
for command in _COMMANDS:
    app.command()(command)


def run() -> None:
    """Runs the command that the arguments name. Exit codes: 0 done, 2 the caller's mistake, 1 anything else."""
    try:
        app()
    except RecommenderError as error:
        messages.print(str(error), style="red", markup=False)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    except Exception:  # the last line of defence: nobody is shown a traceback
        logging.getLogger(__name__).debug("unexpected error", exc_info=True)
        kind = sys.exc_info()[0]
        messages.print(f"Unexpected error: {kind.__name__ if kind else ''}: {sys.exc_info()[1]}", markup=False)
        sys.exit(1)
