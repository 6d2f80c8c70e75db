"""The document of a run as Markdown, docs/performance.md, and as tables for the terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.bench.race import OURS
from core.bench.targets import TARGETS

Document = Mapping[str, Any]
HEADINGS = ("operation", "who", "median", "p95", "ratio", "right", "note")

_INTRODUCTION = """\
# Performance

Written by `python -m core bench --write`; the figures are in [performance.json](performance.json). Only what was
measured in one run on one machine can be compared: read the ratios, not the milliseconds.

    {command}

{date}, {processor}, {cores} cores, {memory_gib} GiB of memory, {system}. {versions}.

**Catalogues** are grown from the embedded one (or `--store`). Every grown title is modelled on a real one. Overviews
are made of phrases of real ones, so each common word stands in the same share of titles as there; in the place of
words that at most two real titles have stand made-up ones, drawn by Zipf's law, so that the vocabulary grows by Heaps'
law, with exponent 0.75. People, keywords and titles' names grow the same way. Texts are nonsense; their statistics
are not:

{grown}

**Measuring.** {queries} queries (seed {seed}), asked of each contender ten in a row, in turning order, on one
thread. Times are CPU time of the thread, median and 95th percentile, unless a row says otherwise. "ratio" is the time
or memory over this project's. "right": vectors' answers are checked against brute force in double precision on the
same vectors (ids, order and our scores; only scores equal within 10⁻⁶ may change places); searches, where the name
that was meant is among the first ten. BM25 is another formula, so its lists are not compared. scikit-learn and
sparse_dot_topn are given the project's own vectors; tantivy and bm25s the same analysed terms, tantivy its query
ready made; filtered scikit-learn its filtered matrix. Starts are of {starts} fresh processes, timed from outside; their
second figure is the slowest. The pickle holds scikit-learn's vectoriser and matrix of the joined texts and a pandas
frame; both sides answer ten titles with their details, ours by `multi` with reasons. A build is timed once, in a
process of its own.
"""


def markdown(document: Document) -> str:
    """The whole report."""
    parts = [_introduction(document), _targets(document)]
    for size in document["sizes"]:
        parts.append(f"## {size['titles']:,} titles\n\n" + _table(HEADINGS, lines(size["rows"])))
    if document["growth"]:
        parts.append(_growth(document))
    return "\n".join(parts)


def lines(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Text cells for each row, as under :data:`HEADINGS`: rows of one operation together, what was skipped last."""
    ours = {row["operation"]: row["value"] for row in rows if row["name"] == OURS}
    order = list(dict.fromkeys(row["operation"] for row in rows))
    shown: list[tuple[str, ...]] = []
    last = ""
    for row in sorted(rows, key=lambda row: (order.index(row["operation"]), row["value"] is None)):
        value, own = row["value"], ours.get(row["operation"])
        shown.append(
            (
                row["operation"] if row["operation"] != last else "",
                row["name"],
                "–" if value is None else f"{number(value)} {row['unit']}",
                "" if row["p95"] is None else number(row["p95"]),
                "" if not value or not own or row["name"] == OURS else number(value / own),
                "" if row["right"] is None else f"{row['right']}/{row['asked']}",
                row["note"],
            )
        )
        last = row["operation"]
    return shown


def number(value: float) -> str:
    """Three digits that count: 0.0512, 3.14, 985, 12,345."""
    if value >= 100:
        return f"{value:,.0f}"
    digits = 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:.{digits}f}"


def target_lines(document: Document) -> Iterator[tuple[str, ...]]:
    """What is wanted, and at each measured size what was reached; ✓ and ✗ say whether that is enough."""
    for target in TARGETS:
        cells = [target.label]
        for size in document["sizes"]:
            titles = size["titles"]
            figure = target.reached(size["rows"])
            if titles not in target.wanted:
                cells.append("")
            elif figure is None:
                cells.append(f"not measured (wanted {number(target.wanted[titles])})")
            else:
                sign = "✓" if target.good(titles, figure) else "✗"
                cells.append(f"{sign} {number(figure)} (wanted {number(target.wanted[titles])})")
        yield tuple(cells)


def target_headings(document: Document) -> tuple[str, ...]:
    """The headings over :func:`target_lines`."""
    return ("target", *(f"{size['titles']:,}" for size in document["sizes"]))


def growth_lines(document: Document) -> list[tuple[str, ...]]:
    """For each operation the exponent of this project, and those of the others."""
    lines: dict[str, dict[str, str]] = {}
    for line in document["growth"]:
        lines.setdefault(line["operation"], {})[line["name"]] = f"{line['exponent']:.2f}"
    return [
        (operation, own.pop(OURS, ""), ", ".join(f"{name} {exponent}" for name, exponent in own.items()))
        for operation, own in lines.items()
    ]


def statistics_lines(document: Document) -> list[tuple[str, ...]]:
    """What was grown, size by size."""
    return [
        (
            f"{size['titles']:,}", f"{size['grown']['terms']:,}", f"{size['grown']['nonzeros_a_row']:.1f}",
            f"{size['grown']['greatest_df_share']:.3f}", f"{size['grown']['distinct_names_share']:.2f}",
        )
        for size in document["sizes"]
    ]  # fmt: skip


GROWTH = ("operation", OURS, "others")
STATISTICS = (
    "titles",
    "terms of overviews",
    "non-zeros a row",
    "greatest share of titles with a term",
    "distinct names",
)


def _introduction(document: Document) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in document["versions"].items())
    grown = _table(STATISTICS, statistics_lines(document))
    return _INTRODUCTION.format_map({**document, **document["machine"], "versions": versions, "grown": grown})


def _targets(document: Document) -> str:
    return "## Targets\n\n" + _table(target_headings(document), target_lines(document))


def _growth(document: Document) -> str:
    text = (
        "## Growth\n\nThe e of value ≈ c · titlesᵉ, by least squares of the logarithms: 1 grows with the catalogue.\n\n"
    )
    return text + _table(GROWTH, growth_lines(document))


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]] | Iterator[Sequence[str]]) -> str:
    cells = [headings, ["---"] * len(headings), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in cells)
