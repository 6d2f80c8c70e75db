"""Taking the best: exact, ties by row, and spread out where diversity is asked for."""

from collections.abc import Callable, Sequence

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


def one_of_each(rows: Sequence[int], groups: npt.NDArray[np.integer]) -> list[int]:
    """``rows`` without those whose group already had its row; ``groups`` (n_titles,) is -1 for a title in none."""
    seen: set[int] = set()
    kept = []
    for row in rows:
        group = int(groups[row])
        if group < 0 or group not in seen:
            seen.add(group)
            kept.append(row)
    return kept


def pool_size(count: int, diversity: float) -> int:
    """How many of the best rows :func:`spread` needs to choose ``count`` from."""
    return count if diversity == 0 else count * _POOL


def spread(
    rows: list[int],
    scores: npt.NDArray[np.floating],
    cosines: Callable[[int], npt.NDArray[np.floating]],
    count: int,
    diversity: float,
) -> list[int]:
    """``count`` of ``rows``, chosen one by one by (1 - diversity) * score - diversity * nearness to those chosen.

    Maximal marginal relevance (Carbonell and Goldstein, 1998) with scores divided by the best one.
    0 keeps the order by score; 1 looks only at how different the next title is; ties keep the order by score.
    ``cosines(row)`` (n_titles,) says how near every title is to one.
    """
    if diversity == 0 or len(rows) <= 1:
        return rows[:count]
    relevance = (1 - diversity) * scores[rows].astype(np.float64) / float(scores[rows[0]])
    nearness = np.zeros(len(rows))
    chosen, best = [rows[0]], 0
    while len(chosen) < min(count, len(rows)):
        relevance[best] = -np.inf  # taken
        nearness = np.maximum(nearness, cosines(rows[best])[rows])
        best = int(np.argmax(relevance - diversity * nearness))
        chosen.append(rows[best])
    return chosen
