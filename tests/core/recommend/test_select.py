import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.recommend.select import best_rows, one_of_each, pool_size, spread

SCORES = st.lists(st.sampled_from([-0.5, 0.0, 0.1, 0.25, 0.5, 1.0]), max_size=12)


def sorted_best(scores: np.ndarray, count: int) -> list[int]:
    """The rows of the highest scores above 0, by sorting everything."""
    return sorted(np.flatnonzero(scores > 0).tolist(), key=lambda row: (-scores[row], row))[:count]


@given(SCORES, st.integers(1, 15))
def test_best_rows_are_what_sorting_everything_gives(scores: list[float], count: int) -> None:
    array = np.array(scores, np.float32)
    assert best_rows(array, count).tolist() == sorted_best(array, count)


@given(st.integers(0, 2**32 - 1), st.integers(1, 5000), st.integers(1, 40), st.integers(1, 6), st.booleans())
def test_best_rows_of_many_blocks(seed: int, size: int, count: int, levels: int, sparse: bool) -> None:
    """Few levels make many ties, across blocks and at the end that fills no block."""
    draw = np.random.default_rng(seed)
    scores = draw.integers(-1 if sparse else 0, levels + 1, size * 3).astype(np.float32)
    if sparse:
        scores[draw.random(size * 3) < 0.999] = 0
    assert best_rows(scores, count).tolist() == sorted_best(scores, count)


@given(st.lists(st.integers(-1, 3), max_size=12))
def test_one_of_each_group_is_the_first_and_those_in_none_all_stay(groups: list[int]) -> None:
    expected = [place for place, group in enumerate(groups) if group < 0 or group not in groups[:place]]
    assert one_of_each(np.array(groups, np.int32)).tolist() == expected


def test_spread_by_hand() -> None:
    """Two pairs of twins: after the best comes not its twin but the best of the others."""
    scores = [1.0, 0.9, 0.5, 0.4]
    cosines = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]).__getitem__
    assert spread(scores, cosines, 4, 0.0) == [0, 1, 2, 3]
    assert spread(scores, cosines, 4, 0.5) == [0, 2, 1, 3]
    assert spread(scores, cosines, 2, 1.0) == [0, 2]
    assert spread(scores[2:], lambda place: np.ones(2), 4, 0.5) == [0, 1]
    assert spread([], cosines, 4, 0.5) == []


@pytest.mark.parametrize("diversity", [0.1, 0.5, 1.0])
def test_spread_of_titles_that_have_nothing_in_common_keeps_the_order(diversity: float) -> None:
    assert spread([0.9, 0.8, 0.7, 0.6], lambda place: np.zeros(4), 3, diversity) == [0, 1, 2]


def test_a_pool_is_larger_only_where_something_is_to_choose() -> None:
    assert pool_size(10, 0) == 10
    assert pool_size(10, 0.1) > 10


def test_spreading_asks_for_cosines_once_for_each_title_it_takes_but_the_last() -> None:
    asked: list[int] = []

    def cosines(row: int) -> np.ndarray:
        asked.append(row)
        return np.zeros(50)

    spread(np.linspace(1, 0.5, 50).tolist(), cosines, 10, 0.5)
    assert asked == list(range(9))
