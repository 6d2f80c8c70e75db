"""One field of the catalogue (overview, title, directors …) as TF-IDF vectors of unit length."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.index.matrix import Floats, Ints, Lines, TitleLines
from core.index.strings import Strings


class Field:
    """A field read from disk: its terms, the form each is written in, its titles' vectors and its terms' titles.

    A term's number counts from 0 inside the field; ``first`` more through all fields of the snapshot. ``present``,
    bool (n_titles,), says which titles have anything here.
    """

    def __init__(
        self,
        folder: Path,
        by_title: TitleLines,
        by_term: Lines,
        present: npt.NDArray[np.bool_],
        place: int,
        first: int,
    ) -> None:
        """The ``place``-th of each title's lines in ``by_title`` is of the field."""
        self.terms = Strings(folder / "terms.txt")
        self.labels = Strings(folder / "labels.txt")
        self.place, self.first = place, first
        self.present = present
        self._by_title, self._by_term = by_title, by_term

    def vector_of(self, row: int) -> tuple[Ints, Floats]:
        """A title's vector: term numbers in the field int32 (k,), ascending, weights float32 (k,) of L2 norm 1.

        Empty where the title has nothing in the field.
        """
        terms, weights = self._by_title.line(row, self.place)
        return terms - np.int32(self.first), weights

    def titles_of(self, term: int) -> tuple[Ints, Floats]:
        """The rows int32 (k,), ascending, of the titles that have a term of the field, and its weight in each."""
        return self._by_term[self.first + term]

    @property
    def frequencies(self) -> npt.NDArray[np.int64]:
        """How many titles have each term, int64 (n_terms,)."""
        return self._by_term.lengths[self.first : self.first + len(self.terms)]

    def idf(self, term: int) -> float:
        """ln((1 + n) / (1 + df)) + 1, the smooth form of scikit-learn's TfidfVectorizer."""
        return float(smooth_idf(len(self.present), np.asarray([len(self.titles_of(term)[0])]))[0])

    def vector(self, terms: Iterable[str]) -> tuple[Ints, Floats]:
        """The unit TF-IDF vector of words not in the catalogue (free text); unknown terms are left out."""
        counts = Counter(terms)
        known = sorted((number, count) for term, count in counts.items() if (number := self.terms.find(term)) >= 0)
        weights = np.asarray([count * self.idf(number) for number, count in known], dtype=np.float64)
        if len(weights):
            weights /= np.linalg.norm(weights)
        return np.asarray([number for number, _ in known], dtype=np.int32), weights.astype(np.float32)


def smooth_idf(titles: int, frequencies: npt.NDArray[np.integer]) -> npt.NDArray[np.float64]:
    """ln((1 + n) / (1 + df)) + 1, float64, shaped as ``frequencies``."""
    idf: npt.NDArray[np.float64] = np.log((1.0 + titles) / (1.0 + frequencies)) + 1.0
    return idf
