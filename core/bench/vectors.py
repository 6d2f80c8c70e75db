"""Vectors of titles as a sparse matrix: the brute-force answer, and the peers that compute with it."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from core.bench.machine import MIB, require_memory

Rows = npt.NDArray[np.int64]
Found = tuple[Rows, npt.NDArray[np.float32]]
Scores = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_SAME = 1e-6


def best(scores: npt.NDArray[Any], count: int, exclude: tuple[int, ...] = ()) -> Found:
    """The rows of the highest scores above 0, best first, ties by row; ``scores`` is changed.

    As anybody would write it: argpartition, and a sort of the few.
    """
    scores[list(exclude)] = 0
    count = min(count, len(scores))
    rows = np.argpartition(-scores, count - 1)[:count]
    rows = rows[np.lexsort((rows, -scores[rows]))]
    rows = rows[scores[rows] > 0]
    return rows, scores[rows]


class Truth:
    """Brute force in double precision on the peers' own matrix."""

    def __init__(self, matrix: Any) -> None:
        from scipy.sparse import csr_array

        self._matrix = csr_array((matrix.data.astype(np.float64), matrix.indices, matrix.indptr), shape=matrix.shape)

    def scores(self, weighted: dict[int, float]) -> Scores:
        """The cosine of each title with the sum of the weighted ones, float64 (n_titles,)."""
        query = np.zeros(self._matrix.shape[1])
        for row, weight in weighted.items():
            begin, end = self._matrix.indptr[row], self._matrix.indptr[row + 1]
            query[self._matrix.indices[begin:end]] += weight * self._matrix.data[begin:end]
        found: Scores = self._matrix @ (query / np.linalg.norm(query))
        return found

    def confirms(
        self, rows: Rows, scores: npt.NDArray[Any] | None, weighted: dict[int, float], count: int, mask: Mask | None
    ) -> bool:
        """Whether these are the ``count`` best, in order; only scores equal within 1e-6 may change places.

        ``scores`` are checked too unless they are None.
        """
        true = self.scores(weighted)
        true[list(weighted)] = 0
        if mask is not None:
            true[~mask] = 0
        wanted = np.sort(np.partition(true, -min(count, len(true)))[-count:])[::-1]
        wanted = wanted[wanted > _SAME]
        if len(set(rows.tolist())) != len(rows) or len(rows) < len(wanted):
            return False
        got = true[rows]
        return bool(
            np.allclose(got[: len(wanted)], wanted, rtol=0, atol=_SAME)
            and (got > 0).all()
            and (scores is None or np.allclose(scores, got, rtol=0, atol=_SAME))
        )


class LinearKernel:
    """scikit-learn's ``linear_kernel`` of one row with the matrix, and argpartition."""

    def __init__(self, matrix: Any) -> None:
        from sklearn.metrics.pairwise import linear_kernel

        self._matrix, self._kernel = matrix, linear_kernel

    def similar(self, row: int, count: int) -> Found:
        """The best rows for one title."""
        return best(self._kernel(self._matrix[[row]], self._matrix)[0], count, (row,))

    def like(self, rows: list[int], count: int) -> Found:
        """The best rows for the sum of several titles."""
        from scipy.sparse import csr_array

        query = csr_array(self._matrix[rows].sum(axis=0)[None, :])
        return best(self._kernel(query, self._matrix)[0], count, tuple(rows))

    def filtered(self, mask: Mask) -> Callable[[int, int], Found]:
        """The same over the rows of ``mask`` alone: their matrix is made here, once, and not timed."""
        kept = np.flatnonzero(mask)
        part = self._matrix[kept]

        def similar(row: int, count: int) -> Found:
            scores = self._kernel(self._matrix[[row]], part)[0]
            place = int(np.searchsorted(kept, row))
            own = (place,) if place < len(kept) and kept[place] == row else ()
            rows, found = best(scores, count, own)
            return kept[rows], found

        return similar


class DenseMatrix:
    """The usual tutorial's: the cosine of everything with everything, computed beforehand."""

    def __init__(self, matrix: Any) -> None:
        """:raises Skipped: it does not fit the memory."""
        from sklearn.metrics.pairwise import cosine_similarity

        require_memory(2.5 * 4 * matrix.shape[0] ** 2)
        start = time.perf_counter()
        self._cosines = cosine_similarity(matrix)
        seconds = time.perf_counter() - start
        self.cost = f"made in {seconds:.1f} s, holds {self._cosines.nbytes / MIB:,.0f} MiB"
        """What it took beforehand, for people."""

    def similar(self, row: int, count: int) -> Found:
        """The best rows for one title."""
        return best(self._cosines[row].copy(), count, (row,))


class SparseDotTopn:
    """sparse_dot_topn's product of a block of rows with the matrix, the best of each row kept."""

    def __init__(self, matrix: Any) -> None:
        from scipy.sparse import csr_matrix
        from sparse_dot_topn import sp_matmul_topn

        self._matrix, self._product = csr_matrix(matrix), sp_matmul_topn
        self._transposed = self._matrix.T.tocsr()

    def all_pairs(self, rows: list[int], count: int) -> list[Found]:
        """The best of each of ``rows``, and their scores."""
        product = self._product(self._matrix[rows], self._transposed, top_n=count + 1, sort=True, n_threads=1)
        found = []
        for place, row in enumerate(rows):
            line = slice(product.indptr[place], product.indptr[place + 1])
            others = product.indices[line] != row
            found.append((product.indices[line][others][:count], product.data[line][others][:count]))
        return found
