"""The project as a contender: the only file here that touches its engine."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.bench.race import OURS, Tick, counted
from core.bench.vectors import Found, Mask, Rows
from core.engine import Engine
from core.index.filters import Filters
from core.neighbours.pairs import compiling_pays, plain_best
from core.text import fold

COUNT = 10
_LEAST, _MOST = 0.05, 0.3


class Project:
    """The engine of one store, asked for rows where peers give rows."""

    def __init__(self, store: Path) -> None:
        self._engine = Engine.open(store)
        self._snapshot = self._engine.snapshot

    def __len__(self) -> int:
        return len(self._engine)

    def matrix(self, method: str) -> Any:
        """Every title's vector in a method's space, scipy csr_array float32 (n_titles, n_terms): only terms it uses."""
        from scipy.sparse import csr_array

        space = self._snapshot.space(method, None)
        terms, weights, starts = [], [], np.zeros(len(self) + 1, dtype=np.int64)
        for row in range(len(self)):
            own_terms, own_weights = space.vector(row)
            terms.append(own_terms)
            weights.append(own_weights)
            starts[row + 1] = starts[row] + len(own_terms)
        numbers = np.concatenate(terms)
        used = np.zeros(int(numbers.max()) + 1, dtype=np.int32)
        used[numbers] = 1
        columns = np.cumsum(used, dtype=np.int32) - 1
        return csr_array((np.concatenate(weights), columns[numbers], starts), shape=(len(self), int(columns[-1]) + 1))

    def statistics(self) -> dict[str, float]:
        """Of the overviews: terms, non-zeros a row, and the greatest share of titles that have one term."""
        matrix = self.matrix("overview")
        frequencies = np.bincount(matrix.indices)
        return {
            "terms": matrix.shape[1],
            "nonzeros_a_row": round(matrix.nnz / len(self), 2),
            "greatest_df_share": round(float(frequencies.max()) / len(self), 4),
        }

    def similar(self, method: str, row: int, count: int = COUNT, mask: Mask | None = None) -> Found:
        """The best rows for one title, and their scores."""
        return self.like({row: 1.0}, method, count, mask)

    def like(self, weighted: dict[int, float], method: str, count: int = COUNT, mask: Mask | None = None) -> Found:
        """The best rows for a profile of titles, which are not among them, and their scores."""
        space = self._snapshot.space(method, None)
        rows, scores = space.best(space.profile(weighted, {}), count, mask=mask, exclude=tuple(weighted))
        return rows, scores

    def answer(self, method: str, row: int) -> Any:
        """The whole answer: titles, scores and reasons, as the screen gets them."""
        return self._engine.similar(self._snapshot.ids[row], method=method, count=COUNT)

    def neighbours(self, count: int) -> dict[str, Callable[[Rows], list[Found]]]:
        """Two ways of finding the best rows for each of several titles by overview, one thread each.

        This project's own name has the way that a whole run over a catalogue of this size takes.
        """
        from core.neighbours.kernel import Kernel  # numba: only here, other commands go without it

        space, collections = self._snapshot.space("overview", None), self._snapshot.facets.collections
        plain = partial(plain_best, space, collections, count)
        compiled = partial(Kernel(space, collections).best, count=count)
        if compiling_pays(len(self)):
            return {OURS: partial(_pairs, compiled), f"{OURS}, not compiled": partial(_pairs, plain)}
        return {OURS: partial(_pairs, plain), f"{OURS}, compiled": partial(_pairs, compiled)}

    def find(self, text: str) -> list[int]:
        """The first ten rows for a name."""
        snapshot = self._snapshot
        return [match.row for match in snapshot.names.search(text, snapshot.facets.numbers["year"], None)[:COUNT]]

    def masks(self) -> list[tuple[str, Mask]]:
        """Filters that five to thirty of a hundred titles pass, by what they ask for."""
        wanted = [(f"genre {genre}", Filters(genres=(genre,))) for genre in self._engine.facets()["genres"]]
        wanted += [(f"from {year} on", Filters(year_from=year)) for year in (2010, 2015, 2018)]
        found = [(name, filters.mask(self._snapshot.facets, self._snapshot.find)) for name, filters in wanted]
        return [(name, mask) for name, mask in found if mask is not None and _LEAST <= mask.mean() <= _MOST]

    def ids(self, rows: Sequence[int]) -> list[str]:
        """The ids of rows."""
        return [self._snapshot.ids[row] for row in rows]

    def texts(self, tick: Tick) -> tuple[list[str], list[str]]:
        """Of every title the folded name, and its overview's terms in order with spaces between."""
        analyser = self._snapshot.analyser(None)
        names, documents = [], []
        for row in counted(range(len(self)), "reading texts", len(self), tick):
            title = self._snapshot.title(row)
            names.append(fold(title.title))
            documents.append(" ".join(analyser.terms(title.overview)))
        return names, documents


def _pairs(find: Callable[[Rows], tuple[Any, Any]], rows: Rows) -> list[Found]:
    """What ``find`` answers for ``rows`` as one pair for each, without the places that are empty."""
    neighbours, scores = find(rows.astype(np.int32))
    return [(found[found >= 0], own[found >= 0]) for found, own in zip(neighbours, scores, strict=True)]
