"""Contenders asked the same queries in turn, timed in the thread's own CPU time, each answer checked."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

import numpy as np

Query = TypeVar("Query")
Answer = TypeVar("Answer")
Item = TypeVar("Item")
Tick = Callable[[str, int, int], None]
"""Told what is being measured, how many queries are done, and of how many."""

OURS = "this project"
_TURN = 10  # queries that one contender is asked in a row
BUDGET = 300.0
"""Seconds that one contender may spend on one operation; after that it is asked no more."""


@dataclass(frozen=True, slots=True)
class Row:
    """One contender at one operation: a line of the report.

    ``value`` is a median in ``unit``, None where it was not measured and ``note`` says why; ``p95`` the 95th
    percentile. Of ``asked`` answers ``right`` were right; None where there is no right and wrong.
    """

    operation: str
    name: str
    unit: str
    value: float | None
    p95: float | None = None
    asked: int = 0
    right: int | None = None
    note: str = ""


def counted(items: Iterable[Item], step: str, of: int, tick: Tick) -> Iterator[Item]:
    """The items as they are, with ``tick`` told now and then how many have passed by."""
    for number, item in enumerate(items):
        if number % 1000 == 0:
            tick(step, number, of)
        yield item


class Skipped(Exception):
    """Something is not measured; the message says why."""


def skipped(operation: str, name: str, reason: Skipped) -> Row:
    """The line of what was not measured."""
    return Row(operation, name, "ms", None, note=f"skipped: {reason}")


def _timed(contender: Callable[[Query], Answer], query: Query, times: list[float]) -> Answer:
    start = time.thread_time()
    answer = contender(query)
    times.append(time.thread_time() - start)
    return answer


def race(
    operation: str,
    contenders: Mapping[str, Callable[[Query], Answer]],
    queries: Sequence[Query],
    tick: Tick,
    right: Callable[[str, Query, Answer], bool] | None = None,
    budget: float = BUDGET,
) -> list[Row]:
    """A row for each contender, in milliseconds of CPU time of the thread.

    They take turns: each is asked ten queries in a row, as a server is that does nothing else, before the next is
    asked the same ten; who goes first changes every time. Answers are checked between the turns. The first query is
    asked once before, untimed, so that nobody pays for being called the first time.
    """
    names = list(contenders)
    times: dict[str, list[float]] = {name: [] for name in names}
    rights = dict.fromkeys(names, 0)
    for name in names:
        contenders[name](queries[0])
    for start in range(0, len(queries), _TURN):
        turn = queries[start : start + _TURN]
        tick(operation, start, len(queries))
        for place in range(len(names)):
            name = names[(start // _TURN + place) % len(names)]
            if sum(times[name]) > budget:
                continue
            answers = [_timed(contenders[name], query, times[name]) for query in turn]
            if right:
                rights[name] += sum(right(name, query, answer) for query, answer in zip(turn, answers, strict=True))
    return [
        Row(
            operation, name, "ms", median(times[name]) * 1000, float(np.percentile(times[name], 95)) * 1000,
            len(times[name]), rights[name] if right else None,
        )
        for name in names
    ]  # fmt: skip
