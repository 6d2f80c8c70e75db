"""What an answer of TMDB's means, whoever gave it: TMDB, its gateway, or something in between."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

_UNAUTHORISED = {
    10: "TMDB has suspended the account of TMDB_API_KEY. Write to TMDB.",
    32: "TMDB wants the e-mail address of TMDB_API_KEY's account verified. Verify it, then run again.",
}
UNKNOWN_KEY = (
    "TMDB does not accept TMDB_API_KEY. Compare it with https://www.themoviedb.org/settings/api (a v3 key or a v4 "
    "read token), then run again."
)


class Sense(Enum):
    """What is to be done about an answer."""

    GOOD = "answered"
    GONE = "there is no such thing, and asking again will not change that"
    PERHAPS_GONE = "not found, says somebody who may not be TMDB"
    REFUSED = "the request itself is wrong: for a list, its page lies past the end"
    WAIT = "too many requests"
    UNAUTHORISED = "the key is not accepted"
    TROUBLE = "worth another attempt"


@dataclass(frozen=True)
class Answer:
    """One answer. ``body`` is the JSON object of a good one, ``reason`` says in words what was wrong with another."""

    sense: Sense
    body: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    retry_after: float | None = None


def answer_of(status: int, content: bytes, retry_after: str | None) -> Answer:
    """What an HTTP status, a body and the header ``Retry-After`` mean together."""
    body = _object(content)
    match status:
        case 200 if body is not None and body.get("success") is not False:
            return Answer(Sense.GOOD, body)
        case 200:
            return Answer(Sense.TROUBLE, reason="an answer that is not JSON, or cut off")
        case 401:
            code = body.get("status_code") if body else None
            known = code if isinstance(code, int) else 0
            return Answer(Sense.UNAUTHORISED, reason=_UNAUTHORISED.get(known, UNKNOWN_KEY))
        case 404 | 410:
            return Answer(Sense.PERHAPS_GONE if body is None else Sense.GONE, reason=f"HTTP {status}")
        case 400 | 405 | 406 | 422:
            return Answer(Sense.REFUSED, reason=f"HTTP {status}")
        case 429:
            return Answer(Sense.WAIT, reason="too many requests (HTTP 429)", retry_after=_seconds(retry_after))
        case _:
            return Answer(Sense.TROUBLE, reason=f"HTTP {status}", retry_after=_seconds(retry_after))


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _seconds(retry_after: str | None) -> float | None:
    """The seconds that a ``Retry-After`` in seconds or as a date asks for; None for anything else."""
    try:
        return None if retry_after is None else max(0.0, float(Retry(0).parse_retry_after(retry_after)))
    except (InvalidHeader, ValueError, OverflowError, TypeError):
        return None
