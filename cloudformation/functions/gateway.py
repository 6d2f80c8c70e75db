"""API Gateway's events as requests and responses as its replies: of REST APIs (1.0) and HTTP APIs (2.0)."""

import base64
from typing import Any
from urllib.parse import quote, urlencode

from core.rest.messages import Request, Response

Event = dict[str, Any]


def request_of(event: Event) -> Request:
    """The request that an event tells of, without its body: nothing that takes one is offered."""
    return _http_api(event) if event.get("version") == "2.0" else _rest_api(event)


def reply(response: Response) -> Event:
    """A response as API Gateway takes it; only what is compressed is no text."""
    zipped = "content-encoding" in response.headers
    body = base64.b64encode(response.body).decode() if zipped else response.body.decode("utf-8")
    headers = {name: text for name, text in response.headers.items() if name != "content-length"}  # which it sets
    return {"statusCode": response.status, "headers": headers, "body": body, "isBase64Encoded": zipped}


def _http_api(event: Event) -> Request:
    about, whole = event["requestContext"], event["rawPath"]
    base = "" if about["stage"] == "$default" else f"/{about['stage']}"
    headers = {name.lower(): text for name, text in (event.get("headers") or {}).items()}
    path, query = _encoded(whole.removeprefix(base)), event.get("rawQueryString") or ""
    return Request(about["http"]["method"], path, query, headers, base=base, id=about["requestId"])


def _rest_api(event: Event) -> Request:
    """Without Accept-Encoding: what a REST API's clients get compressed, it compresses itself."""
    about, path = event["requestContext"], event["path"]
    query = urlencode(event.get("multiValueQueryStringParameters") or {}, doseq=True)
    headers = {name.lower(): ", ".join(texts) for name, texts in (event.get("multiValueHeaders") or {}).items()}
    headers.pop("accept-encoding", None)
    whole = str(about.get("path") or path)  # begins with the stage, or with what a domain's mapping says
    base = whole.removesuffix(path) if whole.endswith(path) else ""
    return Request(event["httpMethod"], _encoded(path), query, headers, base=base, id=about["requestId"])


def _encoded(path: str) -> str:
    """A path, of which API Gateway may have decoded some, percent-encoded."""
    return quote(path, safe="/%:@!$&'()*+,;=~") or "/"
