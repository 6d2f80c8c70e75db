"""Many requests at once, and an end to them when the caller wants one."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from types import TracebackType
from typing import Self, TypeVar

from core.tmdb.client import Client
from core.tmdb.pace import Stopped

T = TypeVar("T")
R = TypeVar("R")

_LOOK = 0.2  # seconds between two looks at whether to stop


class Crew:
    """The threads of a run. What they find is handed over in the caller's thread, which alone remembers it."""

    def __init__(self, client: Client, should_stop: Callable[[], bool]) -> None:
        self.client = client
        self._should_stop = should_stop
        self._threads = ThreadPoolExecutor(client.workers, thread_name_prefix="tmdb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.client.stop()  # cuts what is under way, so that the threads end now
        self._threads.shutdown(wait=error is None, cancel_futures=True)

    def each(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Every item with what ``work`` made of it, in the order in which that was done.

        :raises Stopped: the caller wants an end.
        """
        rest = iter(items)
        waiting: dict[Future[R], T] = {}
        while True:
            for item in islice(rest, 2 * self.client.workers - len(waiting)):
                waiting[self._threads.submit(work, item)] = item
            if not waiting:
                return
            done, _ = wait(waiting, timeout=_LOOK, return_when=FIRST_COMPLETED)
            for future in done:
                item = waiting.pop(future)
                yield item, future.result()
            self._look()

    def one(self, work: Callable[[], R]) -> R:
        """What one piece of work gives, done in a thread so that the caller can want an end meanwhile.

        :raises Stopped: the caller wants an end.
        """
        (found,) = [result for _, result in self.each(lambda _: work(), (None,))]
        return found

    def rest(self, seconds: float) -> None:
        """Waits.

        :raises Stopped: the caller wants an end.
        """
        while seconds > 0:
            self._look()
            self.client.rest(min(seconds, _LOOK))
            seconds -= _LOOK

    def _look(self) -> None:
        if self._should_stop():
            raise Stopped
