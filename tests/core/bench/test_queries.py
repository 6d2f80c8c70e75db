import numpy as np
from rapidfuzz.distance import OSA

from core.bench.queries import beginning, names, profiles, some_rows, typo


def test_rows_are_different_and_the_same_every_time() -> None:
    assert some_rows(50, 20, 1) == some_rows(50, 20, 1) != some_rows(50, 20, 2)
    assert len(set(some_rows(50, 20, 1))) == 20
    assert sorted(some_rows(5, 20, 1)) == list(range(5))
    assert all(len(set(rows)) == 20 for rows in profiles(100, 30, 0))


def test_a_typo_is_one_edit() -> None:
    chance = np.random.default_rng(0)
    distances = {OSA.distance("the quiet harbour", typo("the quiet harbour", chance)) for _ in range(500)}
    assert distances <= {0, 1}  # 0: a letter exchanged for itself
    assert 1 in distances


def test_a_beginning_is_sixty_per_cent() -> None:
    assert beginning("0123456789", np.random.default_rng(0)) == "012345"
    assert beginning("heat", np.random.default_rng(0)) == "hea"


def test_short_names_are_not_asked_for() -> None:
    assert set(names(["it", "up", "alien", "heat"], "one typo", 10, 0).values()) == {"alien", "heat"}
    assert len(names([f"title {number}" for number in range(500)], "one typo", 100, 0)) == 100
