"""Guarding a password: wrong ones in a row make everybody wait, longer each time."""

import threading
from collections.abc import Callable
from hmac import compare_digest

FREE = 4  # wrong passwords before the first pause
_FIRST, _LONGEST = 15.0, 3600.0  # seconds


class Attempts:
    """The attempts of all viewers together: who opens another window gains nothing. Threads may share it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """``clock`` gives seconds that never go back."""
        self._clock = clock
        self._wrong = 0
        self._until = 0.0
        self._turn = threading.Lock()

    @property
    def pause(self) -> float:
        """Seconds until the next password is looked at, 0 where it is at once."""
        return max(0.0, self._until - self._clock())

    def right(self, given: str, wanted: str) -> bool:
        """Whether the password is right, found in a time that does not tell how far it is; in a pause none is."""
        with self._turn:
            if self.pause:
                return False
            if compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode("utf-8", "surrogatepass")):
                self._wrong = 0
                return True
            self._wrong += 1
            if self._wrong > FREE:
                self._until = self._clock() + min(_LONGEST, _FIRST * 2.0 ** min(10, self._wrong - FREE - 1))
            return False
