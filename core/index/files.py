"""Arrays on disk, read in place: mapped where whole stretches are read, by system calls where it is a little each."""

import os
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


def mapped(path: Path) -> npt.NDArray[Any]:
    """The array of a ``.npy`` file, mapped. As a plain array: slicing numpy's memmap class costs ten times as much."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


class FileBytes:
    """A file open for reading stretches of it from any thread; closed when nobody holds this object."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._handle)

    def read(self, start: int, size: int) -> bytes:
        """``size`` bytes from ``start`` on, fewer where the file ends."""
        return os.pread(self._handle, size, start)


class FileArray:
    """A one-dimensional array of a ``.npy`` file; a slice of it is read when it is asked for."""

    def __init__(self, path: Path) -> None:
        map_ = np.load(path, mmap_mode="r", allow_pickle=False)
        self._offset, self._dtype = map_.offset, map_.dtype
        self._file = FileBytes(path)

    def __getitem__(self, span: slice) -> npt.NDArray[Any]:
        size = self._dtype.itemsize
        read = self._file.read(self._offset + span.start * size, (span.stop - span.start) * size)
        return np.frombuffer(read, dtype=self._dtype)
