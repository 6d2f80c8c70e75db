"""Arrays on disk, read in place: mapped where whole stretches are read, by system calls where it is a little each."""

import mmap
import os
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_MAPPED = 4 << 20  # bytes


def mapped(path: Path) -> npt.NDArray[Any]:
    """The array of a ``.npy`` file, mapped. As a plain array: slicing numpy's memmap class costs ten times as much."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


class FileBytes:
    """A file open for reading slices of it from any thread; closed when nobody holds this object."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._handle)

    def __getitem__(self, span: slice) -> bytes:
        """The bytes from ``start`` to before ``stop``, fewer where the file ends."""
        return os.pread(self._handle, span.stop - span.start, span.start)


def file_bytes(path: Path) -> bytes | mmap.mmap | FileBytes:
    """The bytes of a file, to be sliced: mapped where it is small, read by system calls where it is not.

    Of a map, every page that was touched counts as the process's memory, with fifteen around it: a thousand short
    reads here and there would be the whole file.
    """
    size = path.stat().st_size
    if size > _MAPPED:
        return FileBytes(path)
    with path.open("rb") as file:  # an empty file cannot be mapped
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""


class FileArray:
    """A one-dimensional array of a ``.npy`` file; a slice of it is read when it is asked for."""

    def __init__(self, path: Path) -> None:
        map_ = np.load(path, mmap_mode="r", allow_pickle=False)
        self._offset, self._dtype = map_.offset, map_.dtype
        self._file = FileBytes(path)

    def __getitem__(self, span: slice) -> npt.NDArray[Any]:
        size = self._dtype.itemsize
        read = self._file[self._offset + span.start * size : self._offset + span.stop * size]
        return np.frombuffer(read, dtype=self._dtype)
