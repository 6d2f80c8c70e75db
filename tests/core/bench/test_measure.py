"""A whole run at a small size: growing, building, peers, fresh processes, report."""

from pathlib import Path

import pytest

from core.bench import operations as o
from core.bench import processes as p
from core.bench.machine import require_packages
from core.bench.measure import measure
from core.bench.race import OURS
from core.bench.report import markdown
from core.catalogue.title import Title
from core.errors import CallerError
from tests.fixtures import START


def test_a_small_run_from_end_to_end(tmp_path: Path, embedded_titles: list[Title]) -> None:
    try:
        require_packages()
    except CallerError as missing:
        pytest.skip(str(missing))
    steps: list[str] = []
    document = measure(
        embedded_titles, [800], tmp_path, date=START, command="a test", tick=lambda step, done, of: steps.append(step),
        count=10, starts=1,
    )  # fmt: skip
    (size,) = document["sizes"]
    rows = {(row["operation"], row["name"]): row for row in size["rows"]}
    for operation in (o.OVERVIEW, o.MULTI, o.PROFILE, o.FILTERED, o.ALL_PAIRS):
        exact = [row for (of, _), row in rows.items() if of == operation and row["right"] is not None]
        assert len(exact) >= 2, operation
        assert all(row["right"] == row["asked"] for row in exact), exact
    assert {name for of, name in rows if of == o.OVERVIEW} == {OURS, o.FULL, o.KERNEL, o.DENSE, o.TANTIVY, o.BM25S}
    assert {name for of, name in rows if of == o.TYPO} == {OURS, o.FTS5, o.FUZZY, o.RAPIDFUZZ}
    assert rows[o.TYPO, OURS]["right"] >= 9
    for operation in (p.START_WALL, p.MEMORY):
        assert 0 < rows[operation, OURS]["value"] < rows[operation, p.PICKLED]["value"]
    assert rows[p.BUILD_PEAK, OURS]["value"] > 20  # MiB: Python alone has more
    assert size["grown"]["terms"] > 5000
    assert "800 titles: growing" in steps
    assert "## 800 titles" in markdown(document)
