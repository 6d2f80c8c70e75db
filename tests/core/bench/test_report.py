"""The report is what its figures say."""

import json
from typing import Any

import pytest

from core.bench import operations as o
from core.bench.measure import growth
from core.bench.processes import exponent
from core.bench.race import OURS
from core.bench.report import lines, markdown, number, target_lines
from core.bench.targets import TARGETS
from tests.fixtures import ROOT


def row(operation: str, name: str, value: float | None, **others: Any) -> dict[str, Any]:
    return {"operation": operation, "name": name, "unit": "ms", "value": value, "p95": None, "asked": 100,
            "right": None, "note": ""} | others  # fmt: skip


def document(*sizes: tuple[int, list[dict[str, Any]]]) -> dict[str, Any]:
    grown = {"terms": 41519, "nonzeros_a_row": 30.7, "greatest_df_share": 0.136, "distinct_names_share": 0.95}
    measured = [{"titles": titles, "grown": grown, "rows": rows} for titles, rows in sizes]
    return {
        "date": "2026-01-02", "command": "python -m core bench", "seed": 0, "queries": 100, "starts": 5,
        "machine": {"processor": "A | B", "cores": 2, "memory_gib": 23.5, "system": "Linux"},
        "versions": {"Python": "3.11.7"}, "sizes": measured, "growth": growth(measured),
    }  # fmt: skip


def test_committed_report_is_made_of_the_committed_figures() -> None:
    docs = ROOT / "docs"
    figures = json.loads((docs / "performance.json").read_text("utf-8"))
    assert (docs / "performance.md").read_text("utf-8") == markdown(figures)


def test_lines_hold_ratios_to_ours() -> None:
    shown = lines([row("similar", OURS, 0.05, right=100), row("similar", "kernel", 3.1, p95=4.0),
                   row("similar", "dense", None, note="skipped: too large")])  # fmt: skip
    assert shown == [
        ("similar", OURS, "0.050 ms", "", "", "100/100", ""),
        ("", "kernel", "3.10 ms", "4.00", "62.0", "", ""),
        ("", "dense", "–", "", "", "", "skipped: too large"),
    ]


def test_targets_are_reached_or_not() -> None:
    figures = document(
        (10_000, [row(o.OVERVIEW, OURS, 0.2), row(o.OVERVIEW, o.KERNEL, 3.0), row(o.TYPO, OURS, 1, right=98)]),
        (100_000, [row(o.OVERVIEW, OURS, 1.0), row(o.OVERVIEW, o.KERNEL, 50.0)]),
    )
    cells = {line[0]: line[1:] for line in target_lines(figures)}
    assert cells["similar, overview: times as fast as linear_kernel + argpartition"] == (
        "✓ 15.0 (wanted 12.0)", "✗ 50.0 (wanted 100)",
    )  # fmt: skip
    assert cells["title search, one typo: share found"] == ("✗ 0.980 (wanted 0.990)", "not measured (wanted 0.990)")
    assert cells["similar, overview: times as fast as tantivy (BM25)"] == ("", "not measured (wanted 1.30)")
    assert len(cells) == len(TARGETS)


def test_table_cells_cannot_break_the_table() -> None:
    text = markdown(document((10_000, [row("similar", OURS, 1, note="a | b")])))
    assert "a \\| b" in text
    assert "A | B" in text  # in prose it is what it is


@pytest.mark.parametrize(
    ("value", "text"), [(0.0512, "0.051"), (3.14159, "3.14"), (98.54, "98.5"), (985.4, "985"), (12345, "12,345")]
)
def test_numbers_show_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_exponent_of_a_power_is_found() -> None:
    assert exponent([10, 100, 1000], [3 * n**0.7 for n in (10, 100, 1000)]) == pytest.approx(0.7)


def test_growth_needs_two_sizes() -> None:
    figures = document((10, [row("a", OURS, 1), row("b", OURS, 1)]), (1000, [row("a", OURS, 10), row("b", OURS, None)]))
    assert figures["growth"] == [{"operation": "a", "name": OURS, "exponent": 0.5}]
