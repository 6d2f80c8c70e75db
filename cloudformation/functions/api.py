"""The REST endpoint behind API Gateway, answering from the rows of REST_TABLE."""

import os
import time
from datetime import UTC, datetime
from typing import Any

from gateway import reply, request_of

from core.rest import access
from core.rest.api import Api
from core.rest.cors import read_origins
from core.rest.table import Table
from core.rest.table_source import TableSource


def _now() -> datetime:
    return datetime.now(UTC)


access.to_stderr()
_API = Api(
    TableSource(Table(os.environ["REST_TABLE"], os.environ.get("AWS_REGION")), _now),
    _now,
    key=os.environ.get("API_KEY", ""),
    origins=read_origins(os.environ.get("API_ORIGINS", "")),
)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answers one request."""
    started = time.perf_counter()
    request = request_of(event)
    response = _API.respond(request)
    access.LOG.info(access.line(request, response, time.perf_counter() - started, _now()))
    return reply(response)
