"""The endpoint: a request in, a response out. No server, no network, no clock of its own: its homes bring those."""

import hmac
import logging
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.errors import StoreError
from core.rest import cors, docs_page, openapi, problems
from core.rest import representation as form
from core.rest.answering import answer
from core.rest.limiter import Limiter
from core.rest.messages import MAX_ADDRESS, MAX_BODY, Request, Response
from core.rest.operations import HTML, Operation, find
from core.rest.parameters import PROFILE
from core.rest.problems import Fault, Problem
from core.rest.reading import Values, read_body, read_path, read_query
from core.rest.source import Document, Source

_log = logging.getLogger(__name__)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_RETRY = "10"  # seconds after which to look again whether there is a snapshot


@dataclass(slots=True)
class _Trace:
    """What is known of a request so far, for headers and log."""

    route: str = ""
    snapshot_id: str = ""


class Api:
    """Answers requests from a source."""

    def __init__(
        self,
        source: Source,
        clock: Callable[[], datetime],
        *,
        key: str = "",
        origins: tuple[str, ...] = cors.ANYBODY,
        limiter: Limiter | None = None,
    ) -> None:
        """``clock`` tells the time in UTC; ``key`` ("" for none) must stand in ``x-api-key``; ``origins`` may read."""
        self._source = source
        self.clock = clock
        self._key = key
        self._origins = origins
        self._limiter = limiter

    def respond(self, request: Request) -> Response:
        """The response; never raises. One snapshot answers, the one that is current when the request begins."""
        given, trace = request.headers.get("x-request-id", ""), _Trace()
        request_id = given if _REQUEST_ID.fullmatch(given) else request.id
        try:
            status, headers, body = self._answer(request, trace)
        except Exception as error:
            problem = error if isinstance(error, Problem) else _failed(error, request_id)
            status, headers = problem.kind.status, {"content-type": problems.MEDIA_TYPE, "cache-control": "no-store"}
            headers |= problem.headers
            body = form.encode(problem.document(request.base, request.path, request_id))
        headers |= {"x-request-id": request_id, "x-content-type-options": "nosniff"}
        headers |= cors.headers(self._origins, request.headers)
        headers["vary"] = "accept-encoding" if self._origins == cors.ANYBODY else "accept-encoding, origin"
        if trace.snapshot_id:
            headers["x-snapshot-id"] = trace.snapshot_id
        if status not in (204, 304):
            headers["content-length"] = str(len(body))
        return Response(status, headers, b"" if request.method == "HEAD" else body, trace.route)

    def _answer(self, request: Request, trace: _Trace) -> tuple[int, dict[str, str], bytes]:
        methods, title_id = _operations(request)
        trace.route = next(iter(methods.values())).path
        allowed = ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])
        if request.method == "OPTIONS":
            return 204, {"allow": allowed} | cors.preflight(allowed), b""
        operation = methods.get("GET" if request.method == "HEAD" else request.method)
        if operation is None:
            detail = f"{trace.route} knows {allowed}, not {request.method[:20]}."
            raise Problem(problems.NO_METHOD, detail, headers={"allow": allowed})
        self._admit(operation, request)
        if operation.id not in self._source.operations:
            raise Problem(problems.NOT_OFFERED, f"{operation.summary}: this endpoint does not offer it.")
        if not form.accepts(request.headers.get("accept"), operation.media_type):
            raise Problem(problems.NOT_ACCEPTABLE, f"There is only {operation.media_type} here.")
        values = _values(operation, request)
        self._check_offered(values)
        body = self._content(operation, title_id, values, request.base, trace)
        return self._represented(operation, request, body)

    def _admit(self, operation: Operation, request: Request) -> None:
        if operation.open:
            return
        if self._limiter and (seconds := self._limiter.wait(request.client)):
            wait = str(math.ceil(seconds))
            raise Problem(problems.TOO_MANY, f"Too many requests; wait {wait} seconds.", headers={"retry-after": wait})
        given = request.headers.get("x-api-key", "")
        if self._key and not hmac.compare_digest(given.encode(), self._key.encode()):
            detail = "The API key is wrong." if given else "An API key is needed, in the header x-api-key."
            raise Problem(problems.UNAUTHORISED, detail, headers={"www-authenticate": "ApiKey"})

    def _check_offered(self, values: Values) -> None:
        if refused := [name for name in values if name not in self._source.parameters]:
            faults = [Fault(f"{name} is not offered here.", parameter=name) for name in refused]
            raise Problem(problems.NOT_OFFERED, faults[0].detail, faults)

    def _content(self, operation: Operation, title_id: str, values: Values, base: str, trace: _Trace) -> bytes:
        if operation.id == "index":
            return form.encode(openapi.index(self._source, base))
        if operation.id == "openapi":
            return form.encode(self._description(base))
        if operation.id == "docs":
            return docs_page.page(self._description(base))
        try:
            view = self._source.view()
            trace.snapshot_id = view.snapshot["id"]
            return form.encode(answer(operation, view, title_id, values, self.clock()))
        except StoreError as error:
            _log.warning("No answer: %s", error)
            raise Problem(
                problems.UNAVAILABLE, "No snapshot can be served now.", headers={"retry-after": _RETRY}
            ) from error

    def _description(self, base: str) -> Document:
        try:
            choices = self._source.view().choices()
        except StoreError:
            choices = {}
        return openapi.document(self._source, choices, base, secured=bool(self._key), limited=bool(self._limiter))

    def _represented(self, operation: Operation, request: Request, body: bytes) -> tuple[int, dict[str, str], bytes]:
        zipped = form.wants_gzip(request.headers.get("accept-encoding"), body)
        headers = {"cache-control": "no-store"}
        if operation.max_age:
            whose = "private" if self._key else "public"
            headers = {"cache-control": f"{whose}, max-age={operation.max_age}", "etag": form.entity_tag(body, zipped)}
            if form.has_already(request.headers.get("if-none-match"), headers["etag"]):
                return 304, headers, b""
        headers["content-type"] = operation.media_type
        if operation.media_type == HTML:
            headers["content-security-policy"] = docs_page.POLICY
        if zipped:
            headers["content-encoding"] = "gzip"
        return 200, headers, form.compressed(body) if zipped else body


def _operations(request: Request) -> tuple[Mapping[str, Operation], str]:
    if len(request.path) + len(request.query) > MAX_ADDRESS:
        raise Problem(problems.TOO_LONG, f"Path and query may have {MAX_ADDRESS} bytes together.")
    methods, title_id = find(read_path(request.path))
    if not methods:
        raise Problem(problems.NO_ROUTE, f"Nothing stands at {request.path[:100]}.")
    return methods, title_id


def _values(operation: Operation, request: Request) -> Values:
    values = read_query(request.query, operation.query)
    if not operation.body:
        return values
    kind = request.headers.get("content-type", "").lower().replace(" ", "").replace('"', "")
    if kind not in ("application/json", "application/json;charset=utf-8"):
        raise Problem(problems.NOT_JSON, "The body must be JSON in UTF-8, and Content-Type must say so.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(problems.NOT_JSON, "The body must not be compressed.")
    if len(request.body) > MAX_BODY:
        raise Problem(problems.TOO_LARGE, f"A body may have {MAX_BODY} bytes.")
    return read_body(request.body, operation.body, [each.name for each in PROFILE])


def _failed(error: Exception, request_id: str) -> Problem:
    _log.error("Request %s failed", request_id, exc_info=error)
    return Problem(problems.FAILED, "The request could not be answered; the log says why.")
