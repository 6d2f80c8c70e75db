"""A sparse matrix on disk, by row and by column: what a title says, and which titles say it."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


class Lines:
    """One direction of a sparse matrix: for each line, the sorted places and weights of its non-zeros."""

    def __init__(self, folder: Path) -> None:
        self._starts: npt.NDArray[np.int64] = np.load(folder / "starts.npy", mmap_mode="r", allow_pickle=False)
        self._places: Ints = np.load(folder / "places.npy", mmap_mode="r", allow_pickle=False)
        self._weights: Floats = np.load(folder / "weights.npy", mmap_mode="r", allow_pickle=False)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, line: int) -> tuple[Ints, Floats]:
        """Places int32 (k,), ascending, and weights float32 (k,) of one line."""
        span = slice(int(self._starts[line]), int(self._starts[line + 1]))
        return np.asarray(self._places[span]), np.asarray(self._weights[span])

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Number of non-zeros of each line, int64 (n_lines,)."""
        return np.diff(self._starts)


def write_lines(
    folder: Path, starts: npt.NDArray[np.int64], places: npt.NDArray[np.integer], weights: npt.NDArray[np.floating]
) -> None:
    """Writes one direction of a matrix into a new ``folder``, as :class:`Lines` reads it."""
    folder.mkdir()
    np.save(folder / "starts.npy", starts.astype(np.int64, copy=False))
    np.save(folder / "places.npy", places.astype(np.int32, copy=False))
    np.save(folder / "weights.npy", weights.astype(np.float32, copy=False))
