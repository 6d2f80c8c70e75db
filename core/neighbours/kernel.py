"""The neighbours of many titles at once, compiled by numba: ``Space.best`` with the same numbers to the last bit.

Sums are added in the order and precision of ``Lines.add_to``, and scored as ``Space`` scores them: nothing here may be
reordered, fused or approximated. Importing this module costs half a second. The first call on a machine compiles for
some seconds; what it made is kept beside this file, or in the user's cache folder, for the processes to come.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numba
import numpy as np
import numpy.typing as npt

from core.errors import DamagedSnapshot
from core.index.matrix import SHORT, Floats, Ints
from core.recommend.space import Space

F = TypeVar("F", bound=Callable[..., Any])
Groups = npt.NDArray[np.integer]
Places = npt.NDArray[np.uint16]

_BLOCK = 65_536  # titles at a time: their sums stay in the processor's second cache
_STRETCH = 64  # titles whose highest score decides whether they are looked at one by one
_A_LITTLE_LESS = np.float32(1 - 1e-6)
_NONE, _ONE, _ANY = np.float32(0), np.float32(1), np.float32(np.inf)


def _inner(function: F) -> F:
    compiled: F = numba.njit(nogil=True)(function)
    return compiled


def _outer(function: F) -> F:
    try:
        compiled: F = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # no folder can be written to: every process compiles for itself
        return _inner(function)
    return compiled


class _Titles(NamedTuple):
    """All titles: the postings of all terms, and what turns a sum into a score.

    ``places`` uint32 and ``weights`` float32 (n_postings,); ``scales`` float32, ``groups`` int32 and ``years`` uint16,
    the place in the table of years, (n_titles,). ``content`` is the method's share of the cosine; ``nearness`` float32
    (n_years, n_years), how near two years are, and ``regards`` float32 (n_titles,) are already times theirs.
    """

    places: npt.NDArray[np.uint32]
    weights: Floats
    scales: Floats
    groups: Groups
    years: Places
    content: np.float32
    nearness: Floats
    regards: Floats


class _Queries(NamedTuple):
    """The titles asked about: their rows int32 (k,), and where the lines of postings of each end, int64 (k,).

    ``starts`` and ``ends`` int64 (n_lines,) say where a line lies among the postings, ``factors`` float32 (n_lines,)
    what its weights are multiplied by.
    """

    rows: Ints
    lasts: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    factors: Floats


class Kernel:
    """Finds neighbours in a space; threads may share it."""

    def __init__(self, space: Space, groups: Groups, block: int = _BLOCK) -> None:
        """``groups`` (n_titles,) are the titles' series, -1 for none; ``block`` titles are compared at a time.

        :raises DamagedSnapshot: the postings lead outside the catalogue. Compiled loops would follow them.
        """
        method, priors, lines = space.method, space.priors, space.by_term
        if not _sound(lines.starts, lines.places, lines.weights, len(groups)):
            raise DamagedSnapshot("The snapshot's postings are out of order. Build a new one: python -m core build.")
        self._space, self._starts, self._block = space, lines.starts, block
        self._titles = _Titles(
            lines.places.view(np.uint32), lines.weights, space.scales, groups, priors.places.view(np.uint16),
            np.float32(method.content), np.float32(method.year) * priors.nearness_of_each,
            np.float32(method.regard) * priors.regard,
        )  # fmt: skip

    def best(self, rows: Ints, count: int) -> tuple[Ints, Floats]:
        """As :func:`core.neighbours.pairs.plain_best`: int32 and float32 (k, count), -1 and 0 where there are fewer."""
        terms, factors, lengths = self._space.unit_profiles(rows.tolist())
        starts, ends = self._starts[terms], self._starts[terms + 1]
        own = np.repeat(np.arange(len(rows)), lengths)
        order = np.argsort(2 * own + (ends - starts > SHORT), kind="stable")  # of each title the short lines first
        queries = _Queries(rows, np.cumsum(lengths), starts[order], ends[order], factors[order])
        neighbours = np.full((len(rows), count), -1, dtype=np.int32)
        scores = np.zeros((len(rows), count), dtype=np.float32)
        _find(self._titles, queries, self._block, neighbours, scores)
        return neighbours, scores


@_outer
def _sound(starts: npt.NDArray[np.int64], places: Ints, weights: Floats, titles: int) -> bool:
    """Whether the lines lie one after the other, and the places in each ascend and are titles' rows."""
    if starts[0] != 0 or starts[-1] != len(places) or len(places) != len(weights):
        return False
    for line in range(len(starts) - 1):
        if starts[line] > starts[line + 1]:
            return False
        before = -1
        for place in places[starts[line] : starts[line + 1]]:
            if place <= before:
                return False
            before = place
        if before >= titles:
            return False
    return True


@_inner
def _add(sums: Floats, titles: _Titles, queries: _Queries, lines: range, first: int, last: int) -> None:
    """Adds the postings from title ``first`` to ``last`` of the lines, in order, and moves the lines' starts on."""
    for line in lines:
        start, end = queries.starts[line], queries.ends[line]
        if last < len(titles.scales):
            end = start + np.searchsorted(titles.places[start:end], np.uint32(last))
            queries.starts[line] = end
        factor = queries.factors[line]
        places, weights = titles.places[start:end], titles.weights[start:end]
        for i in range(len(places)):
            sums[places[i] - np.uint32(first)] += weights[i] * factor


