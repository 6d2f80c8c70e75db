"""Measures, on lists short enough to reckon by hand."""

import numpy as np
import pytest

from core.evaluate.measures import hit_rate, interval, ndcg, novelty, recall

HITS = np.array([[True, False, True], [False, False, False], [True, True, True]])


def test_ndcg_by_hand() -> None:
    ideal = 1 + 1 / np.log2(3) + 0.5
    np.testing.assert_allclose(ndcg(HITS, 5), [(1 + 0.5) / ideal, 0, 1])


def test_ndcg_is_full_when_everything_relevant_comes_first() -> None:
    assert ndcg(np.array([[True, False, False]]), 1)[0] == 1


def test_hit_rate_and_recall() -> None:
    assert hit_rate(HITS).tolist() == [1, 0, 1]
    np.testing.assert_allclose(recall(HITS, 4), [0.5, 0, 0.75])


def test_interval_holds_the_mean_and_narrows_with_more_queries() -> None:
    few, many = (np.random.default_rng(1).random(size) for size in (30, 3000))
    assert interval(few)[0] < few.mean() < interval(few)[1]
    assert interval(many)[1] - interval(many)[0] < interval(few)[1] - interval(few)[0]
    assert interval(few) == interval(few)


def test_novelty_is_the_surprise_in_bits() -> None:
    assert novelty([[0], [1]], np.array([2, 0])) == pytest.approx((-np.log2(3 / 4) - np.log2(1 / 4)) / 2)
    assert novelty([[]], np.array([1])) == 0
