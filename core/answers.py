"""Answers as JSON: the one shape in which the command line, and every endpoint, say what the engine said.

Nothing here computes: where answers are kept as rows, the rows are made of these, and no engine is imported.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.catalogue.title import Title

if TYPE_CHECKING:
    from core.engine import Engine, Hits, Recommendation, Recommendations


def brief(title: Title) -> dict[str, Any]:
    """What names a title."""
    return {"title_id": title.id, "title": title.title, "type": title.type, "year": title.year}


def recommendation(item: "Recommendation", explain: bool = True) -> dict[str, Any]:
    """A recommended title with its score and, with ``explain``, what the score is made of."""
    told = {**brief(item.title), "score": round(item.score, 6)}
    if explain:
        told["because"] = [
            {"field": part.field, "label": part.label, "value": round(part.value, 6)} for part in item.because.parts
        ]
    return told


def recommendations(
    engine: "Engine", source: Any, method: str, items: "Recommendations", explain: bool = True
) -> dict[str, Any]:
    """A list of recommendations; ``source`` is what they are for: a title, or a profile."""
    told = [recommendation(item, explain) for item in items]
    return listing(source, method, snapshot(engine), told, items.notice)


def listing(
    source: Any, method: str, snapshot: Mapping[str, str], items: list[dict[str, Any]], notice: str | None
) -> dict[str, Any]:
    """A list of items (as :func:`recommendation` tells them) with what it is, and why it is shorter than asked."""
    return {
        "source": source,
        "feature_type": method,
        "count": len(items),
        "snapshot": dict(snapshot),
        "items": items,
        "notice": notice,
    }


def search(engine: "Engine", query: str, hits: "Hits") -> dict[str, Any]:
    """Titles found by name."""
    return {
        "query": query,
        "did_you_mean": hits.did_you_mean,
        "count": len(hits),
        "snapshot": snapshot(engine),
        "items": [{**brief(hit.title), "score": hit.score} for hit in hits],
    }


def title(snapshot: Mapping[str, str], title: Title) -> dict[str, Any]:
    """One title with all its fields."""
    fields = title.to_dict()
    return {"title_id": fields.pop("id"), **fields, "snapshot": dict(snapshot)}


def snapshot(engine: "Engine") -> dict[str, Any]:
    """Which snapshot answered."""
    return {"id": engine.snapshot.id, "built_at": engine.snapshot.built_at}
