"""The keys by which folded names are found: three neighbouring letters, and short names less one letter."""

from zlib import crc32

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]

SHORT = 12
"""Names of up to so many letters are also found by :func:`one_letter_less`: a typo leaves few of their threes."""


def letters(text: str) -> Keys:
    """The code points of ``text``, int64 (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)


def threes(points: Keys) -> Keys:
    """A key for the three code points that begin at each place, int64 (len(points) - 2,).

    A code point has 21 bits, so three of them fit one integer, and no two threes share a key.
    """
    return (points[:-2] << 42) | (points[1:-1] << 21) | points[2:]


def one_letter_less(name: str) -> set[int]:
    """CRC-32 of ``name`` and of what is left of it when any one letter is dropped.

    Two names that are one typo apart (a letter wrong, missing, added, or swapped with the next) share at least one:
    the deletion neighbourhood of Bocek, Hunt and Stiller, "Fast Similarity Search in Large Dictionaries" (2007).
    """
    points = name.encode("utf-32-le", "surrogatepass")  # four bytes each
    return {crc32(points)} | {crc32(points[:at] + points[at + 4 :]) for at in range(0, len(points), 4)}
