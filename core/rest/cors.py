"""Which pages of other origins may read answers: the Fetch standard's CORS headers."""

from collections.abc import Mapping

ANYBODY = ("*",)
_ASKED = "accept, content-type, if-none-match, x-api-key, x-request-id"
_READ = "etag, retry-after, x-request-id, x-snapshot-id"
_KEPT = "86400"  # seconds a browser may remember a preflight


def read_origins(setting: str) -> tuple[str, ...]:
    """The origins that a setting lists with commas between them; ``ANYBODY`` where it lists none."""
    return tuple(filter(None, (origin.strip().rstrip("/") for origin in setting.split(",")))) or ANYBODY


def headers(origins: tuple[str, ...], request: Mapping[str, str]) -> dict[str, str]:
    """What every answer to a request with these headers says; ``origins`` are those allowed, or ``ANYBODY``."""
    if origins == ANYBODY:
        return {"access-control-allow-origin": "*", "access-control-expose-headers": _READ}
    origin = request.get("origin", "")
    if origin not in origins:
        return {}
    return {"access-control-allow-origin": origin, "access-control-expose-headers": _READ}


def preflight(methods: str) -> dict[str, str]:
    """What the answer to OPTIONS says besides, for a path that knows ``methods``."""
    return {
        "access-control-allow-methods": methods,
        "access-control-allow-headers": _ASKED,
        "access-control-max-age": _KEPT,
    }
