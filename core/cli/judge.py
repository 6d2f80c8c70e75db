"""The command that measures quality: evaluate."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli import options as o
from core.cli.output import messages, out, print_json, print_table, progress_bar
from core.engine import Engine
from core.evaluate.golden import check_golden, first_ids, golden_pairs, has_all
from core.evaluate.likes import read_likes
from core.evaluate.protocol import measure_items, measure_profiles
from core.evaluate.rankers import all_rankers
from core.evaluate.truth import relevance
from core.recommend.methods import METHODS

_HEADINGS = (
    "method", "nDCG@10", "95 %", "hit@10", "recall@10", "coverage", "diversity", "novelty", "halves", "gain over plain"
)  # fmt: skip


def evaluate(
    likes: Annotated[Path | None, typer.Option("--likes", help="CSV: user, title_id (or tmdb_id), rating.")] = None,
    min_likes: Annotated[int, typer.Option("--min-likes", help="Likes a title needs to be asked about.")] = 20,
    store: o.Store = None,
    json: o.Json = False,
) -> None:
    """Measure every method and baseline: on people's likes, and on pairs anybody would expect."""
    engine = o.engine_of(store)
    report: dict[str, Any] = {"snapshot": engine.snapshot.id, "titles": len(engine)}
    if likes is not None:
        report |= _on_likes(engine, likes, min_likes)
    golden = _on_golden(engine)
    if golden:
        report["golden"] = golden
    if json:
        print_json(report)
        return
    _print(report)
    if likes is None and not golden:
        messages.print("Nothing to measure by: give --likes FILE, or measure the embedded catalogue.")


def _on_likes(engine: Engine, path: Path, min_likes: int) -> dict[str, Any]:
    snapshot = engine.snapshot
    known = read_likes(path, snapshot.find)
    truth = relevance(known, len(engine), min_likes)
    rankers = all_rankers(snapshot, [snapshot.title(row) for row in range(len(engine))])
    with progress_bar() as progress:
        items = measure_items(rankers, truth, known, snapshot.space("hybrid", None), progress)
        profiles = measure_profiles(rankers, known, len(engine), progress)
    return {
        "likes": len(known.rows),
        "likes_of_unknown_titles": known.unknown,
        "queries": len(truth.candidates),
        "items": [asdict(quality) for quality in items],
        "profiles": [asdict(quality) for quality in profiles],
    }


def _on_golden(engine: Engine) -> list[dict[str, Any]]:
    pairs = golden_pairs()
    if not has_all(engine.snapshot, pairs):
        return []
    results = []
    for name in METHODS:
        result = check_golden(pairs, first_ids(engine.snapshot, name))
        results.append(
            {
                "name": name,
                "expected_found": result.expected_found,
                "absurd_found": result.absurd_found,
                "lost": [asdict(pair) for pair in result.lost],
                "absurd": [asdict(pair) for pair in result.absurd],
            }
        )
    return results


def _print(report: dict[str, Any]) -> None:
    if "items" in report:
        out.print(f"{report['queries']} queries, {report['likes']} likes, {report['titles']} titles")
        print_table(
            _HEADINGS,
            [
                (
                    q["name"], f"{q['ndcg']:.4f}", f"{q['low']:.3f}-{q['high']:.3f}", f"{q['hit']:.2f}",
                    f"{q['recall']:.3f}", f"{q['coverage']:.2f}", f"{q['diversity']:.2f}", f"{q['novelty']:.1f}",
                    " ".join(f"{half:.3f}" for half in q["halves"]),
                    "to ".join(f"{end:+.3f} " for end in q["gain"]).strip() if q["gain"] else "",
                )
                for q in report["items"]
            ],
        )  # fmt: skip
        print_table(
            ("profiles: hidden likes found", "nDCG@10", "95 %", "with a stray like"),
            [
                (p["name"], f"{p['ndcg']:.4f}", f"{p['low']:.3f}-{p['high']:.3f}", f"{p['with_stray']:.4f}")
                for p in report["profiles"]
            ],
        )
    if "golden" in report:
        print_table(
            ("golden pairs, first ten", "expected found", "absurd found"),
            [(g["name"], f"{g['expected_found']:.0%}", f"{g['absurd_found']:.0%}") for g in report["golden"]],
        )
