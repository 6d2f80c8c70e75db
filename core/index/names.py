"""Finding a title by name as people type it: typos, missing accents, word order, half a word, another language."""

from bisect import bisect_left
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from core.index.files import FileArray, mapped
from core.index.fragments import SHORT, Keys, letters, one_letter_less, threes
from core.index.likeness import likeness
from core.index.scratch import Scratch
from core.index.strings import Strings
from core.text import fold

Numbers = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]

BEGINNING = 16
"""Names lie in the order of so many of their first bytes."""
_LONGEST = 200  # letters of a query; what a name shares with it is counted in a byte
_CANDIDATES = 48  # names that share most with the query, compared letter by letter
_OTHERS = 32  # and names that begin with it, or are one typo away
_POSTINGS = 150_000  # holders that are read, those of the rarest threes first
_FEW_LETTERS = 4  # so few that more names share their threes than are compared
_LEAST_SHARE = 0.6  # of what the best name shares; names below it are not compared
_BLOCK = 128  # names whose counts are looked through together
_MAPPED = 32 << 20  # bytes of holders up to which they are mapped
_LEAST_SCORE = 0.6  # below it, names share letters rather than look alike
_YEAR_BONUS = 0.05


class Match(NamedTuple):
    """A title found by name: its row, how alike the names are (0 to 1), and the name that matched, folded."""

    row: int
    score: float
    name: str


