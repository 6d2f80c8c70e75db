"""Measures of ranked lists. All take hits: bool (n_queries, k), whether the item at each rank was relevant."""

import numpy as np
import numpy.typing as npt

Hits = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]


def ndcg(hits: Hits, relevant: int) -> Values:
    """Binary normalised discounted cumulative gain of each list, float64 (n_queries,).

    Järvelin and Kekäläinen, 2002, with gain 1 and discount log2(rank + 1); ``relevant`` is how many there are.
    """
    discounts = 1.0 / np.log2(np.arange(2, hits.shape[1] + 2))
    ideal = float(discounts[: min(relevant, hits.shape[1])].sum())
    gained: Values = np.dot(hits, discounts / ideal)
    return gained


def hit_rate(hits: Hits) -> Values:
    """1 where a list holds anything relevant, float64 (n_queries,)."""
    return np.asarray(hits.any(axis=1), dtype=np.float64)


def recall(hits: Hits, relevant: int) -> Values:
    """Share of the relevant that each list holds, float64 (n_queries,)."""
    return np.asarray(hits.sum(axis=1) / relevant, dtype=np.float64)


def interval(values: Values, seed: int = 0, rounds: int = 1000) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean, over queries (Efron, 1979); the same for the same seed."""
    draw = np.random.default_rng(seed)
    means = [values[draw.integers(0, len(values), len(values))].mean() for _ in range(rounds)]
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def novelty(lists: list[list[int]], likes: npt.NDArray[np.int64]) -> float:
    """Mean of -log2 of each recommended title's share of all likes: bits of surprise (Vargas and Castells, 2011).

    ``likes`` int64 (n_titles,) counts who like each; one is added to each, so that an unliked title counts.
    """
    shares = (likes + 1) / (likes + 1).sum()
    rows = np.asarray([row for rows in lists for row in rows], dtype=np.int64)
    return float(-np.log2(shares[rows]).mean()) if len(rows) else 0.0
