"""TMDB's details of a film or a series to a title of ours."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from core.catalogue.title import Title
from core.catalogue.values.cells import number, whole, year_of
from core.catalogue.values.places import country_code
from core.catalogue.values.tmdb import fetched_time, image_path, watch_page
from core.tmdb.parts import count, first, name, objects, part, unique
from core.tmdb.people import cast, directors
from core.tmdb.plan import Kind, Plan
from core.tmdb.texts import main_texts, translations

_LANGUAGES = {"cn": "zh", "xx": ""}  # TMDB's own codes for Cantonese and for no language
_MOST = 100  # keywords, genres, countries
_WAYS = ("flatrate", "free", "ads")  # in which a service shows what one need not rent or buy


class Rejected(Exception):
    """An answer that is no title; the message says why."""


def title_of(kind: Kind, body: Mapping[str, Any], plan: Plan, fetched: datetime) -> Title:
    """The title that an answer with all its appended parts describes.

    :raises Rejected: it has no title, or is marked as adult.
    """
    shown, original, overview = main_texts(body, plan)
    if not shown:
        raise Rejected("it has no title")
    if body.get("adult") is True:
        raise Rejected("it is marked as adult")
    votes = whole(body.get("vote_count"))
    vote, popularity = number(body.get("vote_average")), number(body.get("popularity"))
    where = part(body, "watch/providers", "results", plan.region)
    return Title(
        id=f"{kind}-{int(body['id'])}",
        type="movie" if kind == "movie" else "series",
        title=shown,
        original_title=original,
        year=year_of(first((name(body.get("release_date")), name(body.get("first_air_date"))))),
        overview=overview,
        directors=directors(kind, body),
        cast=cast(body),
        genres=_names(body.get("genres")),
        keywords=_names(part(body, "keywords", "keywords")) or _names(part(body, "keywords", "results")),
        countries=_countries(kind, body),
        languages=_languages(body),
        runtime=_runtime(body),
        seasons=count(body.get("number_of_seasons"), 999),
        maturity=_maturity(body, plan.region),
        vote_average=vote if vote is not None and 0 <= vote <= 10 and (votes or vote) else None,
        vote_count=votes,
        popularity=popularity if popularity is not None and popularity >= 0 else None,
        poster_path=image_path(body.get("poster_path")),
        collection=name(part(body, "belongs_to_collection", "name")),
        translations=translations(body, plan),
        fetched_at=fetched_time(fetched.isoformat()),
        providers=unique((name(service.get("provider_name")) for service in _services(where, _WAYS)), 50),
        watch_link=watch_page(part(where, "link")),
    )


def is_provided(body: Mapping[str, Any], plan: Plan) -> bool:
    """Whether one of the plan's services has it in the plan's region, in whatever way."""
    where = part(body, "watch/providers", "results", plan.region)
    ways = tuple(where) if isinstance(where, Mapping) else ()
    return any(service.get("provider_id") in plan.providers for service in _services(where, ways))


def _services(where: Any, ways: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    return (service for way in ways for service in objects(part(where, way)))


def _names(value: Any) -> tuple[str, ...]:
    return unique((name(item.get("name")) for item in objects(value)), _MOST)


def _countries(kind: Kind, body: Mapping[str, Any]) -> tuple[str, ...]:
    produced = [
        first((name(c.get("iso_3166_1")), name(c.get("name")))) for c in objects(body.get("production_countries"))
    ]
    listed = body.get("origin_country")
    origin = [name(code) for code in listed] if isinstance(listed, list) else []
    found = (origin or produced) if kind == "tv" else (produced or origin)
    return unique((country_code(code) for code in found if code), _MOST)


def _languages(body: Mapping[str, Any]) -> tuple[str, ...]:
    code = name(body.get("original_language"))
    code = _LANGUAGES.get(code, code)
    return (code,) if re.fullmatch(r"[a-z]{2,3}", code) else ()


def _runtime(body: Mapping[str, Any]) -> int | None:
    """Minutes; of a series those of an episode."""
    times = body.get("episode_run_time")
    of_episodes = times if isinstance(times, list) else []
    known = (body.get("runtime"), *of_episodes, part(body, "last_episode_to_air", "runtime"))
    return next((minutes for value in known if (minutes := count(value, 60 * 24 * 7))), None)


def _maturity(body: Mapping[str, Any], region: str) -> str:
    """The region's label: of a film's releases the cinema's first, then any; of a series the only one."""
    for rating in objects(part(body, "content_ratings", "results")):
        if rating.get("iso_3166_1") == region and (label := name(rating.get("rating"))):
            return label
    for country in objects(part(body, "release_dates", "results")):
        if country.get("iso_3166_1") == region:
            releases = sorted(objects(country.get("release_dates")), key=lambda release: release.get("type") != 3)
            return first(name(release.get("certification")) for release in releases)
    return ""
