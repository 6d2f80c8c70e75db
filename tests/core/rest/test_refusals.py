"""What is not said rightly is refused: with the right status, naming every fault, and never clamped."""

from typing import Any

import pytest

from core.engine import Engine
from core.rest import problems
from core.rest.messages import MAX_ADDRESS, MAX_BODY
from tests.core.rest.conftest import Ask, api_of, asking, document, faults
from tests.fixtures import ODD

LIST = "/recommendations/m01"


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("count=0", "count", "from 1 to 50, not '0'"), ("count=51", "count", "from 1 to 50"), ("count=", "count", "''"),
        ("count=-1", "count", "'-1'"), ("count=1e1", "count", "'1e1'"), ("count=5&count=5", "count", "only once"),
        ("count", "count", "not ''"), ("feature_type=Multi", "feature_type", "one of overview, multi, hybrid, both"),
        ("type=tv", "type", "one of movie, series"), ("genre=", "genre", "1 to 100 characters"),
        ("genre=Opera", "genre", "'Opera'. There is, for example:"), ("language=xx", "language", "one of en, es"),
        ("year_from=abc", "year_from", "from 1800 to 2200"), ("year_to=12345", "year_to", "from 1800 to 2200"),
        ("diversity=1.1", "diversity", "from 0 to 1"), ("diversity=nan", "diversity", "'nan'"),
        ("explain=1", "explain", "true or false"), ("exclude=a%2Fb", "exclude", "of the form"),
        ("cuont=5", "cuont", "There is no parameter 'cuont'. Did you mean count?"), ("%00=1", "\x00", "no parameter"),
        ("q=x", "q", "There is no parameter 'q'"), ("Count=5", "Count", "Did you mean count?"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named_with_what_it_must_be(ask: Ask, query: str, parameter: str, words: str) -> None:
    assert words in faults(ask(f"{LIST}?{query}"))[parameter]


def test_every_fault_is_named_at_once(ask: Ask) -> None:
    response = ask(f"{LIST}?count=0&type=x&foo=1&diversity=2&explain=maybe")
    assert list(faults(response)) == ["count", "type", "foo", "diversity", "explain"]
    assert document(response, 400)["detail"].endswith("And 4 more.")


def test_a_flood_of_faults_is_cut(ask: Ask) -> None:
    assert len(document(ask(LIST + "?" + "&".join(f"a{n}=1" for n in range(900))), 400)["errors"]) == 20


@pytest.mark.parametrize("query", ["genre=%", "genre=%zz", "genre=%ff", "%ed%a0%80=1", "genre=%c3%28"])
def test_a_query_that_is_not_percent_encoded_utf_8(ask: Ask, query: str) -> None:
    assert "The query" in document(ask(f"{LIST}?{query}"), 400)["detail"]


def test_what_may_be_repeated_has_a_bound(ask: Ask) -> None:
    assert document(ask(LIST + "?" + "&".join(f"exclude=m{n}" for n in range(50))))["count"] > 0
    assert "at most 50 times" in faults(ask(LIST + "?" + "&".join(f"exclude=m{n}" for n in range(51))))["exclude"]


def test_empty_pairs_say_nothing(ask: Ask) -> None:
    assert ask(f"{LIST}?&count=3&&").body == ask(f"{LIST}?count=3").body


def test_the_name_to_search_for_is_required(ask: Ask) -> None:
    assert faults(ask("/titles")) == {"q": "q is required."}


def test_years_that_leave_nothing_contradict_each_other(ask: Ask) -> None:
    told = document(ask(f"{LIST}?year_from=2001&year_to=2000"), 409)
    assert told["detail"] == "year_from (2001) is after year_to (2000)."
    assert [error["parameter"] for error in told["errors"]] == ["year_from", "year_to"]


@pytest.mark.parametrize("body", [{"liked": ["m01", "m01"]}, {"liked": {"m01": 1}, "disliked": {"m01": 1}}])
def test_a_title_is_liked_or_disliked_once(ask: Ask, body: dict[str, Any]) -> None:
    assert "'m01' is named more than once" in document(ask("/recommendations", "POST", json_body=body), 409)["detail"]


@pytest.mark.parametrize("path", ["/recommendations/{}", "/titles/{}"])
def test_an_unknown_title_is_not_found_and_others_are_suggested(ask: Ask, path: str) -> None:
    told = document(ask(path.format("red%20orbit")), 404)
    assert told["type"] == "/docs#title-not-found"
    assert [each["title_id"] for each in told["suggestions"]] == ["m04", "m05"]
    assert "Did you mean m04, m05?" in told["detail"]
    assert document(ask(path.format("M01")), 404)["suggestions"][0] == {
        "title_id": "m01", "title": "The Vault", "type": "movie", "year": 1998,
    }  # fmt: skip


def test_films_and_series_of_one_number_are_never_confused(embedded: Engine) -> None:
    ask = asking(api_of(embedded))
    assert document(ask("/titles/movie-603"))["title"] == "The Matrix"
    for other in ("603", "tv-603", "Movie-603", "movie-0603"):
        told = document(ask(f"/recommendations/{other}"), 404)
        assert "movie-603" in [each["title_id"] for each in told["suggestions"]]


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/titles/", "/titles/m01/", "/titles/m01/more", "//titles", "/Titles", "/titles%2Fm01", "/.",
     "/titles%2F%7Btitle_id%7D", "/recommendations", "/health/x", "/docs/", "*", "http://elsewhere/health"],
)  # fmt: skip
def test_where_nothing_stands(ask: Ask, path: str) -> None:
    status = 405 if path == "/recommendations" else 404
    assert document(ask(path), status)["status"] == status


