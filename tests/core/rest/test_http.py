"""What HTTP asks for around an answer: caching, compression, methods, origins, keys, limits, names of requests."""

import gzip
import json

import pytest

from core.engine import Engine
from core.rest import access
from core.rest.limiter import Limiter
from core.rest.messages import Request
from tests.core.rest.conftest import Ask, api_of, asking, document
from tests.fixtures import START

LIST = "/recommendations/m01"
PATHS = (LIST, "/titles?q=vault", "/titles/m01", "/openapi.json", "/docs", "/")


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_may_be_kept_and_asked_about(ask: Ask, path: str) -> None:
    first = ask(path)
    assert (first.status, first.headers["cache-control"]) == (200, "public, max-age=60")
    assert first.headers["vary"] == "accept-encoding"
    for known in (first.headers["etag"], f"W/{first.headers['etag']}", f'"x", {first.headers["etag"]}', "*"):
        again = ask(path, if_none_match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert "content-length" not in again.headers and "content-type" not in again.headers
    assert ask(path, if_none_match='"x"').status == 200


def test_another_answer_has_another_tag_and_the_same_the_same(ask: Ask, small: Engine) -> None:
    tags = [ask(f"{LIST}?count={count}").headers["etag"] for count in (1, 2, 2)]
    assert tags[0] != tags[1] == tags[2]
    assert asking(api_of(small))(f"{LIST}?count=2").headers["etag"] == tags[1]


@pytest.mark.parametrize("path", [f"{LIST}?explain=true", "/titles/m01", "/openapi.json", "/docs", "/"])
def test_a_compressed_answer_is_the_same_with_a_tag_of_its_own(ask: Ask, path: str) -> None:
    plain, zipped = ask(path), ask(path, accept_encoding="gzip, br")
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.headers["content-length"] == str(len(zipped.body))
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert ask(path, accept_encoding="gzip", if_none_match=zipped.headers["etag"]).status == 304
    assert ask(path, accept_encoding="gzip", if_none_match=plain.headers["etag"]).status == 200


def test_what_changes_is_not_kept(ask: Ask) -> None:
    for response in (ask("/health"), ask("/titles/nobody"), ask("/recommendations", "POST", json_body={"text": "x"})):
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers


@pytest.mark.parametrize("path", [*PATHS, "/health", "/titles/nobody", f"{LIST}?count=0", "/nothing"])
def test_head_says_what_get_would_and_sends_no_body(ask: Ask, path: str) -> None:
    got, head = ask(path), ask(path, "HEAD")
    assert (head.status, head.headers, head.body) == (got.status, got.headers, b"")


def test_options_names_the_methods(ask: Ask) -> None:
    response = ask("/titles", "OPTIONS", origin="https://example.org", access_control_request_method="GET")
    assert (response.status, response.body, response.headers["allow"]) == (204, b"", "GET, HEAD, OPTIONS")
    assert response.headers["access-control-allow-origin"] == "*"
    assert "x-api-key" in response.headers["access-control-allow-headers"]
    assert ask("/nothing", "OPTIONS").status == 404


def test_any_page_may_read_every_answer_unless_origins_are_set(ask: Ask, small: Engine) -> None:
    for path in (LIST, "/titles/nobody", "/nothing"):
        assert ask(path, origin="https://example.org").headers["access-control-allow-origin"] == "*"
    some = asking(api_of(small, origins=("https://example.org",)))
    allowed, other = some(LIST, origin="https://example.org"), some(LIST, origin="https://example.com")
    assert allowed.headers["access-control-allow-origin"] == "https://example.org"
    assert "access-control-allow-origin" not in other.headers
    assert allowed.headers["vary"] == other.headers["vary"] == "accept-encoding, origin"
    assert "access-control-allow-origin" not in some(LIST).headers


def test_a_key_guards_what_the_catalogue_holds(small: Engine) -> None:
    ask = asking(api_of(small, key="sesame"))
    for path in (LIST, "/titles?q=x", "/titles/m01"):
        for wrong in ({}, {"x_api_key": "Sesame"}, {"x_api_key": "sesame, sesame"}, {"x_api_key": "sésame"}):
            response = ask(path, **wrong)
            assert document(response, 401)["type"] == "/docs#unauthorised"
            assert response.headers["www-authenticate"] == "ApiKey"
            assert "sesame" not in response.body.decode()
        assert ask(path, x_api_key="sesame").status == 200
    assert ask(LIST, x_api_key="sesame").headers["cache-control"] == "private, max-age=60"
    assert ask(LIST, "OPTIONS").status == 204  # browsers ask without it
    assert [ask(path).status for path in ("/health", "/", "/docs", "/openapi.json")] == [200] * 4
    assert document(ask("/recommendations", "POST", json_body={"text": "x"}), 401)


def test_a_client_that_asks_too_often_is_told_when_to_come_back(small: Engine) -> None:
    ask = asking(api_of(small, limiter=Limiter(2, lambda: 0.0)))
    assert [ask(LIST, client="a").status for _ in range(3)] == [200, 200, 429]
    response = ask("/titles?q=x", client="a")
    assert document(response, 429)["type"] == "/docs#too-many-requests"
    assert response.headers["retry-after"] == "30"
    assert ask(LIST, client="b").status == 200
    assert ask("/health", client="a").status == 200


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\r\nset-cookie: b", "é", "a, a"])
def test_a_request_has_a_name_of_its_own_or_its_clients(ask: Ask, given: str) -> None:
    assert ask("/", id="made", x_request_id="Client-1_2.3").headers["x-request-id"] == "Client-1_2.3"
    assert ask("/", id="made", x_request_id=given).headers["x-request-id"] == "made"


def test_the_snapshot_stands_in_a_header_too(ask: Ask, small: Engine) -> None:
    for path in (LIST, "/titles?q=vault", "/titles/m01", "/health", "/titles/nobody"):
        assert ask(path).headers["x-snapshot-id"] == small.snapshot.id


def test_one_snapshot_answers_though_another_takes_over(small: Engine, embedded: Engine) -> None:
    turns = iter((small, embedded, small))
    api = api_of(None)
    api._source._current = lambda: next(turns)  # type: ignore[attr-defined]
    ask = asking(api)
    both = document(ask(f"{LIST}?feature_type=both&explain=true"))
    assert both["snapshot"]["id"] == small.snapshot.id
    assert document(ask("/health"))["counts"]["titles"] == len(embedded)
    assert document(ask("/health"))["counts"]["titles"] == len(small)


def test_the_access_log_tells_nothing_of_what_was_asked_or_who_asked(small: Engine) -> None:
    headers = {"x-api-key": "sesame", "cookie": "secret"}
    request = Request("GET", "/titles/m01", "q=private", headers, base="/api", client="192.0.2.1", id="r1")
    line = access.line(request, api_of(small).respond(request), 0.01234, START)
    assert json.loads(line) == {
        "time": "2026-01-02T03:04:05.000+00:00", "request_id": "r1", "method": "GET", "route": "/titles/{title_id}",
        "status": 400, "ms": 12.3, "bytes": json.loads(line)["bytes"],
    }  # fmt: skip
    assert "\n" not in line


def test_the_page_loads_nothing_and_escapes_what_it_shows(ask: Ask) -> None:
    response = ask("/docs", base='/"><script>')
    page = response.body.decode()
    assert "<script" not in page and "http://" not in page and "https://" not in page
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert response.headers["x-content-type-options"] == "nosniff"
