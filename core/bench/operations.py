"""The operations that are measured in this process, each beside its peers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from core.bench import queries
from core.bench.project import Project
from core.bench.race import OURS, Row, Skipped, Tick, race, skipped
from core.bench.texts import Bm25s, Fts5, Rapidfuzz, Tantivy, TantivyFuzzy
from core.bench.vectors import DenseMatrix, Found, LinearKernel, Mask, Rows, SparseDotTopn, Truth

COUNT, NEIGHBOURS = 10, 50
FULL = "this project, with titles and reasons"
KERNEL, DENSE = "linear_kernel + argpartition", "cosine_similarity, all pairs beforehand"
TANTIVY, BM25S, TOPN = "tantivy (BM25)", "bm25s (BM25)", "sparse_dot_topn"
FTS5, FUZZY, RAPIDFUZZ = "SQLite FTS5 trigram", "tantivy fuzzy", "rapidfuzz"

OVERVIEW, MULTI, HYBRID = "similar, overview", "similar, multi", "similar, hybrid"
PROFILE, FILTERED, ALL_PAIRS = "profile of 20 titles", "filtered", "all pairs, top 50"
TYPO, TYPED = "title search, one typo", "title search, 60 % typed"

_BLOCKS = 10  # all pairs are timed on as many blocks of rows …
_CHECKED = 10  # … and as many rows of each are checked


@dataclass(frozen=True, slots=True)
class Bench:
    """One size being measured: the project, its titles' texts, how many queries, and who is told of progress."""

    project: Project
    names: list[str]
    documents: list[str]
    count: int
    seed: int
    tick: Tick

    def rows(self) -> list[int]:
        """The titles that are asked about."""
        return queries.some_rows(len(self.project), self.count, self.seed)


def by_overview(bench: Bench) -> Iterator[Row]:
    """Everything that compares the overviews' vectors."""
    project = bench.project
    bench.tick("reading vectors", 0, 0)
    matrix = project.matrix("overview")
    truth, kernel = Truth(matrix), LinearKernel(matrix)
    yield from _similar_overview(bench, matrix, truth, kernel)
    yield from _profile(bench, truth, kernel)
    yield from _filtered(bench, truth, kernel)
    yield from _all_pairs(bench, matrix, truth)


def _similar_overview(bench: Bench, matrix: Any, truth: Truth, kernel: LinearKernel) -> Iterator[Row]:
    project, rows = bench.project, bench.rows()
    contenders: dict[str, Callable[[int], Any]] = {
        OURS: partial(project.similar, "overview"),
        FULL: partial(project.answer, "overview"),
        KERNEL: partial(kernel.similar, count=COUNT),
    }
    try:
        bench.tick("cosines of all pairs", 0, 0)
        dense = DenseMatrix(matrix)
        contenders[DENSE] = partial(dense.similar, count=COUNT)
    except Skipped as reason:
        yield skipped(OVERVIEW, DENSE, reason)
    bench.tick("indexing with tantivy", 0, 0)
    tantivy = Tantivy(bench.documents)
    ready = {row: tantivy.query(row) for row in rows}
    contenders[TANTIVY] = lambda row: tantivy.similar(ready[row])
    try:
        bench.tick("indexing with bm25s", 0, 0)
        contenders[BM25S] = Bm25s(bench.documents).similar
    except Skipped as reason:
        yield skipped(OVERVIEW, BM25S, reason)
    for row in _race_of_vectors(OVERVIEW, contenders, {OURS, KERNEL, DENSE}, bench, truth):
        yield replace(row, note=dense.cost) if row.name == DENSE else row


def _race_of_vectors(
    operation: str, contenders: Mapping[str, Callable[[int], Any]], checked: set[str], bench: Bench, truth: Truth
) -> Iterator[Row]:
    """The race for one title's best; answers that are no rows of vectors (BM25's, whole titles) are not checked."""

    def right(name: str, row: int, found: Any) -> bool:
        return name in checked and _confirmed(truth, name, found, {row: 1.0})

    for row in race(operation, contenders, bench.rows(), bench.tick, right):
        yield row if row.name in checked else replace(row, right=None)


def by_multi(bench: Bench) -> Iterator[Row]:
    """Titles by all the fields of `multi`."""
    bench.tick("reading vectors", 0, 0)
    matrix = bench.project.matrix("multi")
    truth, kernel = Truth(matrix), LinearKernel(matrix)
    contenders: dict[str, Callable[[int], Any]] = {
        OURS: partial(bench.project.similar, "multi"),
        FULL: partial(bench.project.answer, "multi"),
        KERNEL: partial(kernel.similar, count=COUNT),
    }
    yield from _race_of_vectors(MULTI, contenders, {OURS, KERNEL}, bench, truth)


