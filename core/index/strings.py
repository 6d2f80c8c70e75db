"""A table of strings on disk, read in place: one UTF-8 line each, and where each line begins."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.index.files import file_bytes, mapped


def write_strings(path: Path, strings: Iterable[str]) -> int:
    """Writes ``path`` (text, one string a line) and ``path``.offsets.npy; returns how many.

    :raises ValueError: a string holds a line break.
    """
    offsets = array("q", [0])
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
    """The strings of ``path``; a row is read and decoded when it is asked for."""

    def __init__(self, path: Path) -> None:
        self._offsets: npt.NDArray[np.int64] = mapped(path.with_name(path.name + ".offsets.npy"))
        self._bytes = file_bytes(path)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> str:
        return self.line(row).decode("utf-8")

    def __iter__(self) -> Iterator[str]:
        return (self[row] for row in range(len(self)))

    def take(self, rows: npt.NDArray[np.integer]) -> list[str]:
        """The strings of many rows, in their order."""
        spans = zip(self._offsets[rows].tolist(), self._offsets[rows + 1].tolist(), strict=True)
        return b"".join([self._bytes[start:end] for start, end in spans]).decode("utf-8").split("\n")[:-1]

    def line(self, row: int) -> bytes:
        """The string of a row, in UTF-8.

        :raises IndexError: there is no such row.
        """
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self._bytes[self._offsets[row] : self._offsets[row + 1] - 1]

    def find(self, text: str) -> int:
        """The row that holds exactly ``text``, -1 where none does. The strings must be in code-point order."""
        # Byte order is code-point order in UTF-8. Half a surrogate pair can be asked for; no string holds one.
        wanted = text.encode("utf-8", "surrogatepass")
        row = bisect_left(range(len(self)), wanted, key=self.line)
        return row if row < len(self) and self.line(row) == wanted else -1
