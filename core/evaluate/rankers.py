"""What is measured: the engine's methods, and baselines that anybody could have built instead."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from core.catalogue.title import Title
from core.recommend.methods import METHODS
from core.recommend.select import best_rows
from core.snapshot import Snapshot

Scores = npt.NDArray[np.floating]
Scorer = Callable[[Sequence[int]], Scores]
"""Rows somebody likes → a score for every title, float (n_titles,); higher is better, 0 or less is never listed."""

PLAIN_OVERVIEW = "plain TF-IDF, overviews"
PLAIN_JOINED = "plain TF-IDF, joined text"
BASELINE_OF: Mapping[str, str] = {"overview": PLAIN_OVERVIEW, "multi": PLAIN_JOINED, "hybrid": PLAIN_JOINED}
"""What each method has to beat: the usual way with the same fields (hybrid: the best of the usual ways)."""


def methods(snapshot: Snapshot) -> dict[str, Scorer]:
    """The engine's own methods, by the path that serves them."""
    return {name: _method(snapshot, name) for name in METHODS}


def _method(snapshot: Snapshot, name: str) -> Scorer:
    space = snapshot.space(name, None)
    return lambda liked: space.scores(space.profile(dict.fromkeys(liked, 1.0), {}))


def baselines(snapshot: Snapshot, titles: Sequence[Title], seed: int = 0) -> dict[str, Scorer]:
    """Random, most votes, and scikit-learn's TF-IDF with its own English stop words, on one text a title."""
    draw = np.random.default_rng(seed)
    votes = np.nan_to_num(np.asarray(snapshot.facets.numbers["vote_count"], dtype=np.float64)) + 1e-9
    joined = [" ".join([title.title, title.overview, *title.directors, *title.cast]) for title in titles]
    return {
        "random": lambda liked: draw.random(len(titles)) + 1e-9,
        "most votes": lambda liked: votes,
        PLAIN_OVERVIEW: _plain([title.overview for title in titles]),
        PLAIN_JOINED: _plain(joined),
    }


def _plain(texts: Sequence[str]) -> Scorer:
    from sklearn.feature_extraction.text import TfidfVectorizer  # measuring alone needs it

    matrix = TfidfVectorizer(stop_words="english").fit_transform(texts)

    def scores(liked: Sequence[int]) -> Scores:
        profile = matrix[list(liked)].sum(axis=0)
        return np.asarray((matrix @ np.asarray(profile).T).ravel(), dtype=np.float64)

    return scores


def first(scorer: Scorer, liked: Sequence[int], mask: npt.NDArray[np.bool_] | None, count: int) -> list[int]:
    """The ``count`` best rows (inside ``mask``) for somebody who likes ``liked``, which are left out."""
    scores = scorer(liked).copy()
    scores[list(liked)] = 0
    if mask is not None:
        scores[~mask] = 0
    return [int(row) for row in best_rows(scores, count)]


def all_rankers(snapshot: Snapshot, titles: Sequence[Title]) -> Mapping[str, Scorer]:
    """Baselines first, then our methods."""
    return {**baselines(snapshot, titles), **methods(snapshot)}
