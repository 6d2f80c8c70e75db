"""Pairs of the embedded catalogue that any viewer would expect, and some that would be absurd."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.catalogue.sample import FOLDER
from core.evaluate.rankers import first, methods
from core.snapshot import Snapshot

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


def first_ids(snapshot: Snapshot, method: str) -> Callable[[str, int], list[str]]:
    """What :func:`check_golden` asks: (id, count) → ids most like it, with every film of a series."""
    scorer = methods(snapshot)[method]
    return lambda title_id, count: [snapshot.ids[row] for row in first(scorer, [snapshot.row(title_id)], None, count)]


def has_all(snapshot: Snapshot, pairs: list[Pair]) -> bool:
    """Whether the snapshot holds both titles of every pair, so that it can be judged by them."""
    return all(snapshot.find(title_id) >= 0 for pair in pairs for title_id in (pair.id, pair.other))


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
    absurd_pairs = len(pairs) - wanted
    return GoldenResult(1 - len(lost) / max(1, wanted), len(absurd) / max(1, absurd_pairs), lost, absurd)
