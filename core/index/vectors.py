"""Every title's TF-IDF vectors in one sparse matrix: columns are terms, those of a field beside each other."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.index.field import Field
from core.index.matrix import Floats, Lines, TitleLines
from core.index.scratch import Scratch


class Vectors:
    """The fields of a snapshot, memory-mapped.

    Terms are numbered through all fields, so that one pass over ``by_term`` scores several fields at once.
    ``by_title`` has a line for each field of each title: title 0's fields, title 1's fields, and so on.
    """

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        """``names`` are the fields in the order in which they were written."""
        self.by_title = TitleLines(folder / "by_title", len(names))
        self.by_term = Lines(folder / "by_term")
        held: npt.NDArray[np.uint32] = np.load(folder / "present.npy", allow_pickle=False)
        self.fields: dict[str, Field] = {}
        first = 0
        for place, name in enumerate(names):
            present = (held >> np.uint32(place)) & np.uint32(1) > 0
            field = Field(folder / name, self.by_title, self.by_term, present, place, first)
            self.fields[name] = field
            first += len(field.terms)
        self._titles = len(held)
        self._sums = Scratch((self._titles,), np.float32)

    def __len__(self) -> int:
        return self._titles

    @contextmanager
    def sums(self) -> Iterator[Floats]:
        """An array of zeros to add up scores in, float32 (n_titles,), the caller's own until it leaves."""
        array = self._sums.take()
        try:
            yield array
        finally:
            self._sums.give(array)
