import gzip

import pytest

from core.rest import representation as form

BODY = b"the same words again and again " * 40


@pytest.mark.parametrize(
    "header", [None, "", "*/*", "application/*", "application/json", "text/html, */*;q=0.1", "Application/JSON;q=0.5"]
)
def test_what_a_client_accepts(header: str | None) -> None:
    assert form.accepts(header, "application/json")


@pytest.mark.parametrize(
    "header", ["text/html", "application/json;q=0", "*/*, application/*;q=0", "application/json;q=x", "nonsense", ","]
)
def test_what_it_does_not(header: str) -> None:
    assert not form.accepts(header, "application/json")


def test_the_most_specific_range_decides() -> None:
    assert form.accepts("*/*;q=0, text/html", "text/html; charset=utf-8")
    assert not form.accepts("text/*, text/html;q=0", "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("header", "wanted"),
    [("gzip", True), ("br, gzip;q=0.2", True), ("*", True), ("gzip;q=0, *", False), (None, False), ("br", False)],
)
def test_compression_is_asked_for(header: str | None, wanted: bool) -> None:
    assert form.wants_gzip(header, BODY) is wanted
    assert not form.wants_gzip(header, b"short")


def test_a_compressed_body_is_the_same_each_time_and_has_a_tag_of_its_own() -> None:
    assert gzip.decompress(form.compressed(BODY)) == BODY
    assert form.compressed(BODY) == form.compressed(BODY)
    assert form.entity_tag(BODY, True) != form.entity_tag(BODY, False) == form.entity_tag(BODY, False)
    assert form.entity_tag(BODY, False) != form.entity_tag(BODY + b".", False)


@pytest.mark.parametrize("header", ['"a"', 'W/"a"', '"b", "a"', "*", ' "b" , W/"a" '])
def test_what_a_client_has_already(header: str) -> None:
    assert form.has_already(header, '"a"')
    assert not form.has_already('"b"', '"a"')
    assert not form.has_already(None, '"a"')


def test_json_is_utf_8_and_never_nan() -> None:
    assert form.encode({"título": "土星"}).decode() == '{"título":"土星"}'
    assert form.encode("\ud800") == b'"?"'
    with pytest.raises(ValueError, match="not JSON compliant"):
        form.encode(float("nan"))
