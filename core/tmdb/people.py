"""Who made a title and who is in it."""

from collections.abc import Mapping
from typing import Any

from core.tmdb.parts import name, objects, part, unique
from core.tmdb.plan import Kind

_MOST_CAST, _MOST_DIRECTORS = 20, 50


def directors(kind: Kind, body: Mapping[str, Any]) -> tuple[str, ...]:
    """Everybody whose job is Director, in TMDB's order; of a series its creators, or else its episodes' directors."""
    if kind == "tv" and (creators := unique((name(c.get("name")) for c in objects(body.get("created_by"))), 50)):
        return creators
    crew = [*objects(part(body, "credits", "crew")), *objects(part(body, "aggregate_credits", "crew"))]
    return unique((name(person.get("name")) for person in crew if _directs(person)), _MOST_DIRECTORS)


def cast(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The first of the cast in billing order: of a series its present cast, then that of all its seasons."""
    billed = _billed(part(body, "credits", "cast")) + _billed(part(body, "aggregate_credits", "cast"))
    return unique(billed, _MOST_CAST)


def _directs(person: Mapping[str, Any]) -> bool:
    jobs = [person, *objects(person.get("jobs"))]
    return any(job.get("job") == "Director" for job in jobs)


def _billed(value: Any) -> list[str]:
    def place(person: Mapping[str, Any]) -> float:
        order = person.get("order")
        return order if isinstance(order, int | float) else float("inf")

    return [name(person.get("name")) for person in sorted(objects(value), key=place)]
