"""One request: what is retried, what is given up, and that nothing waits for ever."""

import threading
import time
from pathlib import Path

import pytest

from core.errors import InvalidRequest, TmdbUnavailable
from core.tmdb import client as module
from core.tmdb.answers import Answer, Sense, answer_of
from core.tmdb.client import Client
from core.tmdb.key import Key
from core.tmdb.pace import Stopped
from tests.core.tmdb.conftest import Start
from tests.tmdb.faults import Once
from tests.tmdb.runs import client_of, is_true, run
from tests.tmdb.server import TOKEN, Tmdb

_ERROR = b'{"success":false,"status_code":%d,"status_message":"..."}'


def _get(tmdb: Tmdb, path: str = "/configuration") -> Answer:
    client = client_of(tmdb)
    try:
        return client.get(path, {}, lambda body: True)
    finally:
        client.close()


@pytest.mark.parametrize(("status", "content", "retry_after", "sense", "seconds"), [
    (200, b'{"id": 1}', None, Sense.GOOD, None),
    (200, b'\xef\xbb\xbf{"id": 1}', None, Sense.GOOD, None),
    (200, b"", None, Sense.TROUBLE, None),
    (200, b"null", None, Sense.TROUBLE, None),
    (200, b'{"id": ' + b"1" * 5000 + b"}", None, Sense.TROUBLE, None),
    (200, _ERROR % 34, None, Sense.TROUBLE, None),
    (204, b"", None, Sense.TROUBLE, None),
    (301, b"", None, Sense.TROUBLE, None),
    (400, _ERROR % 22, None, Sense.REFUSED, None),
    (422, b'{"errors":["page must be less than or equal to 500"]}', None, Sense.REFUSED, None),
    (401, _ERROR % 7, None, Sense.UNAUTHORISED, None),
    (401, b"<html>", None, Sense.UNAUTHORISED, None),
    (403, b"<html>", None, Sense.TROUBLE, None),
    (404, _ERROR % 34, None, Sense.GONE, None),
    (404, b"<html>", None, Sense.PERHAPS_GONE, None),
    (429, b"", None, Sense.WAIT, None),
    (429, _ERROR % 25, "7", Sense.WAIT, 7),
    (429, b"", "-7", Sense.WAIT, None),
    (429, b"", "soon", Sense.WAIT, None),
    (429, b"", "9" * 5000, Sense.WAIT, None),
    (429, b"", "Wed, 21 Oct 2015 07:28:00 GMT", Sense.WAIT, 0),
    (503, _ERROR % 46, "3", Sense.TROUBLE, 3),
])  # fmt: skip
def test_what_answers_mean(
    status: int, content: bytes, retry_after: str | None, sense: Sense, seconds: float | None
) -> None:
    answer = answer_of(status, content, retry_after)
    assert (answer.sense, answer.retry_after) == (sense, seconds)


@pytest.mark.parametrize(("code", "word"), [(7, "Compare"), (10, "suspended"), (32, "Verify"), (None, "Compare")])
def test_why_a_key_is_refused(code: int | None, word: str) -> None:
    body = b'{"status_code":' + str(code or "null").encode() + b"}"
    assert word in answer_of(401, body, None).reason


def test_a_date_to_wait_for() -> None:
    from email.utils import formatdate

    answer = answer_of(429, b"", formatdate(time.time() + 20, usegmt=True))
    assert answer.retry_after is not None and 15 < answer.retry_after <= 20


def test_attempts_are_bounded(start: Start) -> None:
    tmdb = start(faults=lambda number, path: "500")
    with pytest.raises(TmdbUnavailable, match=r"^TMDB does not answer /configuration: HTTP 500, after many attempts"):
        _get(tmdb)
    assert len(tmdb.paths) == 9  # eight attempts, and one to see whether anything is answered at all


def test_a_missing_page_that_tmdb_did_not_write_is_asked_for_again(start: Start) -> None:
    tmdb = start(faults=lambda number, path: "html" if number > 3 else None)
    assert _get(tmdb, "/nowhere").sense is Sense.GONE


def test_throttling_without_end_is_an_outage(start: Start) -> None:
    tmdb = start(faults=lambda number, path: "429")
    with pytest.raises(TmdbUnavailable, match="429"):
        _get(tmdb)
    assert len(tmdb.paths) <= 21


@pytest.mark.parametrize("way", ["trickle", "trickled headers", "silence"])
def test_an_answer_that_never_ends_is_cut(start: Start, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr(module, "_WHOLE", 0.3)
    tmdb = start(faults=Once(frozenset((1,)), way))
    began = time.monotonic()
    assert _get(tmdb).sense is Sense.GOOD
    assert time.monotonic() - began < 5 and len(tmdb.paths) == 2


@pytest.mark.parametrize("way", ["trickle", "silence", "429:25"])
def test_a_stopped_client_ends_at_once(start: Start, way: str) -> None:
    tmdb = start(faults=lambda number, path: way)
    client = Client(Key.of(TOKEN), tmdb.url)
    threading.Timer(0.3, client.stop).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        client.get("/configuration", {}, lambda body: True)
    assert time.monotonic() - began < 2
    client.close()


def test_a_cancelled_run_ends_at_once_and_is_gone_on_with(start: Start, tmp_path: Path) -> None:
    tmdb = start(latency=0.05, faults=lambda number, path: "silence" if number == 60 else None)
    stop_at = time.monotonic() + 2.0
    outcome = run(tmdb, tmp_path, should_stop=lambda: time.monotonic() > stop_at)
    assert not outcome.extraction.complete and time.monotonic() < stop_at + 1.5
    assert is_true(tmdb, run(tmdb, tmp_path))


@pytest.mark.parametrize(
    "address", ["ftp://x/3", "api.themoviedb.org/3", "https://", "https://me:secret@x/3", "http://x/?k"]
)
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(InvalidRequest, match="TMDB_BASE_URL") as error:
        Client(Key.of(TOKEN), address)
    assert "secret" not in str(error.value)


def test_an_address_may_end_in_a_slash(start: Start) -> None:
    tmdb = start()
    tmdb.url += "/"
    assert _get(tmdb).sense is Sense.GOOD and tmdb.paths == ["/3/configuration?"]
