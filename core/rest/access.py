"""The access log: one line of JSON for each request, without what was asked for or who asked."""

import json
import logging
import sys
from datetime import datetime

from core.rest.messages import Request, Response

LOG = logging.getLogger(__name__)
"""Where homes write the lines, at level INFO."""


def line(request: Request, response: Response, seconds: float, now: datetime) -> str:
    """What may be kept: ``now`` (UTC) is the time of the response, ``seconds`` how long it took."""
    told = {
        "time": now.isoformat(timespec="milliseconds"),
        "request_id": response.headers["x-request-id"],
        "method": request.method[:20],
        "route": response.route,
        "status": response.status,
        "ms": round(seconds * 1000, 1),
        "bytes": len(response.body),
    }
    return json.dumps(told)


def to_stderr() -> None:
    """Sends the lines to stderr as they are, and nowhere else."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.handlers = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
