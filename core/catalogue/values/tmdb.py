"""What only TMDB's titles have, taken to the letter or not at all: it becomes addresses and decides what is kept."""

import re
from datetime import UTC, datetime
from typing import Any

_IMAGE = re.compile(r"/[A-Za-z0-9._-]{1,100}\.(jpg|jpeg|png|webp|svg)")
_WATCH_PAGE = re.compile(r"https://www\.themoviedb\.org/(movie|tv)/[A-Za-z0-9._~%-]{1,300}/watch(\?locale=[A-Z]{2})?")


def image_path(value: Any) -> str:
    """The path of an image on TMDB's image server, ``/name.jpg``; "" for anything else."""
    return value if isinstance(value, str) and _IMAGE.fullmatch(value) else ""


def watch_page(value: Any) -> str:
    """The address of TMDB's page on where to watch a title; "" for anything else."""
    return value if isinstance(value, str) and _WATCH_PAGE.fullmatch(value) else ""


def fetched_time(value: Any) -> str:
    """When TMDB was asked, as ISO 8601 in UTC to the second (``2026-01-02T03:04:05Z``); "" for what is no such time."""
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if found.tzinfo and found.year >= 1000 else ""
    except (TypeError, ValueError, OverflowError):
        return ""
