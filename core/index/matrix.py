"""A sparse matrix on disk, by row and by column: what a title says, and which titles say it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.index.files import FileArray, mapped

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

SHORT = 2000
"""Lines up to this length are gathered together: one call for all costs less than one for each."""


class Lines:
    """One direction of a sparse matrix: for each line, the sorted places and weights of its non-zeros.

    ``places`` int32 and ``weights`` float32 (n_non_zeros,) hold one line after the other; line i is from
    ``starts[i]`` to ``starts[i + 1]``.
    """

    def __init__(self, folder: Path) -> None:
        self.starts: npt.NDArray[np.int64] = mapped(folder / "starts.npy")
        self.places: Ints = mapped(folder / "places.npy")
        self.weights: Floats = mapped(folder / "weights.npy")

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, line: int) -> tuple[Ints, Floats]:
        """Places int32 (k,), ascending, and weights float32 (k,) of one line."""
        start, end = int(self.starts[line]), int(self.starts[line + 1])
        return self.places[start:end], self.weights[start:end]

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Number of non-zeros of each line, int64 (n_lines,)."""
        return np.diff(self.starts)

    def add_to(self, sums: Floats, lines: npt.NDArray[np.integer], factors: Floats) -> None:
        """Adds ``factors[i]`` times the ``i``-th of ``lines``, for all i, to ``sums``, which has a cell for each place.

        The short lines come first, then the long ones, each in the order given: the sums are the same every time.
        """
        starts = self.starts[lines]
        sizes = self.starts[lines + 1] - starts
        short = sizes <= SHORT
        if short.any():
            cells = cells_of(starts[short], sizes[short])
            values = self.weights[cells]
            values *= np.repeat(factors[short], sizes[short])
            np.add.at(sums, self.places[cells].astype(np.intp), values)
        long = ~short
        for start, size, factor in zip(starts[long].tolist(), sizes[long].tolist(), factors[long], strict=True):
            span = slice(start, start + size)
            # add.at has a fast path for indexes of the machine's own width alone.
            np.add.at(sums, self.places[span].astype(np.intp), self.weights[span] * factor)


class TitleLines:
    """A sparse matrix with several lines for each title, read title by title, by system calls (``file_bytes``)."""

    def __init__(self, folder: Path, fields: int) -> None:
        """``fields`` lines belong to each title."""
        self._starts = FileArray(folder / "starts.npy")
        self._places = FileArray(folder / "places.npy")
        self._weights = FileArray(folder / "weights.npy")
        self._fields = fields

    def line(self, row: int, field: int) -> tuple[Ints, Floats]:
        """Places int32 (k,), ascending, and weights float32 (k,) of one line of a title."""
        first = row * self._fields + field
        start, end = self._starts[first : first + 2].tolist()
        return self._places[start:end], self._weights[start:end]

    def gather(
        self, rows: Sequence[int], fields: npt.NDArray[np.integer]
    ) -> tuple[Ints, Floats, npt.NDArray[np.int64]]:
        """Some lines of several titles, title by title: places int32 (k,), weights float32 (k,), each line's length."""
        if not rows:
            return np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.int64)
        held = self._fields
        starts = np.stack([self._starts[row * held : (row + 1) * held + 1] for row in rows])
        spans = [slice(first, last) for first, last in starts[:, [0, -1]].tolist()]
        sizes = (starts[:, fields + 1] - starts[:, fields]).ravel()
        # All lines of each title are read, one title after the other; then the cells of the wanted ones are taken.
        before = np.concatenate(([0], np.cumsum(starts[:-1, -1] - starts[:-1, 0]))) - starts[:, 0]
        cells = cells_of((starts[:, fields] + before[:, None]).ravel(), sizes)
        places = np.concatenate([self._places[span] for span in spans])
        weights = np.concatenate([self._weights[span] for span in spans])
        return places[cells], weights[cells], sizes


def create_lines(folder: Path, size: int) -> tuple[Ints, Floats]:
    """Makes a new ``folder`` for :class:`Lines` and returns its places and weights (``size``,), mapped, to be filled.

    It is complete when the lines' starts, int64 (n_lines + 1,), are saved in it as ``starts.npy``.
    """
    folder.mkdir()
    places, weights = (
        np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=kind, shape=(size,))
        for name, kind in (("places", np.int32), ("weights", np.float32))
    )
    return places, weights


def cells_of(starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """start, start + 1 … of each stretch, one stretch after the other."""
    ends = np.cumsum(sizes)
    cells = np.arange(ends[-1] if len(ends) else 0)
    cells += np.repeat(starts - (ends - sizes), sizes)
    return cells
