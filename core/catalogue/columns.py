"""The header names an import understands: every column's own name, then what others call it."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "show_id", "tmdb_id", "movie_id", "imdb_id"),
    "type": ("type", "show_type", "type_s", "media_type", "title_type", "content_type"),
    "title": ("title", "name", "movie", "movie_title", "primary_title", "original_title", "original_name"),
    "original_title": ("original_title", "original_name"),
    "overview": ("overview", "description", "descriptions", "plot", "synopsis", "summary"),
    "directors": ("directors", "director", "crew", "created_by", "creators", "creator"),
    "cast": ("cast", "casts", "actors", "credits", "stars"),
    "genres": ("genres", "genre", "listed_in", "categories", "category", "genre_names"),
    "keywords": ("keywords", "keyword", "tags"),
    "countries": ("countries", "country", "production_countries", "origin_country"),
    "languages": ("languages", "language", "original_language"),
    "year": ("year", "release_year", "start_year", "release_date", "first_air_date"),
    "date_added": ("date_added",),
    "maturity": ("maturity", "certification", "age_certification", "content_rating", "mpaa_rating"),
    "rating": ("rating",),
    "duration": ("duration",),
    "runtime": ("runtime", "runtime_minutes", "running_time"),
    "seasons": ("seasons", "number_of_seasons"),
    "vote_average": ("vote_average", "imdb_score", "tmdb_score", "imdb_rating", "average_rating"),
    "vote_count": ("vote_count", "imdb_votes", "tmdb_votes", "num_votes", "votes"),
    "popularity": ("popularity", "tmdb_popularity"),
    "poster_path": ("poster_path", "poster"),
    "collection": ("collection", "belongs_to_collection"),
    "translations": ("translations",),
    "fetched_at": ("fetched_at",),
    "providers": ("providers",),
    "watch_link": ("watch_link",),
}
"""Where a row fills several of a field's columns, the first in this order wins."""


@lru_cache(maxsize=4096)
def header_key(name: str) -> str:
    """A header name without case, spaces, punctuation or invisible characters: "Release Year" is ``releaseyear``."""
    return re.sub(r"[\W_]", "", name.casefold())


KEYS: Mapping[str, tuple[str, ...]] = {field: tuple(map(header_key, names)) for field, names in ALIASES.items()}
KNOWN = frozenset(key for keys in KEYS.values() for key in keys)


def has_title(keys: Iterable[str]) -> bool:
    """Whether these header keys can make a catalogue at all."""
    return not set(keys).isdisjoint(KEYS["title"])


def unknown(names: Iterable[str]) -> list[str]:
    """The header names no field is read from, as they are written; nameless columns are nobody's loss."""
    return [name.strip() for name in names if header_key(name) and header_key(name) not in KNOWN]


def field_positions(header: Iterable[str], field: str) -> list[int]:
    """Where in this header the columns of a field stand."""
    return [index for index, name in enumerate(header) if header_key(name) in KEYS[field]]
