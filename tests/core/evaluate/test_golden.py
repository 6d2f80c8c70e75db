"""The golden pairs themselves, and what is made of them."""

import pytest

from core.engine import Engine
from core.evaluate.golden import Pair, check_golden, golden_pairs


def test_the_file_is_sound(embedded: Engine) -> None:
    pairs = golden_pairs()
    assert sum(pair.expected for pair in pairs) >= 150
    assert sum(not pair.expected for pair in pairs) >= 50
    assert all(pair.id in embedded and pair.other in embedded and pair.id != pair.other for pair in pairs)
    assert len({frozenset((pair.id, pair.other)) for pair in pairs}) == len(pairs)
    assert all(pair.why for pair in pairs)


def test_a_pair_is_found_in_either_direction() -> None:
    lists = {"a": ["b"], "b": [], "c": [], "d": ["c"], "e": ["f"], "f": []}
    pairs = [Pair("a", "b", True, ""), Pair("c", "d", True, ""), Pair("a", "c", True, ""), Pair("e", "f", False, "")]
    result = check_golden(pairs, lambda title_id, count: lists[title_id][:count])
    assert result.expected_found == pytest.approx(2 / 3)
    assert result.lost == (pairs[2],)
    assert result.absurd_found == 1
