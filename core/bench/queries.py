"""What is asked: titles, profiles, and names with typos or half typed, drawn with a seed."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 4  # letters of a name that is asked for
_TYPED = 0.6
PROFILE = 20


def some_rows(total: int, count: int, seed: int) -> list[int]:
    """``count`` different rows of ``total``, or all in any order where there are not as many."""
    rows: list[int] = np.random.default_rng(seed).permutation(total)[:count].tolist()
    return rows


def profiles(total: int, count: int, seed: int) -> list[list[int]]:
    """``count`` lists of twenty different rows."""
    chance = np.random.default_rng(seed)
    return [chance.choice(total, size=PROFILE, replace=False).tolist() for _ in range(count)]


def typo(name: str, chance: np.random.Generator) -> str:
    """The name with one letter left out, added, exchanged for another, or swapped with the next."""
    at = int(chance.integers(len(name) - 1))
    letter = _LETTERS[int(chance.integers(len(_LETTERS)))]
    edits = (
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )
    return edits[int(chance.integers(len(edits)))]


def beginning(name: str, chance: np.random.Generator) -> str:
    """The first 60 of a hundred letters, at least three."""
    return name[: max(3, round(_TYPED * len(name)))]


ASKED: Mapping[str, Callable[[str, np.random.Generator], str]] = {"one typo": typo, "60 % typed": beginning}
"""How names are asked for."""


def names(known: Sequence[str], asked: str, count: int, seed: int) -> dict[str, str]:
    """``count`` times what is typed → the name that is meant; names under four letters are not asked for."""
    chance = np.random.default_rng(seed)
    meant: dict[str, str] = {}
    for row in chance.permutation(len(known)).tolist():
        if len(known[row]) >= _SHORTEST and len(meant) < count:
            meant.setdefault(ASKED[asked](known[row], chance), known[row])
    return meant
