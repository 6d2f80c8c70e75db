"""When the next request may go: evenly spaced, and not at all while TMDB asks to wait."""

import math
import threading
import time
from collections.abc import Callable
from random import Random

_FIRST, _LONGEST = 0.5, 30.0  # seconds to wait after being throttled
_BELIEVED, _INSTEAD = 60.0, 10.0  # a longer wait than a minute is nobody's wish: seconds to wait instead
_PATIENCE = 5 * 60.0  # seconds of nothing but throttling after which it is an outage


class Stopped(Exception):
    """The run is to end; no request goes any more."""


class Pace:
    """One pace for all threads.

    A request goes ``1 / per_second`` after the one before. It is let go by the clock and not by plan, so that nothing
    is made up for after a standstill. With ``n`` threads at most ``n`` requests are on their way at any time, so no
    second at the server ever holds more than ``n + per_second + 1`` of them, however late some arrive.
    """

    def __init__(
        self,
        per_second: float,
        stopped: threading.Event,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        random: Random | None = None,
    ) -> None:
        """``sleep`` should end early when ``stopped`` is set, as the one that is used by default does."""
        self._interval = 1 / per_second
        self._stopped, self._clock, self._random = stopped, clock, random or Random()
        self._sleep = sleep or stopped.wait
        self._turn, self._lock = threading.Lock(), threading.Lock()
        self._last = self._resumes = -math.inf
        self._paused_at = -math.inf
        self._throttled, self._since = 0, 0.0  # pauses in a row, and when the first of them began

    def wait(self) -> float:
        """Blocks until a request may go, and gives the time at which it does.

        :raises Stopped: the run is to end.
        """
        with self._turn:
            while True:
                if self._stopped.is_set():
                    raise Stopped
                with self._lock:
                    now, goes = self._clock(), max(self._last + self._interval, self._resumes)
                    if now >= goes:
                        self._last = now
                        return now
                self._sleep(min(goes - now, 1.0))

    def rest(self, seconds: float) -> None:
        """Blocks this thread alone.

        :raises Stopped: the run is to end.
        """
        while not self._stopped.is_set() and seconds > 0:
            self._sleep(min(seconds, 1.0))
            seconds -= 1.0
        if self._stopped.is_set():
            raise Stopped

    def answered(self, went: float) -> None:
        """A request that went at that time was answered."""
        with self._lock:
            if went >= self._resumes:
                self._throttled = 0

    def throttled(self, went: float, retry_after: float | None) -> bool:
        """A request that went at that time was told to wait: nobody goes until it may.

        The pause doubles each time, and is at least what was asked for, within reason. Gives False where nothing else
        has been answered for minutes.
        """
        with self._lock:
            now = self._clock()
            if went > self._paused_at:  # and was not on its way when the pause began
                self._since = self._since if self._throttled else now
                pause = min(_LONGEST, _FIRST * 2 ** min(self._throttled, 10)) * self._random.uniform(0.5, 1)
                self._throttled += 1
                self._paused_at = now
                self._resumes = max(self._resumes, now + pause)
            if retry_after is not None:
                asked = max(retry_after, 0.0)
                self._resumes = max(self._resumes, now + (asked if asked <= _BELIEVED else _INSTEAD))
            return now - self._since < _PATIENCE
