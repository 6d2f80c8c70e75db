"""Pairs of the embedded catalogue that any viewer would expect, and some that would be absurd."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.catalogue.sample import FOLDER

FILE = FOLDER / "golden.tsv"
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """``other`` is, or is not, expected among the first ten for ``id``."""

    id: str
    other: str
    expected: bool
    why: str


def golden_pairs(path: Path = FILE) -> list[Pair]:
    """All pairs, in the file's order."""
    lines = path.read_text("utf-8").splitlines()[1:]
    fields = (line.split("\t") for line in lines if line)
    return [Pair(title_id, other, kind == "expected", why) for kind, title_id, other, why in fields]


@dataclass(frozen=True, slots=True)
class GoldenResult:
    """Shares of the expected and of the absurd pairs found in the first ten, and the pairs that went wrong."""

    expected_found: float
    absurd_found: float
    lost: tuple[Pair, ...]
    absurd: tuple[Pair, ...]


def check_golden(pairs: list[Pair], first: Callable[[str, int], list[str]]) -> GoldenResult:
    """Asks ``first(id, count)`` for the ids recommended to each pair's first title.

    A pair is found when either title is among the first ten of the other: being alike has no direction, and a
    title with many likenesses cannot list them all.
    """
    lists: dict[str, list[str]] = {}

    def found(pair: Pair) -> bool:
        for title_id in (pair.id, pair.other):
            if title_id not in lists:
                lists[title_id] = first(title_id, DEPTH)
        return pair.other in lists[pair.id] or pair.id in lists[pair.other]

    lost = tuple(pair for pair in pairs if pair.expected and not found(pair))
    absurd = tuple(pair for pair in pairs if not pair.expected and found(pair))
    wanted = sum(pair.expected for pair in pairs)
    return GoldenResult(1 - len(lost) / wanted, len(absurd) / (len(pairs) - wanted), lost, absurd)
