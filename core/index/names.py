"""Finding a title by name as people type it: typos, missing accents, word order, half a word, another language."""

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from core.catalogue.title import Title
from core.index.strings import Strings, write_strings
from core.text import fold

_CANDIDATES = 64  # names compared letter by letter, after their fragments were counted
_LEAST_SCORE = 0.6  # below it, names share letters rather than look alike
_YEAR_BONUS = 0.05


@dataclass(frozen=True, slots=True)
class Match:
    """A title found by name: its row, how alike the names are (0 to 1), and the name that matched, folded."""

    row: int
    score: float
    name: str


def fragments(name: str) -> set[str]:
    """Three-letter pieces of a folded name, spaces included, and the first two letters of each word."""
    padded = f" {name} "
    starts = {f" {word[0]}" for word in name.split()} | {f" {word[:2]}" for word in name.split()}
    return {padded[i : i + 3] for i in range(len(padded) - 2)} | starts


class Names:
    """Every name of every title, memory-mapped, with the list of names that contain each fragment."""

    def __init__(self, folder: Path) -> None:
        self._names = Strings(folder / "names.txt")
        self._fragments = Strings(folder / "fragments.txt")
        self._rows: npt.NDArray[np.int32] = np.load(folder / "rows.npy", mmap_mode="r", allow_pickle=False)
        self._starts: npt.NDArray[np.int64] = np.load(folder / "starts.npy", mmap_mode="r", allow_pickle=False)
        self._holders: npt.NDArray[np.int32] = np.load(folder / "holders.npy", mmap_mode="r", allow_pickle=False)
        self._sizes: npt.NDArray[np.uint16] = np.load(folder / "sizes.npy", mmap_mode="r", allow_pickle=False)

    def search(
        self, text: str, years: npt.NDArray[np.float32], mask: npt.NDArray[np.bool_] | None = None
    ) -> list[Match]:
        """Titles inside ``mask`` whose names look like ``text``, best first, each once; ties in order of row.

        ``years`` (n_titles,) serves a year typed after the name ("dune 1984"), which settles between equals.
        """
        query = fold(text)
        if not query:
            return []
        shorter, year = _split_year(query)
        best: dict[int, Match] = {}
        for candidate in self._candidates(query, mask):
            name, row = self._names[candidate], int(self._rows[candidate])
            score = likeness(query, name)
            if year is not None and years[row] == year:
                score = max(score, min(1.0, likeness(shorter, name) * (1 - _YEAR_BONUS) + _YEAR_BONUS))
            if score >= _LEAST_SCORE and (row not in best or score > best[row].score):
                best[row] = Match(row, round(score, 4), name)
        return sorted(best.values(), key=lambda match: (-match.score, match.row))

    def _candidates(self, query: str, mask: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.int64]:
        shared = np.zeros(len(self._names), dtype=np.float32)
        wanted = fragments(query)
        for fragment in wanted:
            number = self._fragments.find(fragment)
            if number >= 0:
                shared[self._holders[self._starts[number] : self._starts[number + 1]]] += 1
        found = np.flatnonzero(shared)
        if mask is not None:
            found = found[mask[self._rows[found]]]
        # A long name holds many fragments by chance; the small share of its own size settles between equals.
        rank = shared[found] / len(wanted) + 0.3 * shared[found] / self._sizes[found]
        return found[np.argsort(-rank, kind="stable")[:_CANDIDATES]]


def likeness(query: str, name: str) -> float:
    """How well a folded name answers a folded query, 0 to 1.

    1 is the whole name; words of it, from its beginning or further on, come close; so does the same with typos.
    """
    if query == name:
        return 1.0
    whole = max(fuzz.ratio(query, name), 0.98 * fuzz.token_sort_ratio(query, name))
    starts = [0, *(place + 1 for place, letter in enumerate(name[:80]) if letter == " ")]
    partial = max(
        fuzz.ratio(query, name[start : start + len(query)]) * (0.95 if start == 0 else 0.93) for start in starts
    )
    # The share of the name that was typed: "alien" is "Alien" before it is "Aliens" or "Alien Nation".
    covered = min(1.0, len(query) / len(name))
    return float(max(whole, partial + 4 * covered)) / 100


class NamesBuilder:
    """Collects the names of each title, then writes the index."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._rows = array("i")
        self._titles = 0

    def add(self, title: Title) -> None:
        """Adds the next title: its name, its original name, its names in other languages."""
        names = [title.title, title.original_title, *(t.title for t in title.translations.values())]
        for name in dict.fromkeys(fold(name) for name in names):
            if name:
                self._names.append(name)
                self._rows.append(self._titles)
        self._titles += 1

    def write(self, folder: Path) -> None:
        """Writes the index into a new ``folder``, as :class:`Names` reads it."""
        folder.mkdir()
        numbers: dict[str, int] = {}
        pieces, holders, sizes = array("i"), array("i"), array("H")
        for number, name in enumerate(self._names):
            own = fragments(name)
            pieces.extend(numbers.setdefault(fragment, len(numbers)) for fragment in own)
            holders.extend([number] * len(own))
            sizes.append(min(len(own), 65535))
        ordered = sorted(numbers)
        places = np.empty(len(ordered), dtype=np.int64)
        places[[numbers[fragment] for fragment in ordered]] = np.arange(len(ordered))
        placed = places[np.asarray(pieces, dtype=np.int64)]
        order = np.argsort(placed, kind="stable")
        write_strings(folder / "names.txt", self._names)
        write_strings(folder / "fragments.txt", ordered)
        np.save(folder / "rows.npy", np.asarray(self._rows, dtype=np.int32))
        np.save(folder / "sizes.npy", np.asarray(sizes, dtype=np.uint16))
        np.save(folder / "holders.npy", np.asarray(holders, dtype=np.int32)[order])
        starts = np.concatenate(([0], np.cumsum(np.bincount(placed, minlength=len(ordered)))))
        np.save(folder / "starts.npy", starts.astype(np.int64))


def _split_year(query: str) -> tuple[str, int | None]:
    """("dune", 1984) out of "dune 1984"; the query itself and None where no year ends it."""
    head, _, tail = query.rpartition(" ")
    if head and tail.isdecimal() and len(tail) == 4 and tail.isascii() and 1880 <= int(tail) <= 2100:
        return head, int(tail)
    return query, None
