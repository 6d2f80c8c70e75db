"""A catalogue of twelve titles whose answers are known by hand, and how tests build and run things.

Thieves: m01 The Vault (1998) and its sequel m02 (2001), m03 Night Safe, s01 Soft Locks (with a Spanish translation)
Space:   m04 Red Orbit (1984) and its remake m05 (2021), m06 Beyond Saturn, s02 Station Nine
Alone:   m07 has a name and nothing else, m08 is written in HTML, m09 is about bread, m10 shares nothing with anybody
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.build import build_snapshot
from core.catalogue.title import Title, Translation
from core.engine import Engine
from core.store.local import LocalStore
from core.store.manifest import Manifest
from core.store.protocol import Store

ROOT = Path(__file__).parents[1]
START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
THIEVES = ("m01", "m02", "m03", "s01")
SPACE = ("m04", "m05", "m06", "s02")

TITLES = (
    Title(
        "m01", "movie", "The Vault", year=1998, directors=("Ada Stone",), cast=("Max Ruiz", "Ivy Cole"),
        overview="A thief plans the heist of a bank vault and gathers a crew of safecrackers.",
        genres=("Crime", "Thriller"), keywords=("heist", "bank"), countries=("US",), languages=("en",),
        runtime=110, maturity="PG-13", date_added="2020-05-01", vote_average=7.5, vote_count=900,
        collection="The Vault",
    ),
    Title(
        "m02", "movie", "The Vault Returns", year=2001, directors=("Ada Stone",), cast=("Max Ruiz", "Tom Berg"),
        overview="The thief and his crew return for a second heist, in a casino vault.",
        genres=("Crime", "Thriller"), keywords=("heist", "casino"), countries=("US", "GB"), languages=("en",),
        runtime=105, maturity="PG-13", date_added="2021-05-01", vote_average=6.1, vote_count=400,
        collection="The Vault",
    ),
    Title(
        "m03", "movie", "Night Safe", year=2004, directors=("Lea Novak",), cast=("Ivy Cole",),
        overview="A safecracker robs a bank at night while her crew betrays her.",
        genres=("Crime",), keywords=("bank", "betrayal"), countries=("FR",), languages=("fr",),
        runtime=95, maturity="R", date_added="2019-01-15", vote_average=6.9, vote_count=150,
    ),
    Title(
        "m04", "movie", "Red Orbit", year=1984, directors=("Karl Weiss",), cast=("Nina Holt",),
        overview="Astronauts in orbit around Mars discover an abandoned spaceship.",
        genres=("Science Fiction",), keywords=("space", "mars"), countries=("US",), languages=("en",),
        runtime=120, maturity="PG", vote_average=7.0, vote_count=300,
    ),
    Title(
        "m05", "movie", "Red Orbit", year=2021, directors=("Jo Park",), cast=("Sam Idris",),
        overview="Two astronauts in orbit around Mars meet an alien spaceship.",
        genres=("Science Fiction", "Thriller"), keywords=("space", "mars", "alien"), countries=("US",),
        languages=("en",), runtime=140, maturity="PG-13", date_added="2022-02-02", vote_average=8.0, vote_count=2000,
    ),
    Title(
        "m06", "movie", "Beyond Saturn", original_title="土星の彼方", year=2010, directors=("Jo Park",),
        cast=("Nina Holt", "Ken Mori"), overview="A lost spaceship drifts past Saturn with one sleeping astronaut.",
        genres=("Science Fiction", "Drama"), keywords=("space", "solitude"), countries=("JP",), languages=("ja",),
        runtime=99, maturity="PG", vote_count=80,
    ),
    Title("m07", "movie", "Untold"),
    Title(
        "m08", "movie", "<b>Tom & Ana's</b> Café", year=2012, directors=("Luc Petit",), cast=("Ana <i>Belle</i>",),
        overview="<p>Two cooks &amp; a dog open a café</p><script>alert(1)</script>", genres=("Comedy",),
        keywords=("cooking",), countries=("FR",), languages=("fr",), runtime=88, vote_average=5.0, vote_count=10,
    ),
    Title(
        "m09", "movie", "The Last Baker", original_title="El último panadero", year=2012, directors=("Luz Gómez",),
        cast=("Pau Vidal",), overview="In a mountain village an old baker teaches a girl to make bread, with cooks.",
        genres=("Drama", "Comedy"), keywords=("cooking", "village"), countries=("ES",), languages=("es",), runtime=101,
    ),
    Title(
        "m10", "movie", "Quiet Stones", year=1967, directors=("Olga Ilyin",), cast=("Petr Sokol",),
        overview="Monks rake gravel.", genres=("Documentary",), keywords=("garden",), countries=("CZ",),
        languages=("cs",), runtime=61,
    ),
    Title(
        "s01", "series", "Soft Locks", year=2015, directors=("Lea Novak",), cast=("Max Ruiz", "Eva Sanz"),
        overview="A crew of thieves opens one bank vault in every episode.", genres=("Crime", "Drama"),
        keywords=("heist", "bank"), countries=("ES",), languages=("es",), seasons=3, maturity="TV-MA",
        vote_average=7.9, vote_count=700,
        translations={
            "es": Translation(
                "Cerraduras blandas", "Una banda de ladrones abre en cada episodio la cámara de un banco.",
                ("atraco", "banco"),
            ),
        },
    ),
    Title(
        "s02", "series", "Station Nine", year=2018, directors=("Karl Weiss",), cast=("Ken Mori",),
        overview="Astronauts of a space station in orbit around Saturn hear an alien voice.",
        genres=("Science Fiction", "Drama"), keywords=("space", "alien"), countries=("DE",), languages=("de",),
        seasons=2, maturity="TV-14", vote_count=80,
    ),
)  # fmt: skip


class Clock:
    """A clock that is a second further each time it is asked, from a fixed beginning."""

    def __init__(self, start: datetime = START) -> None:
        self._next = start

    def __call__(self) -> datetime:
        now, self._next = self._next, self._next + timedelta(seconds=1)
        return now


def publish(
    store: Store,
    titles: Iterable[Title] = TITLES,
    languages: Sequence[str] = ("en", "es"),
    built_at: datetime = START,
    patience: float = 0.0,
) -> Manifest:
    """Builds and publishes ``titles``, which need not be in order."""
    ordered = sorted(titles, key=lambda title: title.id)
    with store.writing(patience):
        return store.publish(
            lambda folder: build_snapshot(ordered, folder, languages=languages, built_at=built_at, source="test")
        )


def engine_of(folder: Path, titles: Iterable[Title] = TITLES, languages: Sequence[str] = ("en", "es")) -> Engine:
    """An engine that serves ``titles`` out of a real store in ``folder``."""
    publish(LocalStore(folder), titles, languages)
    return Engine.open(folder)


def python(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the interpreter as a user would: in a process of its own, with no settings but those given."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=kept | {"STORE": ""} | environment, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def ids(items: Iterable[object]) -> list[str]:
    """The ids of titles, hits or recommendations."""
    return [getattr(item, "title", item).id if not isinstance(item, Title) else item.id for item in items]


ODD = (
    "", " ", "   \t\n ", "'", "😀", "👩‍🚀 🚀", "a" * 10_000, "vault " * 2_000, "'; DROP TABLE titles; --", "' OR 1=1",
    ".*", "(a+)+$", "[", "\\", "%", "%s%n", "../../etc/passwd", "<script>alert(1)</script>", "\x00", "\ud800",
    "\udcff x", "土星", "土", "你好世界", "ｖａｕｌｔ", "مرحبا", "İ", "ß", "0", "-1", "1984", "{{7*7}}", "null",
)  # fmt: skip
"""Texts that people, scripts and attackers type."""
