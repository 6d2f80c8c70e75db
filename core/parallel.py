"""Work done by all processors, its results in order and only a little ahead of who asks for them."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def processors() -> int:
    """How many processors are ours."""
    return len(os.sched_getaffinity(0))


def processes() -> int:
    """How many processes can work side by side. One where they cannot talk to each other, as inside AWS Lambda."""
    return processors() if os.access("/dev/shm", os.W_OK) else 1


def process_pool(workers: int) -> ProcessPoolExecutor:
    """Processes that are started anew, not forked: a copy of a process with threads may hold locks for ever."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def in_order(pool: Executor, workers: int, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """``map`` by the pool's ``workers``, each two items ahead at most, so that what waits takes little memory."""
    waiting: deque[Future[R]] = deque()
    for item in items:
        waiting.append(pool.submit(function, item))
        if len(waiting) > 2 * workers:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
