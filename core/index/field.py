"""One field of the catalogue (overview, title, directors …) as TF-IDF vectors of unit length."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.index.matrix import Floats, Ints, Lines, write_lines
from core.index.strings import Strings, write_strings


class Field:
    """A field read from disk.

    ``by_title[row]`` is the title's vector (term numbers, weights; L2 norm 1, or empty where the field is);
    ``by_term[term]`` the rows of the titles that have the term, with the same weights.
    """

    def __init__(self, folder: Path) -> None:
        self.terms = Strings(folder / "terms.txt")
        self.labels = Strings(folder / "labels.txt")
        self.by_title = Lines(folder / "by_title")
        self.by_term = Lines(folder / "by_term")

    @cached_property
    def present(self) -> npt.NDArray[np.bool_]:
        """Which titles have anything in this field, bool (n_titles,)."""
        return self.by_title.lengths > 0

    def idf(self, term: int) -> float:
        """ln((1 + n) / (1 + df)) + 1, the smooth form of scikit-learn's TfidfVectorizer."""
        return float(smooth_idf(len(self.by_title), np.asarray([len(self.by_term[term][0])]))[0])

    def vector(self, terms: Iterable[str]) -> tuple[Ints, Floats]:
        """The unit TF-IDF vector of words not in the catalogue (free text); unknown terms are left out."""
        counts = Counter(terms)
        known = sorted((row, count) for term, count in counts.items() if (row := self.terms.find(term)) >= 0)
        weights = np.asarray([count * self.idf(row) for row, count in known], dtype=np.float64)
        if len(weights):
            weights /= np.linalg.norm(weights)
        return np.asarray([row for row, _ in known], dtype=np.int32), weights.astype(np.float32)


def smooth_idf(titles: int, frequencies: npt.NDArray[np.integer]) -> npt.NDArray[np.float64]:
    """ln((1 + n) / (1 + df)) + 1, float64, shaped as ``frequencies``."""
    idf: npt.NDArray[np.float64] = np.log((1.0 + titles) / (1.0 + frequencies)) + 1.0
    return idf


class FieldBuilder:
    """Collects one field title by title, then writes it; memory grows with the non-zeros, 8 bytes each."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._forms: dict[str, int] = {}  # written form → its term's number
        self._form_counts: Counter[str] = Counter()
        self._terms = array("i")
        self._counts = array("f")
        self._starts = array("q", [0])

    def add(self, pairs: Iterable[tuple[str, str]], weight: Callable[[int], float] = lambda place: 1.0) -> None:
        """Adds the next title: its terms, each with the form it was written in.

        A form must always come with the same term. ``weight(place)`` says how much the term at a place counts.
        """
        counts: defaultdict[int, float] = defaultdict(float)
        for place, (term, form) in enumerate(pairs):
            number = self._numbers.setdefault(term, len(self._numbers))
            self._forms[form] = number
            self._form_counts[form] += 1
            counts[number] += weight(place)
        self._terms.extend(counts.keys())
        self._counts.extend(counts.values())
        self._starts.append(len(self._terms))

    def _labels(self) -> dict[int, str]:
        """Term number → its commonest written form; ties go to the shortest, then the first in code-point order."""
        best: dict[int, tuple[int, int, str]] = {}
        for form, number in self._forms.items():
            rank = (-self._form_counts[form], len(form), form)
            if number not in best or rank < best[number]:
                best[number] = rank
        return {number: form.replace("\n", " ") for number, (_, _, form) in best.items()}

    def write(self, folder: Path) -> None:
        """Writes the field into a new ``folder``, as :class:`Field` reads it. Terms are in code-point order."""
        from scipy.sparse import csr_array  # only building needs it

        folder.mkdir()
        names, labels = sorted(self._numbers), self._labels()
        old_numbers = np.fromiter((self._numbers[name] for name in names), np.int64, len(names))
        new_numbers = np.empty(len(names), np.int32)
        new_numbers[old_numbers] = np.arange(len(names), dtype=np.int32)
        write_strings(folder / "terms.txt", names)
        write_strings(folder / "labels.txt", (labels[number] for number in old_numbers))

        starts = np.asarray(self._starts, dtype=np.int64)
        terms = new_numbers[np.asarray(self._terms, dtype=np.int64)] if names else np.empty(0, np.int32)
        counts = np.asarray(self._counts, dtype=np.float64)
        weights = counts * smooth_idf(len(starts) - 1, np.bincount(terms, minlength=len(names)))[terms]
        weights /= np.repeat(row_norms(weights, starts), np.diff(starts))
        matrix = csr_array((weights, terms, starts), shape=(len(starts) - 1, len(names)))
        matrix.sort_indices()
        write_lines(folder / "by_title", matrix.indptr, matrix.indices, matrix.data)
        columns = matrix.tocsc()
        write_lines(folder / "by_term", columns.indptr, columns.indices, columns.data)


def row_norms(weights: npt.NDArray[np.float64], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The L2 norm of each line of a sparse matrix, float64 (n_lines,); 0 for an empty line."""
    ends = np.concatenate(([0.0], np.cumsum(weights * weights)))
    norms: npt.NDArray[np.float64] = np.sqrt(ends[starts[1:]] - ends[starts[:-1]])
    return norms
