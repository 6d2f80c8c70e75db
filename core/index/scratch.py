"""Zeros to count and to add up in, used again: fresh memory of this size costs more than what is done in it."""

from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T", bound=np.generic)


class Scratch(Generic[T]):
    """Arrays of one shape and type; as many are kept as were in use at once, by whatever threads.

    Taken and given back, not lent to a ``with``: entering one costs a search of small catalogues 3 %.
    """

    def __init__(self, shape: tuple[int, ...], dtype: type[T]) -> None:
        self._shape, self._dtype = shape, dtype
        self._idle: list[npt.NDArray[T]] = []

    def take(self) -> npt.NDArray[T]:
        """An array of zeros, the caller's own until it is given back; one that never is does no harm."""
        try:
            array = self._idle.pop()
        except IndexError:
            array = np.empty(self._shape, self._dtype)
        array.fill(0)
        return array

    def give(self, array: npt.NDArray[T]) -> None:
        """Takes an array back, whatever stands in it."""
        self._idle.append(array)
