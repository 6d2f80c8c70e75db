"""A request and a response, as every home of the endpoint gives and takes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_BODY = 256 * 1024
"""Bytes of a body that are read; a home stops reading behind them."""
MAX_ADDRESS = 16 * 1024
"""Bytes of path and query."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked.

    ``path`` begins with "/" and ``query`` follows the "?", both percent-encoded as they came; ``base`` is the path
    under which the endpoint stands ("" at the root) and no part of ``path``. ``headers`` have names in lower case,
    repeated ones joined by ", ". ``client`` tells clients apart, for the rate limit. ``id`` names the request, and
    is made by the home; a client's own goes before it.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base: str = ""
    client: str = ""
    id: str = "-"


@dataclass(frozen=True, slots=True)
class Response:
    """What the client gets; ``route`` is the path of the operation that answered ("" for none), for the log."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    route: str = ""