@pytest.mark.parametrize(
    "title_id", ["%00", "%0A", "a%2Fb", "..%2F..", "%F0%9F%98%80", "%E2%80%AE", "a" * 15_000, "%25", "{title_id}"]
)
def test_ids_of_odd_characters_are_not_found(ask: Ask, title_id: str) -> None:
    told = document(ask(f"/titles/{title_id}"), 404)
    assert told["type"] == "/docs#title-not-found"
    assert len(told["detail"]) < 500
    assert told["detail"].isprintable()


@pytest.mark.parametrize("title_id", ["%", "%f", "%zz", "%ff", "%ed%a0%80"])
def test_a_path_that_is_not_percent_encoded_utf_8(ask: Ask, title_id: str) -> None:
    assert document(ask(f"/titles/{title_id}"), 400)["detail"].startswith("The path ")


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_searched_for_like_any(ask: Ask, text: str) -> None:
    from urllib.parse import quote

    encoded = quote(text[:200], errors="surrogatepass")
    response = ask(f"/titles?q={encoded}")
    assert response.status == (400 if not text or any("\ud800" <= char <= "\udfff" for char in text) else 200)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", LIST, "GET, HEAD, OPTIONS"), ("DELETE", "/titles", "GET, HEAD, OPTIONS"),
        ("GET", "/recommendations", "POST, OPTIONS"), ("HEAD", "/recommendations", "POST, OPTIONS"),
        ("get", "/health", "GET, HEAD, OPTIONS"), ("TRACE", "/", "GET, HEAD, OPTIONS"),
    ],
)  # fmt: skip
def test_a_method_that_a_path_does_not_know(ask: Ask, method: str, path: str, allowed: str) -> None:
    response = ask(path, method)
    assert (response.status, response.headers["allow"]) == (405, allowed)


def test_an_address_too_long(ask: Ask) -> None:
    longest = "/titles?q=" + "a" * (MAX_ADDRESS - len("/titlesq="))
    assert ask(longest).status == 400
    assert document(ask(longest + "a"), 414)["type"] == "/docs#address-too-long"


def test_a_media_type_that_there_is_not(ask: Ask) -> None:
    assert "application/json" in document(ask(LIST, accept="text/html"), 406)["detail"]
    assert document(ask("/docs", accept="application/json"), 406)["status"] == 406


@pytest.mark.parametrize(
    "kind", ["text/plain", "", "application/json; charset=latin-1", "application/x-www-form-urlencoded"]
)
def test_a_body_must_say_that_it_is_json(ask: Ask, kind: str) -> None:
    assert document(ask("/recommendations", "POST", body=b'{"text":"x"}', content_type=kind), 415)["status"] == 415


