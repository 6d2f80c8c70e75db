"""Taking the best: exact, ties by row, and spread out where diversity is asked for."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from core.index.facets import Mask

_POOL = 5  # diversity chooses among this many times as many titles as are asked for


def best_rows(scores: npt.NDArray[np.floating], count: int, mask: Mask | None = None) -> list[int]:
    """Rows of the ``count`` highest scores above 0 inside ``mask``, best first, ties in order of row."""
    eligible = scores > 0
    if mask is not None:
        eligible &= mask
    rows = np.flatnonzero(eligible)
    if len(rows) > count:
        values = scores[rows]
        rows = rows[values >= np.partition(values, len(rows) - count)[len(rows) - count]]
    order = np.lexsort((rows, -scores[rows]))[:count]
    return [int(row) for row in rows[order]]


def pool_size(count: int, diversity: float) -> int:
    """How many of the best rows :func:`spread` needs to choose ``count`` from."""
    return count if diversity == 0 else count * _POOL


def spread(
    rows: list[int], scores: npt.NDArray[np.floating], cosine: Callable[[int, int], float], count: int, diversity: float
) -> list[int]:
    """``count`` of ``rows``, chosen one by one by (1 - diversity) * score - diversity * nearness to those chosen.

    Maximal marginal relevance (Carbonell and Goldstein, 1998) with scores divided by the best one.
    0 keeps the order by score; 1 looks only at how different the next title is.
    """
    if diversity == 0 or len(rows) <= 1:
        return rows[:count]
    best = float(scores[rows[0]])
    chosen, left = [rows[0]], rows[1:]
    nearness = dict.fromkeys(left, 0.0)
    while left and len(chosen) < count:
        for row in left:
            nearness[row] = max(nearness[row], cosine(chosen[-1], row))
        following = min(left, key=lambda r: (diversity * nearness[r] - (1 - diversity) * float(scores[r]) / best, r))
        chosen.append(following)
        left.remove(following)
    return chosen
