"""Building the index of names: stretches of titles are cut into keys on their own, then laid together."""

from array import array
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from core.catalogue.title import Title
from core.index.fragments import SHORT, Keys, letters, one_letter_less, threes
from core.index.names import BEGINNING
from core.index.strings import write_strings
from core.text import fold


class Cut(NamedTuple):
    """The names of a stretch of titles and the keys they hold, as plain arrays that can come from another process."""

    titles: int
    text: bytes
    """The folded names in UTF-8, a line each."""
    rows: npt.NDArray[np.int32]
    """Whose each name is: a title's place in the stretch, (n_names,)."""
    sizes: npt.NDArray[np.uint8]
    """Letters of each name, at most 255, (n_names,)."""
    beginnings: npt.NDArray[np.bytes_]
    """First bytes of each name, (n_names,)."""
    keys: Keys
    """Every three letters of these names, ascending, (n_keys,)."""
    counts: npt.NDArray[np.int32]
    """How many names hold each key, (n_keys,)."""
    holders: npt.NDArray[np.unsignedinteger]
    """The places of the names that hold each key, one key after the other, each ascending, (sum of counts,)."""
    short_keys: npt.NDArray[np.uint32]
    """The keys of short names less one letter, (n_short,)."""
    short_holders: npt.NDArray[np.unsignedinteger]
    """The place of the name that holds each, ascending, (n_short,)."""


def names_of(title: Title) -> list[str]:
    """Every name of a title: its own, its original one, those in other languages."""
    return [title.title, title.original_title, *(translation.title for translation in title.translations.values())]


def cut(stretch: Sequence[Sequence[str]]) -> Cut:
    """Folds and cuts the names of each title of a stretch; the costly part, and a function of nothing else."""
    names: list[str] = []
    rows = array("i")
    for row, own in enumerate(stretch):
        for name in dict.fromkeys(map(fold, own)):
            if name:
                names.append(name)
                rows.append(row)
    encoded = [name.encode("utf-8") for name in names]
    keys, counts, holders = _threes(names)
    short_keys, short_holders = _short(names)
    number = np.min_scalar_type(len(names))
    return Cut(
        titles=len(stretch),
        text=b"".join(line + b"\n" for line in encoded),
        rows=np.asarray(rows, dtype=np.int32),
        sizes=np.fromiter((min(len(name), 255) for name in names), np.uint8, len(names)),
        beginnings=np.asarray(encoded, dtype=f"S{BEGINNING}"),
        keys=keys,
        counts=counts.astype(np.int32),
        holders=holders.astype(number),
        short_keys=short_keys,
        short_holders=short_holders.astype(number),
    )


def _threes(names: list[str]) -> tuple[Keys, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The keys of :class:`Cut`, how many names hold each, and the holders."""
    points = letters("".join(f" {name} \n" for name in names))
    breaks = points == ord("\n")
    inside = ~(breaks[:-2] | breaks[1:-1] | breaks[2:])
    keys, holders = threes(points)[inside], np.cumsum(breaks)[:-2][inside]
    order = np.argsort(keys, kind="stable")  # so that holders stay ascending
    keys, holders = keys[order], holders[order]
    first = np.diff(keys, prepend=-1) != 0
    once = first | (np.diff(holders, prepend=-1) != 0)  # a name may hold a key twice
    starts = np.flatnonzero(first[once])
    return keys[first], np.diff(starts, append=np.count_nonzero(once)), holders[once]


def _short(names: list[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """The short keys of :class:`Cut`, and the holder of each."""
    places = [place for place, name in enumerate(names) if len(name) <= SHORT]
    pieces = [one_letter_less(names[place]) for place in places]
    keys = np.fromiter(chain.from_iterable(pieces), np.uint32)
    return keys, np.repeat(np.asarray(places, dtype=np.int64), np.fromiter(map(len, pieces), np.int64, len(pieces)))


class NamesBuilder:
    """Collects stretches of titles, then writes the index; memory grows with the keys held, some 2 bytes each."""

    def __init__(self) -> None:
        self._cuts: list[Cut] = []

    def merge(self, stretch: Cut) -> None:
        """Adds the next titles."""
        self._cuts.append(stretch)

    def write(self, folder: Path) -> None:
        """Writes the index into a new ``folder``, as :class:`core.index.names.Names` reads it."""
        cuts = self._cuts or [cut([])]
        folder.mkdir()
        write_strings(folder / "names.txt", (name for c in cuts for name in c.text.decode("utf-8").split("\n")[:-1]))
        titles = np.cumsum([0, *(c.titles for c in cuts)])
        numbers = np.cumsum([0, *(len(c.rows) for c in cuts)])
        np.save(folder / "rows.npy", _joined([c.rows for c in cuts], titles))
        np.save(folder / "sizes.npy", np.concatenate([c.sizes for c in cuts]))
        beginnings = np.concatenate([c.beginnings for c in cuts])
        np.save(folder / "order.npy", np.argsort(beginnings, kind="stable").astype(np.int32))
        short_keys = np.concatenate([c.short_keys for c in cuts])
        order = np.argsort(short_keys, kind="stable")
        np.save(folder / "short_keys.npy", short_keys[order])
        np.save(folder / "short_holders.npy", _joined([c.short_holders for c in cuts], numbers)[order])
        _write_threes(folder, cuts, numbers)


def _joined(parts: list[npt.NDArray[Any]], firsts: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Places in stretches as numbers in the whole."""
    return np.concatenate([part.astype(np.int32) + np.int32(first) for part, first in zip(parts, firsts, strict=False)])


def _write_threes(folder: Path, cuts: Sequence[Cut], numbers: npt.NDArray[np.int64]) -> None:
    """Writes every three letters, where the holders of each begin, and the holders, ascending for each."""
    keys = np.unique(np.concatenate([c.keys for c in cuts]))
    counts = np.zeros(len(keys), dtype=np.int64)
    for c in cuts:
        counts[np.searchsorted(keys, c.keys)] += c.counts
    starts = np.concatenate(([0], np.cumsum(counts)))
    holders = np.empty(int(starts[-1]), dtype=np.int32)
    free = starts[:-1].copy()
    for c, first in zip(cuts, numbers, strict=False):
        places = np.searchsorted(keys, c.keys)
        shift = free[places] - (np.cumsum(c.counts) - c.counts)
        holders[np.repeat(shift, c.counts) + np.arange(len(c.holders))] = c.holders + np.int32(first)
        free[places] += c.counts
    np.save(folder / "keys.npy", keys)
    np.save(folder / "starts.npy", starts)
    np.save(folder / "holders.npy", holders)
