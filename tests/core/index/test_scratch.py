import numpy as np

from core.index.scratch import Scratch


def test_zeros_are_zeros_again_and_the_same_memory() -> None:
    scratch = Scratch((2, 3), np.uint8)
    first = scratch.take()
    assert first.tolist() == [[0, 0, 0], [0, 0, 0]] and first.dtype == np.uint8
    first += 7
    scratch.give(first)
    again = scratch.take()
    assert again is first
    assert not again.any()


def test_who_takes_some_at_the_same_time_has_others() -> None:
    scratch = Scratch((3,), np.float32)
    one, two = scratch.take(), scratch.take()
    one += 1
    assert not two.any()
    scratch.give(one)
    scratch.give(two)
    assert {id(scratch.take()), id(scratch.take())} == {id(one), id(two)}
    assert not one.any() and not two.any()
