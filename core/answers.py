"""Answers as JSON: the one shape in which the command line, and every endpoint, say what the engine said."""

from typing import Any

from core.catalogue.title import Title
from core.engine import Engine, Hits, Recommendation, Recommendations


def brief(title: Title) -> dict[str, Any]:
    """What names a title."""
    return {"title_id": title.id, "title": title.title, "type": title.type, "year": title.year}


def recommendation(item: Recommendation) -> dict[str, Any]:
    """A recommended title with its score and what the score is made of."""
    return {
        **brief(item.title),
        "score": round(item.score, 6),
        "because": [{"field": p.field, "label": p.label, "value": round(p.value, 6)} for p in item.because.parts],
    }


def recommendations(engine: Engine, source: Any, method: str, items: Recommendations) -> dict[str, Any]:
    """A list of recommendations; ``source`` is what they are for: a title, or a profile."""
    return {
        "source": source,
        "feature_type": method,
        "count": len(items),
        "snapshot": snapshot(engine),
        "items": [recommendation(item) for item in items],
        "notice": items.notice,
    }


def search(engine: Engine, query: str, hits: Hits) -> dict[str, Any]:
    """Titles found by name."""
    return {
        "query": query,
        "did_you_mean": hits.did_you_mean,
        "count": len(hits),
        "snapshot": snapshot(engine),
        "items": [{**brief(hit.title), "score": hit.score} for hit in hits],
    }


def snapshot(engine: Engine) -> dict[str, Any]:
    """Which snapshot answered."""
    return {"id": engine.snapshot.id, "built_at": engine.snapshot.built_at}