def by_hybrid(bench: Bench) -> Iterator[Row]:
    """Titles by everything: no peer knows years and votes."""
    contenders: dict[str, Callable[[int], Any]] = {
        OURS: partial(bench.project.similar, "hybrid"),
        FULL: partial(bench.project.answer, "hybrid"),
    }
    yield from race(HYBRID, contenders, bench.rows(), bench.tick)


def _profile(bench: Bench, truth: Truth, kernel: LinearKernel) -> Iterator[Row]:
    contenders: dict[str, Callable[[list[int]], Found]] = {
        OURS: lambda rows: bench.project.like(dict.fromkeys(rows, 1.0), "overview"),
        KERNEL: partial(kernel.like, count=COUNT),
    }
    yield from race(
        PROFILE, contenders, queries.profiles(len(bench.project), bench.count, bench.seed), bench.tick,
        lambda name, rows, found: _confirmed(truth, name, found, dict.fromkeys(rows, 1.0)),
    )  # fmt: skip


def _filtered(bench: Bench, truth: Truth, kernel: LinearKernel) -> Iterator[Row]:
    masks = bench.project.masks()[:5]
    if not masks:
        yield skipped(FILTERED, OURS, Skipped("no filter leaves 5 to 30 of a hundred titles"))
        return
    parts = [kernel.filtered(mask) for _, mask in masks]
    asked = [(row, place % len(masks)) for place, row in enumerate(bench.rows())]
    contenders: dict[str, Callable[[tuple[int, int]], Found]] = {
        OURS: lambda query: bench.project.similar("overview", query[0], COUNT, masks[query[1]][1]),
        KERNEL: lambda query: parts[query[1]](query[0], COUNT),
    }
    shares = [float(mask.mean()) for _, mask in masks]
    for row in race(
        FILTERED, contenders, asked, bench.tick,
        lambda name, query, found: _confirmed(truth, name, found, {query[0]: 1.0}, mask=masks[query[1]][1]),
    ):  # fmt: skip
        yield replace(row, note=f"{min(shares):.0%} to {max(shares):.0%} qualify") if row.name == OURS else row


def _all_pairs(bench: Bench, matrix: Any, truth: Truth) -> Iterator[Row]:
    rows = queries.some_rows(len(bench.project), _BLOCKS * bench.count, bench.seed)
    blocks = np.array_split(np.asarray(rows), _BLOCKS)
    topn = SparseDotTopn(matrix)
    contenders: dict[str, Callable[[Rows], list[Found]]] = {
        **bench.project.neighbours(NEIGHBOURS),
        TOPN: lambda block: topn.all_pairs(block.tolist(), NEIGHBOURS),
    }

    def right(name: str, block: Rows, found: list[Found]) -> bool:
        first = zip(block.tolist()[:_CHECKED], found, strict=False)
        return all(_confirmed(truth, name, own, {row: 1.0}, NEIGHBOURS) for row, own in first)

    for row in race(ALL_PAIRS, contenders, blocks, bench.tick, right):
        each = 1000 / len(blocks[0])
        note = f"{len(rows)} titles in {len(blocks)} blocks"
        yield replace(row, unit="µs a row", value=(row.value or 0) * each, p95=(row.p95 or 0) * each, note=note)


def searches(bench: Bench) -> Iterator[Row]:
    """Titles by name: an answer is right when a title of the name that was meant is among the first ten."""
    project, names = bench.project, bench.names
    bench.tick("indexing names", 0, 0)
    fts5, fuzzy, rapidfuzz = Fts5(names), TantivyFuzzy(names), Rapidfuzz(names)
    for operation, asked in ((TYPO, "one typo"), (TYPED, "60 % typed")):
        contenders: Mapping[str, Callable[[str], list[int]]] = {
            OURS: project.find,
            FTS5: fts5.find,
            FUZZY: partial(fuzzy.find, half_typed=operation == TYPED),
            RAPIDFUZZ: rapidfuzz.find,
        }
        meant = queries.names(names, asked, bench.count, bench.seed)

        def right(name: str, typed: str, rows: list[int], meant: dict[str, str] = meant) -> bool:
            return any(names[row] == meant[typed] for row in rows)

        yield from race(operation, contenders, list(meant), bench.tick, right)


def _confirmed(
    truth: Truth, name: str, found: Found, weighted: dict[int, float], count: int = COUNT, mask: Mask | None = None
) -> bool:
    """Whether the rows are the best; our scores are cosines and are checked too, peers' are of other lengths."""
    rows, scores = found
    return truth.confirms(rows, scores if name == OURS else None, weighted, count, mask)
