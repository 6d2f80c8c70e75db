"""Every title's neighbours, block by block, by all processors."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.build import Progress, quiet
from core.engine import MAX_COUNT
from core.errors import CallerError, InvalidRequest
from core.index.matrix import Floats, Ints
from core.parallel import in_order, process_pool, processes, processors
from core.recommend.space import Space
from core.snapshot import Snapshot
from core.store.manifest import read_manifest

Found = tuple[Ints, Floats]
"""Neighbours int32 (k, count) and their scores float32 (k, count), of k titles."""

_BLOCK = 512  # titles whose neighbours are found together
_MANY = 10_000 * 10_000  # pairs of titles from which loading the kernel, or starting other processes, pays


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours of some titles, best first, ties in order of row.

    ``rows`` int32 (k,); ``neighbours`` int32 (k, count) and ``scores`` float32 (k, count), -1 and 0 where a title
    has fewer.
    """

    rows: Ints
    neighbours: Ints
    scores: Floats


def compiling_pays(titles: int, rows: int | None = None) -> bool:
    """Whether the neighbours of ``rows`` (default: all) among ``titles`` are found sooner with the kernel loaded."""
    return titles * (titles if rows is None else rows) >= _MANY


def numba_is_there() -> bool:
    """Whether the compiled kernel can be loaded."""
    return find_spec("numba") is not None


def neighbours(
    snapshot: Snapshot,
    method: str,
    count: int = 50,
    *,
    language: str | None = None,
    rows: Sequence[int] | None = None,
    compiled: bool | None = None,
    progress: Progress = quiet,
) -> Iterator[Neighbours]:
    """For each title (default: all, in order of row) what ``Engine.similar(id, method, count)`` lists.

    The same titles in the same order with the same scores to the last bit: of a series of films the best one
    only, nothing filtered. They come in blocks as they are ready; all processors work, a few blocks ahead.
    ``compiled`` says whether the kernel that numba compiles is used (default: where that pays, and numba is there);
    it gives the same numbers.

    :raises InvalidRequest: no such method, or ``count`` or a row is out of range.
    :raises DamagedSnapshot: the kernel would be led astray by the snapshot's postings.
    :raises CallerError: ``compiled`` is asked for, and numba is not installed.
    """
    if not 1 <= count <= MAX_COUNT:
        raise InvalidRequest("count", f"count must be an integer from 1 to {MAX_COUNT}, not {count}.")
    space = snapshot.space(method, language)
    wanted = np.asarray(range(len(snapshot)) if rows is None else rows, dtype=np.int32)
    if len(wanted) and not 0 <= wanted.min() <= wanted.max() < len(snapshot):
        raise InvalidRequest("rows", f"rows must be from 0 to {len(snapshot) - 1}.")
    if compiled is None:
        compiled = compiling_pays(len(snapshot), len(wanted)) and numba_is_there()
    if compiled and not numba_is_there():
        raise CallerError("The compiled kernel needs numba: pip install -r requirements-build.txt.")
    if compiled:
        return _told(wanted, _compiled(space, snapshot, count), progress, "comparing titles, compiled")
    workers = processes() if compiling_pays(len(snapshot), len(wanted)) else 1
    there = partial(_opened_best, snapshot.folder, method, snapshot.language(language), count)
    here = partial(plain_best, space, snapshot.facets.collections, count)
    return _told(wanted, _plain(workers, here, there), progress, "comparing titles")


_Results = Callable[[list[Ints]], Iterator[Found]]


def _told(rows: Ints, results: _Results, progress: Progress, step: str) -> Iterator[Neighbours]:
    blocks = [rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK)]
    done = 0
    progress(step, done, len(rows))
    for block, (found, scores) in zip(blocks, results(blocks), strict=True):
        done += len(block)
        yield Neighbours(block, found, scores)
        progress(step, done, len(rows))


def _compiled(space: Space, snapshot: Snapshot, count: int) -> _Results:
    """By threads: the kernel lets go of the interpreter."""
    from core.neighbours.kernel import Kernel  # numba: only here

    find = partial(Kernel(space, snapshot.facets.collections).best, count=count)

    def results(blocks: list[Ints]) -> Iterator[Found]:
        with ThreadPoolExecutor(processors()) as pool:
            yield from in_order(pool, processors(), find, blocks)

    return results


def _plain(workers: int, here: Callable[[Ints], Found], there: Callable[[Ints], Found]) -> _Results:
    """By ``workers`` processes, each of which opens the snapshot itself, or by this one alone."""

    def results(blocks: list[Ints]) -> Iterator[Found]:
        with process_pool(workers) if workers > 1 else nullcontext() as pool:
            yield from in_order(pool, workers, there, blocks) if pool else map(here, blocks)

    return results


def plain_best(space: Space, groups: npt.NDArray[np.integer], count: int, rows: Ints) -> Found:
    """The neighbours of some titles, one title after the other, as :meth:`core.engine.Engine.recommend` asks for them.

    ``groups`` (n_titles,) are the titles' series, -1 for none.
    """
    neighbours = np.full((len(rows), count), -1, dtype=np.int32)
    scores = np.zeros((len(rows), count), dtype=np.float32)
    for place, row in enumerate(rows.tolist()):
        best, own = space.best(space.profile({row: 1.0}, {}), count, exclude=(row,), groups=groups)
        neighbours[place, : len(best)] = best
        scores[place, : len(best)] = own
    return neighbours, scores


def _opened_best(folder: Path, method: str, language: str, count: int, rows: Ints) -> Found:
    snapshot = _opened(folder)
    return plain_best(snapshot.space(method, language), snapshot.facets.collections, count, rows)


@cache
def _opened(folder: Path) -> Snapshot:
    return Snapshot(folder, read_manifest(folder))
