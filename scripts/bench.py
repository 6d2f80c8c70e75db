#!/usr/bin/env python3
"""Times "titles like this one" beside scikit-learn, interleaved in one run, on the store that STORE names.

    python scripts/bench.py

Prints medians of thread CPU time over the same queries, their ratio, and whether every answer was the same.
Only the ratio means anything: machines differ.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from rich.progress import track
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

from core.cli.output import messages, out, print_table
from core.pipeline import open_engine
from core.settings import Settings

QUERIES = 200
COUNT = 10


def timed(work: Callable[[], list[int]]) -> tuple[float, list[int]]:
    """Milliseconds of thread CPU time, and the rows found."""
    start = time.thread_time()
    rows = work()
    return (time.thread_time() - start) * 1000, rows


def main() -> int:
    """Runs both on the same queries; returns 1 when an answer differs."""
    engine = open_engine(Settings().store, lambda: datetime.now(UTC))
    snapshot = engine.snapshot
    titles = [snapshot.title(row) for row in range(len(engine))]
    matrix = TfidfVectorizer(analyzer=snapshot.analyser(None).terms).fit_transform(t.overview for t in titles)

    def peer(row: int) -> list[int]:
        scores = linear_kernel(matrix[row], matrix)[0]
        scores[row] = -1
        rows = np.argpartition(-scores, COUNT)[:COUNT]
        return [int(r) for r in rows[np.lexsort((rows, -scores[rows]))] if scores[r] > 0]

    def ours(row: int) -> list[int]:
        return [snapshot.find(item.title.id) for item in engine.similar(titles[row].id, "overview", COUNT)]

    rows = [row for row in range(0, len(titles), max(1, len(titles) // QUERIES)) if titles[row].overview][:QUERIES]
    mine, theirs, different = [], [], 0
    for row in track(rows, "measuring", console=messages, transient=True):
        spent, found = timed(lambda row=row: ours(row))
        mine.append(spent)
        spent, wanted = timed(lambda row=row: peer(row))
        theirs.append(spent)
        # Equal scores may change places at the tenth: scikit-learn takes whichever comes first.
        different += len(set(found) - set(wanted)) > 1
    print_table(
        ("one title's ten best, with reasons and details", "median ms", "ratio"),
        [
            ("this project", f"{median(mine):.2f}", "1"),
            ("scikit-learn linear_kernel + argpartition (rows only)", f"{median(theirs):.2f}",
             f"{median(theirs) / median(mine):.1f}"),
        ],
    )  # fmt: skip
    out.print(f"{len(titles)} titles, {len(rows)} queries, {different} answers differ")
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main())
