"""Grown catalogues: the same every time, and with the source's proportions."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from core.bench.grow import Grower
from core.bench.laws import Zipf
from core.catalogue.title import Title
from core.errors import CallerError
from core.text import Analyser, fold
from tests.fixtures import TITLES

ANALYSER = Analyser("en")


@pytest.fixture(scope="module")
def grown(embedded_titles: list[Title]) -> list[Title]:
    return list(Grower(embedded_titles).titles(8000))


def frequencies(titles: list[Title]) -> Counter[str]:
    return Counter(term for title in titles for term in set(ANALYSER.terms(title.overview)))


def test_same_seed_same_titles(embedded_titles: list[Title], grown: list[Title]) -> None:
    assert list(Grower(embedded_titles).titles(2500)) == grown[:2500]
    assert list(Grower(embedded_titles, seed=1).titles(10)) != grown[:10]


def test_ids_ascend_and_nothing_is_empty(grown: list[Title]) -> None:
    assert all(one.id < other.id for one, other in pairwise(grown))
    assert all(title.title and title.overview for title in grown)
    assert all(1 <= len(title.title.split()) <= 5 for title in grown)
    assert all(title.year is None or 1900 <= title.year <= 2025 for title in grown)


def test_common_words_keep_their_share(embedded_titles: list[Title], grown: list[Title]) -> None:
    real, made = frequencies(embedded_titles), frequencies(grown)
    for term, count in real.most_common(50):
        assert made[term] / len(grown) == pytest.approx(count / len(embedded_titles), rel=0.25), term
    # Rank by rank, too: no gap between common words and made-up ones.
    there, here = (np.sort([*f.values()])[::-1] / n for f, n in ((real, len(embedded_titles)), (made, len(grown))))
    for rank in (10, 100, 1000):
        assert here[rank] == pytest.approx(there[rank], rel=0.4)


def test_texts_are_as_long(embedded_titles: list[Title], grown: list[Title]) -> None:
    def mean(titles: list[Title]) -> float:
        return float(np.mean([len(set(ANALYSER.terms(title.overview))) for title in titles]))

    assert mean(grown) == pytest.approx(mean(embedded_titles), rel=0.05)


def test_vocabulary_follows_heaps(embedded_titles: list[Title], grown: list[Title]) -> None:
    at = {size: len(frequencies(grown[:size])) for size in (len(embedded_titles), 4000, 8000)}
    assert at[len(embedded_titles)] == pytest.approx(len(frequencies(embedded_titles)), rel=0.1)
    assert np.log2(at[8000] / at[4000]) == pytest.approx(0.75, abs=0.06)


def test_people_come_back_as_often_as_in_the_source(embedded_titles: list[Title], grown: list[Title]) -> None:
    def different(titles: list[Title]) -> int:
        return len({name for title in titles for name in title.cast})

    assert different(grown[: len(embedded_titles)]) == pytest.approx(different(embedded_titles), rel=0.1)
    busiest = Counter(name for title in grown for name in title.cast).most_common(1)[0][1]
    assert 0.005 < busiest / len(grown) < 0.03


def test_most_names_are_one_titles_own(grown: list[Title]) -> None:
    assert len({fold(title.title) for title in grown}) > 0.9 * len(grown)


def test_too_small_a_source_is_refused() -> None:
    with pytest.raises(CallerError, match="at least|100 titles"):
        Grower(TITLES)


def test_zipf_draws_are_heaps() -> None:
    law, chance = Zipf(0.8, draws=1000, count=10), np.random.default_rng(0)
    ranks = law.draw(chance, 200_000)
    assert ranks.min() >= 1
    few, many = len(np.unique(ranks[:50_000])), len(np.unique(ranks))
    assert np.log(many / few) / np.log(4) == pytest.approx(0.8, abs=0.05)
    assert np.bincount(np.minimum(ranks, 10_000))[: ranks.min() + 1].max() == pytest.approx(2000, rel=0.3)