class Names:
    """Every name of every title, memory-mapped, with lists of the names (their numbers) that hold each key."""

    def __init__(self, folder: Path) -> None:
        self._names = Strings(folder / "names.txt")
        self._rows: npt.NDArray[np.int32] = mapped(folder / "rows.npy")
        self._sizes: npt.NDArray[np.uint8] = mapped(folder / "sizes.npy")
        self._order: npt.NDArray[np.int32] = mapped(folder / "order.npy")
        self._keys: Keys = mapped(folder / "keys.npy")
        self._starts: npt.NDArray[np.int64] = mapped(folder / "starts.npy")
        # What a map has touched counts as the process's memory, a system call for each list as its time.
        holders = folder / "holders.npy"
        self._holders = FileArray(holders) if holders.stat().st_size > _MAPPED else mapped(holders)
        self._short_keys: npt.NDArray[np.uint32] = mapped(folder / "short_keys.npy")
        self._short_holders: npt.NDArray[np.int32] = mapped(folder / "short_holders.npy")
        # A cell for each name; a block is a column.
        self._counts = Scratch((_BLOCK, -(-len(self._rows) // _BLOCK) or 1), np.uint8)

    def search(self, text: str, years: npt.NDArray[np.float32], mask: Mask | None = None) -> list[Match]:
        """Titles inside ``mask`` whose names look like ``text``, best first, each once; ties in order of row.

        ``years`` (n_titles,) serves a year typed after the name ("dune 1984"), which settles between equals.
        """
        query = fold(text)[:_LONGEST].strip()
        if not query:
            return []
        numbers = self._candidates(query, mask)
        shorter, year = _split_year(query)
        if year is not None:
            dated = years == year
            of_year = self._candidates(shorter, dated if mask is None else dated & mask)
            numbers = np.concatenate((numbers, of_year))
        if not len(numbers):
            return []
        names, rows = self._names.take(numbers), self._rows[numbers]
        scores = likeness(query, names)
        if year is not None:
            bonus = likeness(shorter, names) * (1 - _YEAR_BONUS) + _YEAR_BONUS
            scores = np.where(dated[rows], np.maximum(scores, bonus), scores)
        return _matches(names, rows, scores)

    def _candidates(self, query: str, mask: Mask | None) -> Numbers:
        """Numbers of names worth comparing, those of titles inside ``mask``; some may come twice."""
        starts, ends = self._spans(threes(letters(f" {query} ")))
        sizes = ends - starts
        all_read = int(sizes.sum()) <= _POSTINGS
        if not all_read:
            rarest = sizes.argsort(kind="stable")
            rarest = rarest[: max(1, int(sizes[rarest].cumsum().searchsorted(_POSTINGS, side="right")))]
            starts, ends = starts[rarest], ends[rarest]
        found = [self._sharing(starts, ends, len(query), mask)]
        if len(query) <= SHORT + 1:
            found.append(self._one_typo_away(query, mask))
        if not all_read or len(query) <= _FEW_LETTERS:
            found.append(self._beginning(query, mask))
        return np.concatenate(found)

    def _sharing(self, starts: Numbers, ends: Numbers, size: int, mask: Mask | None) -> Numbers:
        """The names that hold the most of some keys, whose holders lie from ``starts`` to ``ends``."""
        counts = self._counts.take()
        flat = counts.ravel()
        holders = self._inside(_read(self._holders, starts, ends), mask)
        np.add.at(flat, holders.astype(np.intp), np.uint8(1))
        # The k-th best block maximum bounds the k-th best count from below, and there are few blocks.
        maxima = counts.max(axis=0)
        ranked = np.sort(maxima, kind="stable")
        kth = int(ranked[-_CANDIDATES]) if len(ranked) >= _CANDIDATES else 0
        least = max(1, kth, int(_LEAST_SHARE * int(ranked[-1])))
        blocks = (maxima >= least).nonzero()[0]
        if len(blocks) * 64 < len(maxima):
            within = (counts[:, blocks] >= least).ravel().nonzero()[0]
            numbers = within // len(blocks) * len(maxima) + blocks[within % len(blocks)]
        else:
            numbers = (flat >= least).nonzero()[0]
        shared = flat[numbers]
        self._counts.give(counts)
        # Of names that share as much, the one with the least besides; a name shorter than the query gains nothing.
        besides = np.maximum(self._sizes[numbers], min(size, 255))
        return _best(numbers, shared * np.int32(256) - besides, _CANDIDATES)

    def _one_typo_away(self, query: str, mask: Mask | None) -> Numbers:
        """Short names that are the query but for one letter."""
        keys = np.asarray(sorted(one_letter_less(query)), dtype=np.uint32)
        starts, ends = self._short_keys.searchsorted(keys), self._short_keys.searchsorted(keys, side="right")
        held = starts < ends
        holders = self._inside(_read(self._short_holders, starts[held], ends[held]), mask)
        shared = Counter(holders.tolist()).most_common(_OTHERS)
        return np.asarray([number for number, _ in shared], dtype=np.int32)

    def _beginning(self, query: str, mask: Mask | None) -> Numbers:
        """The shortest names that begin with the query, or with its first bytes."""
        start = query.encode("utf-8", "surrogatepass")[:BEGINNING]
        low = bisect_left(self._order, start, key=self._start)
        high = bisect_left(self._order, start + b"\xff", lo=low, key=self._start)  # no UTF-8 has this byte
        numbers = self._inside(self._order[low:high], mask)
        return _best(numbers, -np.abs(self._sizes[numbers].astype(np.int16) - len(query)), _OTHERS)

    def _start(self, number: int) -> bytes:
        return self._names.line(number)[:BEGINNING]

    def _spans(self, keys: Keys) -> tuple[Numbers, Numbers]:
        """Where the holders of each of ``keys`` begin and end; keys that no name has are left out."""
        places = self._keys.searchsorted(keys)
        places = places[self._keys.take(places, mode="clip") == keys] if len(self._keys) else places[:0]
        return self._starts[places], self._starts[places + 1]

    def _inside(self, numbers: Numbers, mask: Mask | None) -> Numbers:
        return numbers if mask is None else numbers[mask[self._rows[numbers]]]


def _read(holders: Numbers | FileArray, starts: Numbers, ends: Numbers) -> Numbers:
    """What lies in ``holders`` from each of ``starts`` to its end."""
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    return np.concatenate([np.empty(0, np.int32), *(holders[start:end] for start, end in spans)])


def _best(numbers: Numbers, ranks: npt.NDArray[Any], count: int) -> Numbers:
    """The ``count`` numbers of the highest rank, best first; ties in order of number."""
    if len(numbers) > 4 * count:  # fewer are as quickly sorted
        near = ranks >= np.partition(ranks, len(ranks) - count)[len(ranks) - count]
        numbers, ranks = numbers[near], ranks[near]
    return numbers[np.lexsort((numbers, -ranks))[:count]]


def _matches(names: list[str], rows: Numbers, scores: npt.NDArray[np.floating]) -> list[Match]:
    """Each row once, by its best name; best first, ties in order of row."""
    scored = zip(scores.tolist(), rows.tolist(), names, strict=True)
    found: dict[int, Match] = {}
    for score, row, name in sorted(
        (-round(score, 4), row, name) for score, row, name in scored if score >= _LEAST_SCORE
    ):
        if row not in found:
            found[row] = Match(row, -score, name)
    return list(found.values())


def _split_year(query: str) -> tuple[str, int | None]:
    """("dune", 1984) out of "dune 1984"; the query itself and None where no year ends it."""
    head, _, tail = query.rpartition(" ")
    if head and tail.isdecimal() and len(tail) == 4 and tail.isascii() and 1880 <= int(tail) <= 2100:
        return head, int(tail)
    return query, None
