"""A sparse matrix on disk, by row and by column: what a title says, and which titles say it."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

_SHORT = 2000  # lines up to here are gathered together: one call for all costs less than one for each


class Lines:
    """One direction of a sparse matrix: for each line, the sorted places and weights of its non-zeros."""

    def __init__(self, folder: Path) -> None:
        self._starts: npt.NDArray[np.int64] = mapped(folder / "starts.npy")
        self._places: Ints = mapped(folder / "places.npy")
        self._weights: Floats = mapped(folder / "weights.npy")

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, line: int) -> tuple[Ints, Floats]:
        """Places int32 (k,), ascending, and weights float32 (k,) of one line."""
        start, end = int(self._starts[line]), int(self._starts[line + 1])
        return self._places[start:end], self._weights[start:end]

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Number of non-zeros of each line, int64 (n_lines,)."""
        return np.diff(self._starts)

    def gather(self, lines: npt.NDArray[np.integer]) -> tuple[Ints, Floats, npt.NDArray[np.int64]]:
        """Several lines one after the other: places int32 (k,), weights float32 (k,), and each line's length."""
        starts = self._starts[lines]
        sizes = self._starts[lines + 1] - starts
        cells = cells_of(starts, sizes)
        return self._places[cells], self._weights[cells], sizes

    def add_to(self, sums: Floats, lines: npt.NDArray[np.integer], factors: Floats) -> None:
        """Adds ``factors[i]`` times the ``i``-th of ``lines``, for all i, to ``sums``, which has a cell for each place.

        The short lines come first, then the long ones, each in the order given: the sums are the same every time.
        """
        starts = self._starts[lines]
        sizes = self._starts[lines + 1] - starts
        short = sizes <= _SHORT
        if short.any():
            cells = cells_of(starts[short], sizes[short])
            values = self._weights[cells]
            values *= np.repeat(factors[short], sizes[short])
            np.add.at(sums, self._places[cells].astype(np.intp), values)
        long = ~short
        for start, size, factor in zip(starts[long].tolist(), sizes[long].tolist(), factors[long], strict=True):
            span = slice(start, start + size)
            # add.at has a fast path for indexes of the machine's own width alone.
            np.add.at(sums, self._places[span].astype(np.intp), self._weights[span] * factor)


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


def mapped(path: Path) -> npt.NDArray[Any]:
    """The array, mapped. As a plain array: slicing numpy's memmap class costs ten times as much."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
