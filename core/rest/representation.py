"""A body as the client wants it: media type, compression, and whether it has it already (RFC 9110)."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from typing import Any

_LEAST_COMPRESSED = 500  # bytes; below, compressing saves less than its headers


def encode(document: Any) -> bytes:
    """JSON in UTF-8. What no UTF-8 can hold (half a surrogate pair in a catalogue) becomes "?".

    :raises ValueError: it holds a NaN, which is no JSON.
    """
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")


def accepts(header: str | None, media_type: str) -> bool:
    """Whether an Accept header allows a media type; the most specific range that fits decides."""
    if not header or not header.strip():
        return True
    kind = media_type.partition(";")[0]
    ranges = _weighted(header)
    for each in (kind, kind.partition("/")[0] + "/*", "*/*"):
        if each in ranges:
            return ranges[each] > 0
    return False


def wants_gzip(header: str | None, body: bytes) -> bool:
    """Whether an Accept-Encoding header allows a body to be compressed, and it is worth it."""
    codings = _weighted(header or "")
    return len(body) >= _LEAST_COMPRESSED and codings.get("gzip", codings.get("*", 0.0)) > 0


def compressed(body: bytes) -> bytes:
    """The body by gzip, the same bytes each time."""
    return gzip.compress(body, compresslevel=5, mtime=0)


def entity_tag(body: bytes, zipped: bool) -> str:
    """The strong ETag of a body that is sent compressed or as it is: other bytes, another tag."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}{"-gzip" if zipped else ""}"'


def has_already(header: str | None, tag: str) -> bool:
    """Whether an If-None-Match header names the tag; W/ makes no difference here."""
    if header is None:
        return False
    tags = [each.strip().removeprefix("W/") for each in header.split(",")]
    return tag in tags or tags == ["*"]


def _weighted(header: str) -> Mapping[str, float]:
    """Each element of a list with its weight: ``q``, or 1; a weight that is no number refuses."""
    found = {}
    for element in header.split(","):
        name, *parameters = (part.strip().lower() for part in element.split(";"))
        weights = [part[2:].strip() for part in parameters if part.startswith("q=")]
        found[name] = _weight(weights[0]) if weights else 1.0
    return found


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
