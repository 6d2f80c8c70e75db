"""A made-up title in the shapes of TMDB's real answers, with their nulls, their odd orders and their missing parts."""

from datetime import UTC, datetime
from typing import Any

from tests.tmdb.world import Item, World

NETFLIX = {"logo_path": "/n.jpg", "provider_id": 8, "provider_name": "Netflix", "display_priority": 0}
WITH_ADS = {"logo_path": "/a.jpg", "provider_id": 1796, "provider_name": "Netflix Standard with Ads"}


def row(item: Item) -> dict[str, Any]:
    """The title in a list."""
    common = {
        "adult": False, "backdrop_path": None, "genre_ids": [18], "id": item.number,
        "original_language": item.language, "overview": item.overview, "popularity": item.popularity,
        "poster_path": item.poster, "softcore": False, "vote_average": item.vote, "vote_count": item.votes,
    }  # fmt: skip
    if item.kind == "movie":
        return common | {
            "title": item.title, "original_title": item.original_title, "release_date": item.date, "video": False
        }  # fmt: skip
    return common | {
        "name": item.title, "original_name": item.original_title, "first_air_date": item.date, "origin_country": ["US"]
    }  # fmt: skip


def details(item: Item, parts: set[str]) -> dict[str, Any]:
    """The title with the parts that ``append_to_response`` names; unknown names are passed over."""
    found = row(item) | {
        "genres": [{"id": n, "name": f"{name} "} for n, name in enumerate(item.genres)], "homepage": "",
        "production_companies": [], "production_countries": [{"iso_3166_1": "US", "name": "United States of America"}],
        "origin_country": ["US"], "spoken_languages": [], "status": "Released", "tagline": None,
    }  # fmt: skip
    del found["genre_ids"]
    movie = item.kind == "movie"
    if movie:
        collection = {"id": 1, "name": item.collection, "poster_path": None} if item.collection else None
        found |= {"runtime": item.runtime, "belongs_to_collection": collection, "imdb_id": None}
    else:
        last = {"id": 1, "runtime": item.runtime or None} if item.number % 5 else None
        found |= {
            "episode_run_time": [] if last else [item.runtime], "last_episode_to_air": last,
            "number_of_seasons": item.seasons or None, "number_of_episodes": None, "next_episode_to_air": None,
            "created_by": [{"id": n, "name": name} for n, name in enumerate(item.directors) if item.number % 3],
        }  # fmt: skip
    makers = {
        "credits": lambda: _credits(item),
        "aggregate_credits": lambda: None if movie else _aggregate(item),
        "keywords": lambda: {"keywords" if movie else "results": [{"id": 1, "name": k} for k in item.keywords]},
        "watch/providers": lambda: {"results": _providers(item)},
        "translations": lambda: {"translations": _translations(item)},
        "release_dates": lambda: {"results": _releases(item)} if movie else None,
        "content_ratings": lambda: None if movie else {"results": [{"iso_3166_1": "US", "rating": item.maturity}]},
    }
    appended = {name: make() for name, make in makers.items() if name in parts}
    return found | {name: value for name, value in appended.items() if value is not None}


def _credits(item: Item) -> dict[str, Any]:
    crew = [{"id": 5, "name": "Pat Editor", "job": "Editor", "department": "Editing", "profile_path": None}]
    for number, name in enumerate(item.directors if item.kind == "movie" else ()):
        crew.append({"id": 100 + number, "name": name, "job": "Director", "department": "Directing"})
        crew.append({"id": 100 + number, "name": name, "job": "Writer", "department": "Writing"})
    cast = [{"id": n, "name": name, "character": "", "order": n} for n, name in enumerate(item.cast)]
    return {"cast": cast[::-1] if item.number % 2 else cast, "crew": crew}


def _aggregate(item: Item) -> dict[str, Any]:
    cast = [{"id": n, "name": name, "order": 7 * n, "roles": []} for n, name in enumerate(item.cast)]
    crew = [
        {"id": 100 + n, "name": name, "jobs": [{"job": "Writer"}, {"job": "Director", "episode_count": 3}]}
        for n, name in enumerate(item.directors)
    ]
    return {"cast": cast, "crew": [{"id": 5, "name": "Pat Editor", "jobs": [{"job": "Editor"}]}, *crew]}


def _providers(item: Item) -> dict[str, Any]:
    link = f"https://www.themoviedb.org/{item.kind}/{item.number}-x/watch?locale="
    found: dict[str, Any] = {"CA": {"flatrate": [NETFLIX], "link": link + "CA"}}
    if item.streamed:
        rent = [{"provider_id": 2, "provider_name": "Apple TV"}]
        found["US"] = {"link": link + "US", "rent": rent, "flatrate": [NETFLIX, WITH_ADS]}
    return found if item.number % 7 else dict(reversed(found.items()))


def _translations(item: Item) -> list[dict[str, Any]]:
    name = "title" if item.kind == "movie" else "name"

    def entry(language: str, country: str, title: str, overview: str) -> dict[str, Any]:
        data = {"homepage": "", "overview": overview, name: title, "tagline": ""}
        return {"iso_3166_1": country, "iso_639_1": language, "name": "", "english_name": "", "data": data}

    found = [entry("en", "US", item.title if item.overview else "", item.overview), entry("de", "DE", "", "")]
    if item.spanish_title:
        found.append(entry("es", "MX", f"{item.spanish_title} (MX)", f"{item.spanish_overview} MX"))
        found.append(entry("es", "ES", item.spanish_title, item.spanish_overview))
    return found


def _releases(item: Item) -> list[dict[str, Any]]:
    return [
        {"iso_3166_1": "DE", "release_dates": [{"certification": "16", "type": 3}]},
        {"iso_3166_1": "US", "release_dates": [
            {"certification": "", "type": 1}, {"certification": "NR" if item.maturity else "", "type": 4},
            {"certification": item.maturity, "type": 3},
        ]},
    ]  # fmt: skip


def changes(world: World, kind: str, start: str, end: str) -> list[dict[str, Any]]:
    """The feed's rows for some days; ids that never were anybody's among them, with null flags."""
    with world.lock:
        days = world.feed.get(kind, {})
        numbers = sorted({number for day, named in days.items() if start <= day <= end for number in named})
    noise = [{"id": 10**7 + n, "adult": None, "softcore": None} for n in range(3)]
    return [{"id": number, "adult": False, "softcore": False} for number in numbers] + noise


def today() -> str:
    """Today's date, as the feed takes it where none is asked for."""
    return datetime.now(UTC).date().isoformat()
