"""A table of strings on disk, read in place: one UTF-8 line each, and where each line begins."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt


def write_strings(path: Path, strings: Iterable[str]) -> int:
    """Writes ``path`` (text, one string a line) and ``path``.offsets.npy; returns how many.

    :raises ValueError: a string holds a line break.
    """
    offsets = [0]
    position = 0
    with path.open("wb") as out:
        for text in strings:
            line = text.encode("utf-8")
            if b"\n" in line:
                raise ValueError(f"line break in {text[:60]!r}")
            out.write(line + b"\n")
            position += len(line) + 1
            offsets.append(position)
    np.save(path.with_name(path.name + ".offsets.npy"), np.asarray(offsets, dtype=np.int64))
    return len(offsets) - 1


class Strings:
    """The strings of ``path``, memory-mapped; a row is decoded when it is asked for."""

    def __init__(self, path: Path) -> None:
        self._offsets: npt.NDArray[np.int64] = np.load(
            path.with_name(path.name + ".offsets.npy"), mmap_mode="r", allow_pickle=False
        )
        # An empty file cannot be mapped.
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r") if path.stat().st_size else np.empty(0, np.uint8)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> str:
        return self._line(row).decode("utf-8")

    def __iter__(self) -> Iterator[str]:
        return (self[row] for row in range(len(self)))

    def _line(self, row: int) -> bytes:
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self._bytes[self._offsets[row] : self._offsets[row + 1] - 1].tobytes()

    def find(self, text: str) -> int:
        """The row that holds exactly ``text``, -1 where none does. The strings must be in code-point order."""
        # Byte order is code-point order in UTF-8. Half a surrogate pair can be asked for; no string holds one.
        wanted = text.encode("utf-8", "surrogatepass")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._line(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self._line(low) == wanted else -1
