"""API Gateway's events, as AWS documents them, and the replies it takes."""

import base64
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.rest.messages import Response

FUNCTIONS = Path(__file__).parents[2] / "cloudformation" / "functions"


@pytest.fixture(scope="module")
def gateway() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gateway", FUNCTIONS / "gateway.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert "gateway" not in sys.modules
    return module


def rest_event(path: str, query: Any = None, headers: Any = None, method: str = "GET", stage: str = "prod") -> Any:
    """An event of a REST API (payload 1.0)."""
    return {
        "resource": "/{proxy+}", "path": path, "httpMethod": method, "headers": None, "multiValueHeaders": headers,
        "queryStringParameters": None, "multiValueQueryStringParameters": query,
        "pathParameters": {"proxy": path[1:]}, "stageVariables": None, "body": None, "isBase64Encoded": False,
        "requestContext": {"path": f"/{stage}{path}", "stage": stage, "requestId": "r-1", "protocol": "HTTP/1.1"},
    }  # fmt: skip


def http_event(path: str, query: str = "", headers: Any = None, method: str = "GET", stage: str = "$default") -> Any:
    """An event of an HTTP API (payload 2.0)."""
    return {
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": headers or {},
        "requestContext": {"http": {"method": method, "path": path}, "stage": stage, "requestId": "r-2"},
        "isBase64Encoded": False,
    }  # fmt: skip


def test_a_rest_api(gateway: ModuleType) -> None:
    query = {"feature_type": ["both"], "genre": ["Sci-Fi & Fantasy", "Drama"]}
    headers = {"Accept-Encoding": ["gzip"], "If-None-Match": ['"a"', '"b"']}
    request = gateway.request_of(rest_event("/recommendations/movie-603", query, headers))
    assert (request.method, request.path, request.base, request.id) == (
        "GET", "/recommendations/movie-603", "/prod", "r-1"
    )  # fmt: skip
    assert request.query == "feature_type=both&genre=Sci-Fi+%26+Fantasy&genre=Drama"
    assert request.headers == {"if-none-match": '"a", "b"'}
    root = gateway.request_of(rest_event("/"))
    assert (root.path, root.base, root.query, root.headers) == ("/", "/prod", "", {})


def test_an_http_api(gateway: ModuleType) -> None:
    request = gateway.request_of(
        http_event("/v1/titles/movie-603", "a=b%20c&a=d", {"Accept-Encoding": "gzip"}, "HEAD", "v1")
    )
    assert (request.method, request.path, request.base, request.query, request.id) == (
        "HEAD", "/titles/movie-603", "/v1", "a=b%20c&a=d", "r-2"
    )  # fmt: skip
    assert request.headers == {"accept-encoding": "gzip"}
    assert gateway.request_of(http_event("/v1", stage="v1")).path == "/"
    assert gateway.request_of(http_event("/health")).base == ""


def test_what_a_gateway_decoded_is_encoded_again(gateway: ModuleType) -> None:
    for event in (rest_event("/titles/amélie 1%2F"), http_event("/titles/amélie 1%2F")):
        assert gateway.request_of(event).path == "/titles/am%C3%A9lie%201%2F"


def test_replies(gateway: ModuleType) -> None:
    plain = Response(200, {"content-type": "application/json", "content-length": "5"}, '"ñ"'.encode())
    assert gateway.reply(plain) == {
        "statusCode": 200, "headers": {"content-type": "application/json"}, "body": '"ñ"', "isBase64Encoded": False
    }  # fmt: skip
    zipped = gateway.reply(Response(200, {"content-encoding": "gzip"}, b"\x1f\x8b\x00"))
    assert zipped["isBase64Encoded"] and base64.b64decode(zipped["body"]) == b"\x1f\x8b\x00"
