"""Options that several commands share, declared once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from core.engine import Engine
from core.errors import InvalidRequest
from core.index.filters import Filters
from core.pipeline import open_engine
from core.settings import Settings

Store = Annotated[
    str | None,
    typer.Option("--store", help="A folder or s3://bucket/prefix (default: STORE, or the embedded catalogue)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else on stdout.")]
Count = Annotated[int, typer.Option("--count", help="How many titles at most.")]
MethodName = Annotated[str, typer.Option("--method", help="overview, multi or hybrid.")]
Diversity = Annotated[float, typer.Option("--diversity", help="0 (off) to 1 (as different as possible).")]
WholeSeries = Annotated[bool, typer.Option("--whole-series", help="List more than one of a series of films.")]
Language = Annotated[str | None, typer.Option("--language", help="Compare the texts in this language (en, es …).")]
Type = Annotated[str | None, typer.Option("--type", help="movie or series.")]
Genre = Annotated[list[str] | None, typer.Option("--genre", help="Any of these; may be repeated.")]
YearFrom = Annotated[int | None, typer.Option("--year-from", help="Of this year or later.")]
YearTo = Annotated[int | None, typer.Option("--year-to", help="Of this year or earlier.")]
Files = Annotated[list[Path], typer.Argument(help="CSV, JSON Lines or Parquet files.")]


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def store_uri(store: str | None) -> str:
    """What --store says, or else the settings."""
    return Settings().store if store is None else store


def engine_of(store: str | None) -> Engine:
    """The engine of the store that is meant."""
    return open_engine(store_uri(store), now)


def filters(type_: str | None, genre: list[str] | None, year_from: int | None, year_to: int | None) -> Filters:
    """The filters that the options say."""
    return Filters(type=type_, genres=tuple(genre or ()), year_from=year_from, year_to=year_to)


def weighted(texts: list[str] | None, option: str) -> dict[str, float]:
    """``["movie-603:2", "movie-604"]`` as ids and weights; 1 where none is given.

    :raises InvalidRequest: a weight is not a number.
    """
    weights: dict[str, float] = {}
    for text in texts or ():
        title_id, separator, weight = text.rpartition(":")
        try:
            weights[title_id if separator else text] = float(weight) if separator else 1.0
        except ValueError as error:
            raise InvalidRequest(option, f"--{option} {text!r}: write ID or ID:WEIGHT, for example s1:2.") from error
    return weights