def test_a_body_may_not_be_compressed_or_too_large(ask: Ask) -> None:
    json_type = "Application/JSON; charset=UTF-8"
    zipped = ask("/recommendations", "POST", body=b"{}", content_type=json_type, content_encoding="gzip")
    assert zipped.status == 415
    longest = b'{"text":"x"}'.ljust(MAX_BODY)
    assert ask("/recommendations", "POST", body=longest, content_type=json_type).status == 200
    assert ask("/recommendations", "POST", body=longest + b" ", content_type=json_type).status == 413


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not JSON"), (b"{", "not JSON"), (b"[]", "must be a JSON object, not list"), (b"null", "not None"),
        (b'"x"', "JSON object"), (b"{} {}", "not JSON"), (b'{"text":"a","text":"b"}', "'text' comes more than once"),
        (b'{"liked":{"m01":1,"m01":2}}', "'m01' comes more than once"), (b'{"liked":{"m01":NaN}}', "NaN is no JSON"),
        (b'{"liked":{"m01":-Infinity}}', "-Infinity is no JSON"), (b'{"text":"\xff"}', "not UTF-8"),
        ('{"text":"x"}'.encode("utf-16"), "not UTF-8"), (b'\xef\xbb\xbf{"text":"x"}', "not JSON"),
        (b"[" * 100_000, "nested too deeply"), (b'{"a":' * 40_000, "nested too deeply"),
        (b'{"count":' + b"9" * 10_000 + b"}", "a number of 10000 digits"), (b'{"text":"a\x00b"}', "not JSON"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_json_object(ask: Ask, body: bytes, words: str) -> None:
    told = document(ask("/recommendations", "POST", body=body, content_type="application/json"), 400)
    assert words in told["detail"]
    assert told["errors"][0]["pointer"] == "#"


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        ({}, "#", "One of liked, disliked, text is needed."), ({"count": 5}, "#", "is needed"),
        ({"liked": "m01"}, "#/liked", "must be an object or a list"), ({"liked": None}, "#/liked", "not None"),
        ({"liked": {"m01": 0}}, "#/liked", "must be a number from 0.01 to 100, not 0"),
        ({"liked": {"m01": True}}, "#/liked", "not True"), ({"liked": {"m01": "1"}}, "#/liked", "not '1'"),
        ({"liked": {"m01": 1e309}}, "#", "Infinity is no JSON value"), ({"text": 5}, "#/text", "not 5"),
        ({"text": "\ud800"}, "#/text", "half of a surrogate pair"), ({"text": "x" * 2001}, "#/text", "to 2000"),
        ({"text": "x", "genre": "Crime"}, "#/genre", "must be a list"),
        ({"text": "x", "genre": ["Crime", 5]}, "#/genre/1", "not 5"),
        ({"text": "x", "genre": ["Opera"]}, "#/genre", "There is, for example:"),
        ({"text": "x", "count": "5"}, "#/count", "not '5'"), ({"text": "x", "count": None}, "#/count", "not None"),
        ({"text": "x", "like": {}}, "#/like", "no member 'like'. Did you mean liked?"),
        ({"text": "x", "a/b~c\ud800": 1}, "#/a~1b~0c%3F", "There is no member"),
        ({"liked": [f"m{n}" for n in range(51)]}, "#/liked", "at most 50 titles"),
    ],
)  # fmt: skip
def test_a_bad_member_is_pointed_at(ask: Ask, body: dict[str, Any], pointer: str, words: str) -> None:
    assert words in faults(ask("/recommendations", "POST", json_body=body))[pointer]


def test_a_post_takes_no_query(ask: Ask) -> None:
    assert faults(ask("/recommendations?count=5", "POST", json_body={"text": "x"})) == {
        "count": "There is no parameter 'count'."
    }


def test_unknown_titles_in_a_profile_are_not_found(ask: Ask) -> None:
    told = document(ask("/recommendations", "POST", json_body={"liked": {"the vault": 1}}), 404)
    assert [each["title_id"] for each in told["suggestions"]] == ["m01", "m02"]


def test_without_a_snapshot_only_what_needs_none_answers() -> None:
    ask = asking(api_of(None))
    for path in (LIST, "/titles?q=x", "/titles/m01", "/health"):
        response = ask(path)
        assert document(response, 503)["type"] == "/docs#unavailable"
        assert response.headers["retry-after"] == "10"
        assert "x-snapshot-id" not in response.headers
    assert [ask(path).status for path in ("/", "/docs", "/openapi.json")] == [200, 200, 200]


def test_an_error_nobody_foresaw_tells_nothing_of_its_inside(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        @property
        def snapshot(self) -> object:
            raise RuntimeError("the inside")

    response = asking(api_of(Broken()))(LIST, id="r1")  # type: ignore[arg-type]
    assert "the inside" not in response.body.decode()
    assert document(response, 500)["request_id"] == "r1"
    assert "Request r1 failed" in caplog.text


def test_a_problem_document_says_what_where_and_which(ask: Ask) -> None:
    response = ask("/titles/%22nobody%22?x=%", base="/api", id="request-1")
    assert response.headers["content-type"] == "application/problem+json"
    told = document(response, 400)
    assert list(told) == ["type", "title", "status", "detail", "instance", "request_id", "errors"]
    assert (told["type"], told["title"]) == ("/api/docs#invalid-request", "Invalid request")
    assert (told["instance"], told["request_id"]) == ("/api/titles/%22nobody%22", "request-1")
    assert len({kind.name for kind in problems.KINDS}) == len(problems.KINDS)
