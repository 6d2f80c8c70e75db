"""Ids that fit in an address: TMDB's numbers with their type, other sources' own ids, or one made from the title."""

import hashlib
import re

from core.catalogue.title import TitleType
from core.text import fold

MAX_ID = 64
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")  # "." and ".." would climb in an address
_TMDB = re.compile(r"(movie|tv)-\d{1,18}")
_TMDB_PREFIX = {"movie": "movie", "series": "tv"}


def is_safe(title_id: str) -> bool:
    """Whether an id can stand as it is."""
    return _SAFE.fullmatch(title_id) is not None


def source_id(value: str, column: str, title_type: TitleType) -> str:
    """A source's own id made safe: ``movie-603`` or ``tv-1396`` for a number in a ``tmdbid`` column.

    "" for a value with nothing in it. What does not fit keeps its beginning and gets a hash of the whole.
    """
    value = value.strip()
    if value.endswith(".0") and value[:-2].isdigit():
        value = value[:-2]  # a number column with gaps comes out of pandas as 603.0
    if column == "tmdbid" and re.fullmatch(r"[0-9]{1,18}", value):
        return f"{_TMDB_PREFIX[title_type]}-{int(value)}"
    if not value or is_safe(value):
        return value
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", value).strip(".-")
    return safe if is_safe(safe) else _hashed(safe, value)


def made_id(title_type: TitleType, title: str, year: int | None) -> str:
    """An id for a title that has none: ``movie-the-matrix-1999``, the same for every spelling that folds alike."""
    folded = fold(title) or title
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    stem = "-".join(filter(None, (title_type, slug, str(year or ""))))
    if folded.replace(" ", "-") == slug and is_safe(stem) and not _TMDB.fullmatch(stem):
        return stem
    return _hashed(stem, folded)  # letters were lost, or it is too long, or "movie-1917" would look like TMDB's


def numbered(title_id: str, count: int) -> str:
    """The id for the ``count``-th title that claims one: ``s1-2``."""
    suffix = f"-{count}"
    return title_id[: MAX_ID - len(suffix)] + suffix


def type_of_id(title_id: str) -> TitleType | None:
    """What TMDB's and JustWatch's prefixes tell: ``movie-603``, ``tm84618``; ``tv-1396``, ``ts20413``."""
    prefix = re.fullmatch(r"(movie-|tm|tv-|ts)\d+", title_id)
    return None if prefix is None else "movie" if prefix[1] in ("movie-", "tm") else "series"


def _hashed(stem: str, whole: str) -> str:
    mark = hashlib.blake2b(whole.encode(errors="replace"), digest_size=4).hexdigest()
    return f"{stem[: MAX_ID - len(mark) - 1]}-{mark}".lstrip("-")
