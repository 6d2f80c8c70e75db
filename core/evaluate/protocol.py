"""The two protocols: titles that go with one title, and the hidden likes of a person.

Items: for each well-liked title, which of the first ten are among the twenty that the people who like it like most.
Profiles: a fifth of each person's likes is hidden; which of the first ten for the rest are among the hidden.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.evaluate.likes import Likes
from core.evaluate.measures import Values, hit_rate, interval, ndcg, novelty, recall
from core.evaluate.rankers import BASELINE_OF, Scorer, first
from core.evaluate.truth import RELEVANT, Truth
from core.recommend.space import Space

DEPTH = 10
LEAST_LIKES = 10  # of a person, to be asked about
_HIDDEN = 0.2

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Quality:
    """One ranker's figures. Means over queries; ``low`` and ``high`` bound nDCG's 95 % interval.

    ``gain`` bounds the 95 % interval of nDCG's gain over the best plain baseline, query by query;
    ``halves`` is nDCG on the even and on the odd queries; ``coverage`` the share of candidates in any list;
    ``diversity`` one minus the mean cosine (by everything) of two titles of one list; ``novelty`` in bits.
    """

    name: str
    ndcg: float
    low: float
    high: float
    hit: float
    recall: float
    coverage: float
    diversity: float
    novelty: float
    halves: tuple[float, float]
    gain: tuple[float, float] | None = None


def measure_items(
    rankers: Mapping[str, Scorer], truth: Truth, likes: Likes, space: Space, progress: Progress
) -> list[Quality]:
    """Figures of each ranker on the item protocol. ``space`` says how alike two listed titles are."""
    titles = len(space.norms)
    mask = np.zeros(titles, dtype=np.bool_)
    mask[truth.candidates] = True
    counts = likes.counts(titles)
    wanted = [set(rows.tolist()) for rows in truth.relevant]
    found, gains = [], {}
    for name, scorer in rankers.items():
        lists = []
        for number, row in enumerate(truth.candidates):
            lists.append(first(scorer, [int(row)], mask, DEPTH))
            if number % 20 == 0:
                progress(name, number, len(truth.candidates))
        hits = _hits(lists, wanted)
        gains[name] = ndcg(hits, RELEVANT)
        quality = _quality(name, lists, hits, gains[name], len(truth.candidates), counts, space)
        peer = BASELINE_OF.get(name)
        found.append(quality if peer is None else replace(quality, gain=interval(gains[name] - gains[peer])))
    return found


@dataclass(frozen=True, slots=True)
class ProfileQuality:
    """One ranker's nDCG on hidden likes with its 95 % interval, and once more with a stray like in every profile."""

    name: str
    ndcg: float
    low: float
    high: float
    with_stray: float


def measure_profiles(
    rankers: Mapping[str, Scorer], likes: Likes, titles: int, progress: Progress, seed: int = 0
) -> list[ProfileQuality]:
    """Figures of each ranker on the profile protocol; a person's own likes are never listed.

    The stray like is a title drawn at random that the person never liked: it should not swamp the others.
    """
    draw = np.random.default_rng(seed)
    people = np.split(likes.rows, np.flatnonzero(np.diff(likes.users)) + 1)
    split = [_hide(rows, draw) for rows in people if len(rows) >= LEAST_LIKES]
    strays = [_stray(kept, hidden, titles, draw) for kept, hidden in split]
    everything = np.ones(titles, dtype=np.bool_)
    results = []
    for name, scorer in rankers.items():
        values = []
        for number, ((kept, hidden), stray) in enumerate(zip(split, strays, strict=True)):
            lists = [first(scorer, liked, everything, DEPTH) for liked in (kept, [*kept, stray])]
            values.append(ndcg(_hits(lists, [hidden, hidden]), len(hidden)))
            if number % 20 == 0:
                progress(f"{name}, profiles", number, len(split))
        plain, strayed = np.asarray(values).T
        results.append(ProfileQuality(name, float(plain.mean()), *interval(plain), float(strayed.mean())))
    return results


def _stray(kept: list[int], hidden: set[int], titles: int, draw: np.random.Generator) -> int:
    while (row := int(draw.integers(titles))) in hidden or row in kept:
        pass
    return row


def _hide(rows: npt.NDArray[np.int64], draw: np.random.Generator) -> tuple[list[int], set[int]]:
    shuffled = draw.permutation(rows).tolist()
    cut = max(1, round(len(shuffled) * _HIDDEN))
    return sorted(shuffled[cut:]), set(shuffled[:cut])


def _hits(lists: list[list[int]], wanted: list[set[int]]) -> npt.NDArray[np.bool_]:
    hits = np.zeros((len(lists), DEPTH), dtype=np.bool_)
    for number, (rows, relevant) in enumerate(zip(lists, wanted, strict=True)):
        hits[number, : len(rows)] = [row in relevant for row in rows]
    return hits


def _quality(
    name: str, lists: list[list[int]], hits: npt.NDArray[np.bool_], gains: Values, candidates: int,
    likes: npt.NDArray[np.int64], space: Space,
) -> Quality:  # fmt: skip
    low, high = interval(gains)
    return Quality(
        name=name,
        ndcg=float(gains.mean()),
        low=low,
        high=high,
        hit=float(hit_rate(hits).mean()),
        recall=float(recall(hits, RELEVANT).mean()),
        coverage=len({row for rows in lists for row in rows}) / candidates,
        diversity=_diversity(lists, space),
        novelty=novelty(lists, likes),
        halves=(float(gains[::2].mean()), float(gains[1::2].mean())),
    )


def _diversity(lists: list[list[int]], space: Space) -> float:
    """Over every eighth list, which is enough: one minus the mean cosine of its pairs."""
    cosines = []
    for rows in lists[::8]:
        for place, row in enumerate(rows[:-1]):
            cosines.extend(space.cosines(row, np.asarray(rows[place + 1 :])).tolist())
    return 1.0 - float(np.mean(cosines)) if cosines else 1.0
