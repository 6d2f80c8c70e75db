"""Streams of words and names that go on as a small catalogue's would if it grew: the laws of Zipf and Heaps."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

_FAR = 2**40  # ranks beyond it are as good as all different


class Zipf:
    """Ranks whose probability falls as rank^(-1/β): among n draws about n^β are different (Heaps' law)."""

    def __init__(self, heaps: float, draws: int, count: float) -> None:
        """``heaps`` is β. Of ``draws`` ranks the commonest is expected ``count`` times, which says where to begin."""
        self._power = -1 / (1 / heaps - 1)
        self._first = max(1.0, draws * (1 / heaps - 1) / count)

    def draw(self, chance: np.random.Generator, size: int) -> Ints:
        """Ranks, int64 (size,)."""
        uniform = np.maximum(chance.random(size), 1e-12)
        ranks = np.minimum(self._first * uniform**self._power, _FAR).astype(np.int64)
        return np.where(ranks < _FAR, ranks, _FAR + chance.integers(_FAR, size=size))


class Blends:
    """A made-up name for every rank: the beginning of one real name and the end of another."""

    def __init__(self, heads: Sequence[str], tails: Sequence[str], joint: str = "") -> None:
        """A name is head + joint + tail."""
        self._heads, self._tails, self._joint = sorted(set(heads)), sorted(set(tails)), joint

    def __call__(self, ranks: Ints) -> list[str]:
        """The names of ``ranks``. Two ranks seldom share one."""
        mixed = ranks.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: neighbours far apart
        mixed ^= mixed >> np.uint64(32)
        heads = (mixed % np.uint64(len(self._heads))).tolist()
        tails = (mixed // np.uint64(len(self._heads)) % np.uint64(len(self._tails))).tolist()
        return [f"{self._heads[head]}{self._joint}{self._tails[tail]}" for head, tail in zip(heads, tails, strict=True)]


class Stream:
    """Items as a source has them one after the other, with made-up ones in the place of the rare."""

    def __init__(self, items: Sequence[str], rare: Sequence[bool], law: Zipf, make: Blends) -> None:
        """``rare[i]`` says that ``items[i]`` is not repeated."""
        self._items = np.empty(len(items), dtype=object)
        self._items[:] = items
        self._rare = np.asarray(rare, dtype=np.bool_)
        self._law, self._make = law, make

    def __len__(self) -> int:
        return len(self._items)

    def at(self, places: Ints, chance: np.random.Generator) -> list[str]:
        """What stands at ``places``; for a rare one, another made-up one each time."""
        found, rare = self._items[places], self._rare[places]
        found[rare] = self._make(self._law.draw(chance, int(rare.sum())))
        return list(found)
