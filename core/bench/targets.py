"""What is to be reached at each size, and whether a measurement reached it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.bench import operations as o
from core.bench import processes as p
from core.bench.race import OURS

Kind = Literal["times as fast", "at most", "share right", "times the other"]


@dataclass(frozen=True, slots=True)
class Target:
    """``wanted`` maps sizes to the figure.

    "times as fast": the other's median over ours, at least. "times the other": ours over the other's, at most.
    "at most": our value in the row's own unit. "share right": of our answers, at least.
    """

    operation: str
    kind: Kind
    wanted: Mapping[int, float]
    other: str = ""

    @property
    def label(self) -> str:
        """What is wanted, for people."""
        match self.kind:
            case "times as fast":
                return f"{self.operation}: times as fast as {self.other}"
            case "times the other":
                return f"{self.operation}: times that of a {self.other}, at most"
            case "at most":
                return f"{self.operation}: MiB, at most"
            case "share right":
                return f"{self.operation}: share found"

    def reached(self, rows: Sequence[Mapping[str, Any]]) -> float | None:
        """The figure that rows of one size show; None where something was not measured."""
        ours, other = _row(rows, self.operation, OURS), _row(rows, self.operation, self.other)
        if ours is None or ours["value"] is None:
            return None
        if self.kind == "at most":
            return float(ours["value"])
        if self.kind == "share right":
            return float(ours["right"] / ours["asked"])
        if other is None or not other["value"] or not ours["value"]:
            return None
        return float(other["value"] / ours["value"] if self.kind == "times as fast" else ours["value"] / other["value"])

    def good(self, size: int, figure: float) -> bool:
        """Whether ``figure`` is what is wanted at ``size``."""
        return (
            figure <= self.wanted[size] if self.kind in ("at most", "times the other") else figure >= self.wanted[size]
        )


def _row(rows: Sequence[Mapping[str, Any]], operation: str, name: str) -> Mapping[str, Any] | None:
    return next((row for row in rows if (row["operation"], row["name"]) == (operation, name)), None)


def _sizes(*figures: float | None) -> Mapping[int, float]:
    return {size: x for size, x in zip((10_000, 100_000, 1_000_000), figures, strict=True) if x is not None}


_FASTER: Kind = "times as fast"
TARGETS = (
    Target(o.OVERVIEW, _FASTER, _sizes(12, 100, 250), o.KERNEL),
    Target(o.MULTI, _FASTER, _sizes(12, 100, 250), o.KERNEL),
    Target(o.OVERVIEW, _FASTER, _sizes(None, 1.3, 1.8), o.TANTIVY),
    Target(o.PROFILE, _FASTER, _sizes(5, 20, 40), o.KERNEL),
    Target(o.FILTERED, _FASTER, _sizes(5, 10, 20), o.KERNEL),
    Target(o.TYPO, _FASTER, _sizes(15, 40, 80), o.FTS5),
    Target(o.TYPO, "share right", _sizes(0.99, 0.99, 0.99)),
    Target(o.TYPED, "share right", _sizes(0.92, 0.80, 0.70)),
    Target(p.START_WALL, _FASTER, _sizes(8, 8, 20), p.PICKLED),
    Target(p.MEMORY, "at most", _sizes(70, 110, 450)),
    Target(p.FIRST_RUN, "times the other", _sizes(1.3, None, None), p.BLANK),
    Target(p.FIRST_RUN_MEMORY, "at most", _sizes(120, None, None)),
    Target(o.ALL_PAIRS, _FASTER, _sizes(1, 1, 3), o.TOPN),
    Target(p.BUILD_PEAK, "at most", _sizes(0.4 * 1024, 1.5 * 1024, 6 * 1024)),
)
"""All pairs may go further: 1.5, 4 and 10 times are within reach of compiled code."""
