import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.recommend.select import best_rows, pool_size, spread

SCORES = st.lists(st.sampled_from([-0.5, 0.0, 0.1, 0.25, 0.5, 1.0]), max_size=12)


@given(SCORES, st.integers(1, 15), st.data())
def test_best_rows_are_what_sorting_everything_gives(scores: list[float], count: int, data: st.DataObject) -> None:
    mask = data.draw(st.none() | st.lists(st.booleans(), min_size=len(scores), max_size=len(scores)))
    allowed = [row for row, score in enumerate(scores) if score > 0 and (mask is None or mask[row])]
    expected = sorted(allowed, key=lambda row: (-scores[row], row))[:count]
    array = np.array(scores, np.float32)
    assert best_rows(array, count, None if mask is None else np.array(mask, bool)) == expected


def test_spread_by_hand() -> None:
    """Two pairs of twins: after the best comes not its twin but the best of the others."""
    scores = np.array([1.0, 0.9, 0.5, 0.4])
    cosines = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]).__getitem__
    assert spread([0, 1, 2, 3], scores, cosines, 4, 0.0) == [0, 1, 2, 3]
    assert spread([0, 1, 2, 3], scores, cosines, 4, 0.5) == [0, 2, 1, 3]
    assert spread([0, 1, 2, 3], scores, cosines, 2, 1.0) == [0, 2]
    assert spread([2, 3], scores, cosines, 4, 0.5) == [2, 3]
    assert spread([], scores, cosines, 4, 0.5) == []


@pytest.mark.parametrize("diversity", [0.1, 0.5, 1.0])
def test_spread_of_titles_that_have_nothing_in_common_keeps_the_order(diversity: float) -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6])
    assert spread([0, 1, 2, 3], scores, lambda row: np.zeros(4), 3, diversity) == [0, 1, 2]


def test_a_pool_is_larger_only_where_something_is_to_choose() -> None:
    assert pool_size(10, 0) == 10
    assert pool_size(10, 0.1) > 10


def test_spreading_asks_for_cosines_once_for_each_title_it_takes_but_the_last() -> None:
    asked: list[int] = []

    def cosines(row: int) -> np.ndarray:
        asked.append(row)
        return np.zeros(50)

    spread(list(range(50)), np.linspace(1, 0.5, 50), cosines, 10, 0.5)
    assert asked == list(range(9))
