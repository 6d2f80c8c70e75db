"""Taking the best: exact, ties by row, and spread out where diversity is asked for."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

_BLOCK = 128  # scores whose maximum decides whether they are looked at one by one
_POOL = 5  # diversity chooses among this many times as many titles as are asked for

Rows = npt.NDArray[np.intp]


def best_rows(scores: npt.NDArray[np.floating], count: int) -> Rows:
    """Rows, intp (at most ``count``,), of the highest scores above 0, best first, ties in order of row."""
    rows = _candidates(scores, count)
    values = scores[rows]
    if len(rows) > count:
        kept = values >= np.partition(values, len(rows) - count)[len(rows) - count]
        rows, values = rows[kept], values[kept]
    return rows[np.lexsort((rows, -values))[:count]]


def _candidates(scores: npt.NDArray[np.floating], count: int) -> Rows:
    """Rows, in no order, among which the best are, with all that tie with the last of them.

    The ``count``-th highest of the blocks' maxima is a score that at least ``count`` rows reach. Most blocks hold
    no such row and are not looked at again. A block is a column: maxima of columns are taken side by side.
    """
    number = len(scores) // _BLOCK
    if number <= count:
        return np.flatnonzero(scores > 0)
    blocks = scores[: number * _BLOCK].reshape(_BLOCK, number)
    maxima = blocks.max(axis=0)
    least = np.partition(maxima, number - count)[number - count]
    if least <= 0:
        return np.flatnonzero(scores > 0)
    chosen = np.flatnonzero(maxima >= least)
    place, block = np.divmod(np.flatnonzero(blocks[:, chosen] >= least), len(chosen))
    rest = np.flatnonzero(scores[number * _BLOCK :] >= least)
    return np.concatenate([place * number + chosen[block], rest + number * _BLOCK])


def one_of_each(groups: npt.NDArray[np.integer]) -> npt.NDArray[np.intp]:
    """Places in a list, ascending, without those whose group already had its place; -1 is no group.

    ``groups`` (n,) are the listed titles' groups.
    """
    kept = groups < 0
    kept[np.unique(groups, return_index=True)[1]] = True
    return np.flatnonzero(kept)


def pool_size(count: int, diversity: float) -> int:
    """How many of the best rows :func:`spread` needs to choose ``count`` from."""
    return count if diversity == 0 else count * _POOL


def spread(
    scores: Sequence[float],
    cosines: Callable[[int], npt.NDArray[np.floating]],
    count: int,
    diversity: float,
) -> list[int]:
    """``count`` places in a list with these scores, best first, chosen one by one.

    Each is the one with the greatest (1 - diversity) * score - diversity * nearness to those chosen: maximal
    marginal relevance (Carbonell and Goldstein, 1998) with scores divided by the best one. 0 keeps the order by
    score; 1 looks only at how different the next title is; ties keep the order by score. ``cosines(place)``
    (n,) says how near each of the list is to the one at a place.
    """
    if diversity == 0 or len(scores) <= 1:
        return list(range(min(count, len(scores))))
    relevance = (1 - diversity) * np.asarray(scores, dtype=np.float64) / float(scores[0])
    nearness = np.zeros(len(scores))
    chosen, best = [0], 0
    while len(chosen) < min(count, len(scores)):
        relevance[best] = -np.inf  # taken
        nearness = np.maximum(nearness, cosines(best))
        best = int(np.argmax(relevance - diversity * nearness))
        chosen.append(best)
    return chosen
