"""What these programs say, and how they end: messages and errors on stderr, never a traceback."""

import logging
import sys
from collections.abc import Callable, Sequence

import typer

from core.cli.output import messages
from core.errors import RecommenderError

Tell = Callable[[str], None]
Ask = Callable[[str], bool]
"""Asks a person; True where the answer is yes."""


class Interrupted(RecommenderError):
    """A person pressed Ctrl-C; the message says how things stand."""

    exit_code = 130


def tell(line: str) -> None:
    """Says something to people."""
    messages.print(line, markup=False, soft_wrap=True)


def asking(yes: bool) -> Ask:
    """Asks on the terminal. ``yes`` answers everything; where there is no terminal, and no ``yes``, nothing is done."""

    def ask(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            tell(f"{question} Nobody is there to ask: say yes beforehand with --yes.")
            return False
        return typer.confirm(question, err=True)

    return ask


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines whose columns stand below each other; no lines for no rows."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def run(command: Callable[..., None]) -> None:
    """Runs a command with the arguments that were given. Exit codes: 0 done, 2 the caller's mistake, 1 all else."""
    try:
        typer.run(command)
    except RecommenderError as error:
        messages.print(str(error), style="red", markup=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except Exception as error:  # the last line of defence: nobody is shown a traceback
        logging.getLogger(__name__).debug("unexpected error", exc_info=True)
        tell(f"Unexpected error: {type(error).__name__}: {error}")
        sys.exit(1)
