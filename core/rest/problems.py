"""Everything that can be wrong, as problem documents (RFC 9457)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name in addresses, its status, what is wrong in general, and what to do."""

    name: str
    status: int
    title: str
    advice: str


INVALID = Kind("invalid-request", 400, "Invalid request", "Correct what `errors` names; nothing is guessed or clamped.")
UNAUTHORISED = Kind("unauthorised", 401, "API key missing or wrong", "Send the key in the header `x-api-key`.")
NO_ROUTE = Kind("no-such-route", 404, "No such route", "See `/docs` for the routes.")
NO_TITLE = Kind("title-not-found", 404, "Title not found", "Try one of `suggestions`, or search: `/titles?q=`.")
NO_METHOD = Kind("method-not-allowed", 405, "Method not allowed", "Use a method that the header `Allow` names.")
NOT_ACCEPTABLE = Kind("not-acceptable", 406, "Not acceptable", "Let the header `Accept` allow the media type named.")
CONTRADICTION = Kind("contradiction", 409, "Parameters contradict each other", "Each is valid; drop or change one.")
TOO_LARGE = Kind("body-too-large", 413, "Body too large", "Send a shorter body.")
TOO_LONG = Kind("address-too-long", 414, "Address too long", "Send a shorter address, or use POST.")
NOT_JSON = Kind("unsupported-media-type", 415, "Unsupported media type", "Send `Content-Type: application/json`.")
TOO_MANY = Kind("too-many-requests", 429, "Too many requests", "Wait as many seconds as `Retry-After` says.")
FAILED = Kind("internal-error", 500, "Internal error", "Try again; report `request_id` when it stays.")
NOT_OFFERED = Kind("not-offered", 501, "Not offered here", "Use an endpoint that offers it; see `/openapi.json`.")
UNAVAILABLE = Kind("unavailable", 503, "Nothing to answer from", "Try again after `Retry-After` seconds.")

KINDS = (
    INVALID, UNAUTHORISED, NO_ROUTE, NO_TITLE, NO_METHOD, NOT_ACCEPTABLE, CONTRADICTION, TOO_LARGE, TOO_LONG, NOT_JSON,
    TOO_MANY, FAILED, NOT_OFFERED, UNAVAILABLE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where: a parameter of the address, or a JSON pointer into the body."""

    detail: str
    parameter: str | None = None
    pointer: str | None = None

    def to_dict(self) -> dict[str, str]:
        """What is known."""
        named = {"detail": self.detail, "parameter": self.parameter, "pointer": self.pointer}
        return {name: value for name, value in named.items() if value is not None}


class Problem(Exception):
    """Ends the answering of a request."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        errors: Sequence[Fault] = (),
        *,
        headers: Mapping[str, str] | None = None,
        suggestions: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.suggestions = suggestions

    def document(self, base: str, path: str, request_id: str) -> dict[str, Any]:
        """The problem document for a request to ``path``; ``type`` leads to the docs page."""
        document: dict[str, Any] = {
            "type": f"{base}/docs#{self.kind.name}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "instance": base + _uri(path),
            "request_id": request_id,
        }
        if self.errors:
            document["errors"] = [error.to_dict() for error in self.errors]
        if self.suggestions is not None:
            document["suggestions"] = [dict(suggestion) for suggestion in self.suggestions]
        return document


def _uri(path: str) -> str:
    """The beginning of a path, whatever a client sent, as a valid URI reference."""
    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", quote(path[:200], safe="/%:@!$&'()*+,;="))


def invalid(faults: Sequence[Fault]) -> Problem:
    """The problem of a request with these faults, at least one."""
    more = f" And {len(faults) - 1} more." if len(faults) > 1 else ""
    return Problem(INVALID, faults[0].detail + more, faults)