@_inner
def _scale(sums: Floats, scales: Floats) -> None:
    """Sums become cosines."""
    for i in range(len(sums)):
        sums[i] = min(sums[i] * scales[i], _ONE)


@_inner
def _add_priors(cosines: Floats, content: np.float32, nearness: Floats, years: Places, regards: Floats) -> None:
    """Cosines become scores; what shares nothing stays 0."""
    for i in range(len(cosines)):
        cosine = cosines[i]
        # Computed for all and then chosen: several at once, where a branch would take them one by one.
        score = cosine * content + nearness[years[i]] + regards[i]
        cosines[i] = score if cosine > 0 else cosine


@_inner
def _maxima(scores: Floats, maxima: Floats) -> None:
    """The highest score of each stretch.

    Numbers from 0 on are in the order of their bits, and of integers, too, several are compared at once.
    """
    bits, highest = scores.view(np.int32), maxima.view(np.int32)
    for stretch in range(len(highest)):
        own = bits[stretch * _STRETCH : (stretch + 1) * _STRETCH]
        top = np.int32(0)
        for i in range(len(own)):
            top = max(top, own[i])
        highest[stretch] = top


@_inner
def _reached(maxima: Floats, best: Floats) -> np.float32:
    """The ``len(best)``-th highest of the maxima, 0 where there are fewer: so many titles reach it. Fills ``best``."""
    best[:] = 0
    for score in maxima:
        if score > best[-1]:
            place = len(best) - 1
            while place > 0 and best[place - 1] < score:
                best[place] = best[place - 1]
                place -= 1
            best[place] = score
    least: np.float32 = best[-1]
    return least


@_inner
def _insert(groups: Groups, rows: Ints, scores: Floats, found: int, row: int, score: np.float32) -> int:
    """Puts a title in its place among the ``found`` best; returns how many there are then.

    It drives out the one of its group, or stays out where that one is as good; otherwise, where the list is full,
    the last. Titles come in order of row: what has the same score and came before stays before it.
    """
    place = min(found, len(rows) - 1)
    group = groups[row]
    if group >= 0:
        for i in range(found):
            if groups[rows[i]] == group:
                if scores[i] >= score:
                    return found
                place = i
    length = max(found, place + 1)
    while place > 0 and scores[place - 1] < score:
        scores[place], rows[place] = scores[place - 1], rows[place - 1]
        place -= 1
    scores[place], rows[place] = score, row
    return length


@_inner
def _take(
    block: Floats, maxima: Floats, first: int, low: np.float32, high: np.float32,
    groups: Groups, rows: Ints, scores: Floats, found: int,
) -> int:  # fmt: skip
    """Inserts the titles of a block, the first of which is ``first``, that score above ``low`` and up to ``high``."""
    for stretch in range(len(maxima)):
        if maxima[stretch] > low:
            for i in range(stretch * _STRETCH, min((stretch + 1) * _STRETCH, len(block))):
                if low < block[i] <= high:
                    found = _insert(groups, rows, scores, found, first + i, block[i])
                    if found == len(scores):
                        low = max(low, scores[-1])
    return found


@_outer
def _find(titles: _Titles, queries: _Queries, size: int, neighbours: Ints, scores: Floats) -> None:
    """Fills a line of ``neighbours`` and of ``scores`` for each of the queries.

    All queries pass through one block of ``size`` titles before the next, so that what is read of the block stays near.
    """
    end, count = len(titles.scales), neighbours.shape[1]
    found = np.zeros(len(neighbours), dtype=np.int64)
    sums = np.zeros(min(size, end), dtype=np.float32)
    best = np.empty(count, dtype=np.float32)
    for first in range(0, end, size):
        last = min(first + size, end)
        block = sums[: last - first]
        maxima = np.empty((last - first + _STRETCH - 1) // _STRETCH, dtype=np.float32)
        begin = 0
        for i in range(len(neighbours)):
            query, rows, own = queries.rows[i], neighbours[i], scores[i]
            _add(block, titles, queries, range(begin, queries.lasts[i]), first, last)
            begin = queries.lasts[i]
            if first <= query < last:
                block[query - first] = 0
            _scale(block, titles.scales[first:last])
            if titles.content < 1:
                nearness = titles.nearness[titles.years[query]]
                _add_priors(block, titles.content, nearness, titles.years[first:last], titles.regards[first:last])
            _maxima(block, maxima)
            # Where the list is not full: so many titles reach this that no other is needed, unless groups are shared.
            low = own[-1] if found[i] == count else _reached(maxima, best) * _A_LITTLE_LESS
            found[i] = _take(block, maxima, first, low, _ANY, titles.groups, rows, own, found[i])
            if found[i] < count and low > 0:
                found[i] = _take(block, maxima, first, _NONE, low, titles.groups, rows, own, found[i])
            block[:] = 0
