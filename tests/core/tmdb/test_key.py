"""The two kinds of key, and that nobody ever sees one."""

import io
import logging
import traceback
from pathlib import Path

import pytest

from core.errors import InvalidRequest, TmdbUnavailable
from core.tmdb.key import Key
from tests.core.tmdb.conftest import Start
from tests.tmdb.faults import Chance
from tests.tmdb.runs import client_of, is_true, run
from tests.tmdb.server import TOKEN, V3_KEY


@pytest.mark.parametrize(("text", "is_token"), [(V3_KEY, False), (f"  {V3_KEY.upper()}\n", False), (TOKEN, True)])
def test_keys_are_told_apart_by_their_form(text: str, is_token: bool) -> None:
    assert Key.of(text).is_token is is_token


@pytest.mark.parametrize("text", ["", " ", V3_KEY[1:], V3_KEY + "0", "my key", "a.b", "a.b.c\nX: y", f"{V3_KEY}&x=1"])
def test_anything_else_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InvalidRequest) as error:
        Key.of(text)
    assert error.value.parameter == "TMDB_API_KEY"
    assert text.strip() == "" or text.strip() not in str(error.value)


@pytest.mark.parametrize(("key", "where"), [(TOKEN, {"header"}), (V3_KEY, {"query"})], ids=["v4", "v3"])
def test_nobody_sees_the_key(
    start: Start, tmp_path: Path, key: str, where: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    logger = logging.getLogger()
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.DEBUG)
    told = []
    try:
        tmdb = start(faults=Chance(0.2, ("500", "reset", "redirect", "half json", "429", "truncate")))
        outcome = run(tmdb, tmp_path, key=key, progress=lambda *what: told.append(what))
        assert is_true(tmdb, outcome) and tmdb.keys == where
        client = client_of(tmdb, key)
        tmdb.faults = Chance(1.0, ("reset", "hang up", "redirect", "html"))
        with pytest.raises(TmdbUnavailable) as error:
            client.get("/movie/1", {}, lambda body: True)
        client.close()
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    assert error.value.__context__ is None and error.value.__cause__ is None
    trace = traceback.TracebackException.from_exception(error.value, capture_locals=True)
    shown = [heard.getvalue(), *capsys.readouterr(), repr(told), repr(outcome.extraction), repr(Key.of(key))]
    shown += [repr(vars(client)), "".join(trace.format())]
    assert "/discover/movie" in shown[0]  # debug messages were heard
    assert not [text for text in shown if key in text.replace(f"key = {key!r}", "")]  # the test's own variable
    assert not any(key.encode() in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_another_hosts_key_in_netrc_and_proxies_are_overlooked(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("default login nobody password nothing\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    tmdb = start(films=5, series=2)
    assert is_true(tmdb, run(tmdb, tmp_path / "work"))
