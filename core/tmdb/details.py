"""Everything about one title, in one request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from core.catalogue.title import Title
from core.tmdb.answers import Sense
from core.tmdb.client import Client
from core.tmdb.convert import Rejected, is_provided, title_of
from core.tmdb.plan import Kind, Plan

Verdict = Literal["title", "gone", "rejected", "failed"]

_PARTS: dict[Kind, str] = {
    "movie": "credits,keywords,watch/providers,translations,release_dates",
    "tv": "credits,aggregate_credits,keywords,watch/providers,translations,content_ratings",
}


@dataclass(frozen=True)
class Details:
    """What became of the question about one title.

    ``gone`` is what TMDB has no more, ``rejected`` what cannot be a title (``reason`` says why), ``failed`` what could
    not be had this time. ``provided`` is whether one of the services has it.
    """

    verdict: Verdict
    fetched_at: datetime
    title: Title | None = None
    provided: bool = False
    reason: str = ""


def fetch(client: Client, plan: Plan, title_id: str, clock: Callable[[], datetime]) -> Details:
    """Asks for a title by our id (``movie-603``). Raises as :meth:`Client.get` does."""
    kind: Kind = "movie" if title_id.startswith("movie-") else "tv"
    number = int(title_id.partition("-")[2])

    def is_it(body: Mapping[str, Any]) -> bool:
        return body.get("id") == number

    asked = clock()
    parameters = {"language": plan.language, "append_to_response": _PARTS[kind]}
    answer = client.get(f"/{kind}/{number}", parameters, is_it)
    if answer.sense is Sense.GONE:
        return Details("gone", asked, reason=answer.reason)
    if answer.sense is not Sense.GOOD:
        return Details("failed", asked, reason=answer.reason)
    provided = is_provided(answer.body, plan)
    try:
        return Details("title", asked, title_of(kind, answer.body, plan, asked), provided)
    except Rejected as error:
        return Details("rejected", asked, provided=provided, reason=str(error))
