"""What ought to be recommended: for each well-known title, those that the people who like it like besides."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import InvalidRequest
from core.evaluate.likes import Likes

RELEVANT = 20
_SHRINKAGE = 10.0
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Truth:
    """``candidates`` int64 (n,) are the rows with enough likes, ascending: the queries, and what may be recommended.

    ``relevant`` bool-like lists: for each candidate, the rows of its 20 most relevant others, int64 (n, ≤ 20).
    """

    candidates: npt.NDArray[np.int64]
    relevant: npt.NDArray[np.int64]


def relevance(likes: Likes, titles: int, min_likes: int) -> Truth:
    """The truth of a set of likes.

    Relevance of j to q is c / sqrt(n_q n_j) * c / (c + 10), with c who like both and n who like each; the 20
    highest count, ties in order of row.

    :raises InvalidRequest: fewer than 30 titles have ``min_likes`` likes.
    """
    from scipy.sparse import csr_array  # evaluating alone needs it

    counts = likes.counts(titles)
    candidates = np.flatnonzero(counts >= min_likes)
    if len(candidates) < RELEVANT + 10:
        raise InvalidRequest("min_likes", f"Only {len(candidates)} titles have {min_likes} likes: too few to measure.")
    place = np.full(titles, -1, dtype=np.int64)
    place[candidates] = np.arange(len(candidates))
    kept = place[likes.rows] >= 0
    shape = (len(candidates), int(likes.users.max()) + 1)
    liked_by = csr_array((np.ones(int(kept.sum())), (place[likes.rows[kept]], likes.users[kept])), shape=shape)
    sizes = counts[candidates].astype(np.float64)
    relevant = np.empty((len(candidates), RELEVANT), dtype=np.int64)
    for start in range(0, len(candidates), _BLOCK):
        both = (liked_by[start : start + _BLOCK] @ liked_by.T).toarray()
        block = np.arange(start, start + len(both))
        value = both / np.sqrt(np.outer(sizes[block], sizes)) * both / (both + _SHRINKAGE)
        value[np.arange(len(both)), block] = -1.0
        relevant[block] = candidates[np.argsort(-value, axis=1, kind="stable")[:, :RELEVANT]]
    return Truth(candidates, relevant)
