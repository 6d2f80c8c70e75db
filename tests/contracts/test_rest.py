"""The endpoint over the network: the same answer in every home, and on its feet whatever is sent."""

import http.client
import importlib.util
import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from core.engine import Engine
from core.rest.api import Api
from core.rest.engine_source import EngineSource
from core.rest.messages import Request
from core.store.local import LocalStore
from scripts.endpoint import endpoint
from scripts.server import ROOT, serving
from tests.fixtures import START, TITLES, Clock, publish

PATIENCE = 30  # seconds
JSON = {"Content-Type": "application/json"}
Answer = tuple[int, Mapping[str, str], bytes]

REQUESTS: list[tuple[str, str, Mapping[str, str], bytes]] = [
    ("GET", "/recommendations/movie-603?count=50", {}, b""),
    ("GET", "/recommendations/movie-603?feature_type=hybrid&diversity=0.5&explain=true&language=es", {}, b""),
    ("GET", "/recommendations/movie-603?feature_type=both&genre=Drama&genre=Crime", {"Accept-Encoding": "gzip"}, b""),
    ("GET", "/recommendations/603", {}, b""),
    ("GET", "/recommendations/movie-603?count=0&nothing=1", {}, b""),
    ("GET", "/recommendations/movie-603?year_from=2001&year_to=2000", {}, b""),
    ("HEAD", "/recommendations/movie-603", {}, b""),
    ("OPTIONS", "/recommendations", {"Origin": "https://example.org"}, b""),
    ("DELETE", "/titles", {}, b""),
    ("GET", "/titles?q=matirx&count=3", {}, b""),
    ("GET", "/titles?q=%ff", {}, b""),
    ("GET", "/titles/movie-603", {"If-None-Match": "*"}, b""),
    ("GET", "/titles/..%2F..%2Fetc%2Fpasswd", {}, b""),
    ("GET", "/titles/../../etc/passwd", {}, b""),
    ("GET", "/titles/a%5C..%5Cb", {}, b""),
    ("GET", "/titles/%00%F0%9F%98%80", {}, b""),
    ("GET", "/titles/C:%5Cwindows", {}, b""),
    ("GET", "//server/share", {}, b""),
    ("GET", "/titles/" + "a" * 17_000, {}, b""),
    ("GET", "/docs", {"Accept": "text/html"}, b""),
    ("GET", "/docs", {"Accept": "application/json"}, b""),
    ("GET", "/", {}, b""),
    ("POST", "/recommendations", JSON, b'{"liked": {"movie-603": 2}, "text": "a heist", "count": 3, "explain": true}'),
    ("POST", "/recommendations", JSON, b'{"liked": {"movie-603": NaN}}'),
    ("POST", "/recommendations", JSON, b"[" * 100_000),
    ("POST", "/recommendations", JSON, b" " * 1_000_000),
    ("POST", "/recommendations", {"Content-Type": "text/plain"}, b"{}"),
]


def ask(url: str, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
    """One request, sent to the letter, over a connection of its own."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    connection.putrequest(method, address.path + target, skip_accept_encoding=True)
    for name, value in (headers or {}).items():
        connection.putheader(name, value)
    if method == "POST":
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body or None)
    response = connection.getresponse()
    answer = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    connection.close()
    return answer


def until(condition: Callable[[], bool], what: str) -> None:
    """Waits for what the server does by itself."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@pytest.fixture(scope="module")
def homes(embedded_store: Path) -> Iterator[dict[str, str]]:
    """The addresses of the endpoint in each of its homes that is a server."""
    store = str(embedded_store)
    with endpoint(store) as alone, serving(STORE=store) as application:
        yield {"alone": alone.server.url, "application": f"{application.url}/api"}


@pytest.mark.parametrize(("method", "target", "headers", "body"), REQUESTS)
def test_every_home_answers_the_same(
    homes: dict[str, str], embedded: Engine, method: str, target: str, headers: Mapping[str, str], body: bytes
) -> None:
    path, _, query = target.partition("?")
    lower = {name.lower(): value for name, value in headers.items()}
    expected = Api(EngineSource(lambda: embedded), lambda: START).respond(
        Request(method, path, query, lower, body, id="r")
    )
    for url in homes.values():
        base = urlsplit(url).path
        status, got, content = ask(url, method, target, headers | {"X-Request-Id": "r"}, body)
        assert status == expected.status
        if b'"instance"' in content or path in ("/", "/docs"):  # they say where they stand
            content = content.replace(b'"' + base.encode() + b"/", b'"/').replace(f"{base}/".encode(), b"/")
            ignored = {"content-length", "etag"}
        else:
            ignored = set()
        assert content == expected.body
        for name, value in expected.headers.items():
            assert name in ignored or got[name] == value, name
        assert set(got) - set(expected.headers) <= {"date", "server", "connection"}


def test_what_is_not_the_endpoints_goes_to_the_application(homes: dict[str, str]) -> None:
    address = urlsplit(homes["application"])
    for path in ("/apix", "/", "/api%2Fhealth"):
        status, headers, _ = ask(f"http://{address.netloc}", "GET", path)
        assert (status, headers["content-type"].partition(";")[0]) == (200, "text/html")
    assert ask(homes["application"], "GET", "")[0] == 200


def test_a_connection_survives_what_is_refused(homes: dict[str, str]) -> None:
    for url in homes.values():
        address = urlsplit(url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        for target, status in (("/titles/nobody", 404), ("/titles?q=", 400), ("/titles?q=matrix", 200)):
            connection.request("GET", address.path + target)
            response = connection.getresponse()
            assert response.status == status
            json.loads(response.read())
        connection.close()


@pytest.mark.parametrize(
    "sent",
    [b"GET /health\r\n\r\n", b"\x00\x01\x02\r\n\r\n", b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
     b"GET / HTTP/1.1\r\n" * 9,
     b"GET / HTTP/1.1\r\nHost: a\r\nX-A: " + b"a" * 200_000 + b"\r\n\r\n",
     b"POST /recommendations HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
     b"POST /recommendations HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
     b"POST /recommendations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"],
)  # fmt: skip
def test_what_is_no_request_stops_nobody(homes: dict[str, str], sent: bytes) -> None:
    address = urlsplit(homes["alone"])
    received = b""
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=30) as connection:
        with suppress(ConnectionError):  # it may hang up before it has heard all
            connection.sendall(sent)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                received += part
    assert not received or received.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))
    assert ask(homes["alone"], "GET", "/health")[0] == 200


def test_each_answer_is_of_one_snapshot_while_others_take_over(tmp_path: Path) -> None:
    clock, store = Clock(), LocalStore(tmp_path)

    def edition(number: int) -> str:
        titles = [replace(title, title=f"{title.title} {number}") for title in TITLES]
        return publish(store, titles, ["en"], clock()).id

    published = {edition(1): "1"}
    answers: list[Any] = []
    stopped = threading.Event()

    def look(url: str) -> None:
        while not stopped.is_set():
            status, headers, body = ask(url, "GET", "/recommendations/m01?feature_type=both")
            answers.append((status, headers["x-snapshot-id"], json.loads(body)))

    with endpoint(str(tmp_path), REFRESH_SECONDS="0.05") as one:
        clients = [threading.Thread(target=look, args=[one.server.url]) for _ in range(4)]
        for client in clients:
            client.start()
        for number in range(2, 6):
            published[newest := edition(number)] = str(number)
            until(lambda newest=newest: bool(answers) and answers[-1][1] == newest, "the newest answers")
        stopped.set()
        for client in clients:
            client.join()
    for status, snapshot_id, told in answers:
        assert (status, told["snapshot"]["id"]) == (200, snapshot_id)
        items = [item for each in told["lists"].values() for item in each["items"]]
        assert {title["title"].split()[-1] for title in (told["source"], *items)} == {published[snapshot_id]}
    assert {snapshot_id for _, snapshot_id, _ in answers} == set(published)


def test_it_starts_without_a_snapshot_and_serves_the_first(tmp_path: Path) -> None:
    with endpoint(str(tmp_path), REFRESH_SECONDS="0.05") as one:
        status, headers, body = ask(one.server.url, "GET", "/health")
        assert (status, headers["retry-after"], json.loads(body)["status"]) == (503, "10", 503)
        assert str(tmp_path) not in body.decode()
        publish(LocalStore(tmp_path))
        until(lambda: ask(one.server.url, "GET", "/health")[0] == 200, "the first is served")


def test_settings_are_obeyed_and_no_secret_or_question_is_logged(embedded_store: Path) -> None:
    settings = {"API_KEY": "sesame", "API_ORIGINS": "https://example.org, https://example.com/", "API_RATE": "4"}
    with endpoint(str(embedded_store), **settings) as one:
        url, key = one.server.url, {"X-Api-Key": "sesame", "X-Request-Id": "r-1"}
        assert ask(url, "GET", "/titles/movie-603")[0] == 401
        assert ask(url, "GET", "/titles/movie-603", {"X-Api-Key": "wrong-key"})[0] == 401
        status, headers, _ = ask(url, "GET", "/titles?q=matrix", key | {"Origin": "https://example.com"})
        assert (status, headers["access-control-allow-origin"]) == (200, "https://example.com")
        assert [ask(url, "GET", "/titles/movie-603", key)[0] for _ in range(2)] == [200, 429]
        assert ask(url, "GET", "/health")[0] == 200
        until(lambda: one.log().count("\n") == 6, "each request has its line")
        log = one.log()
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line["status"] for line in lines] == [401, 401, 200, 200, 429, 200]
    assert set(lines[2]) == {"time", "request_id", "method", "route", "status", "ms", "bytes"}
    assert (lines[2]["route"], lines[2]["request_id"], lines[2]["method"]) == ("/titles", "r-1", "GET")
    for secret in ("sesame", "wrong-key", "matrix", "movie-603", "127.0.0.1"):
        assert secret not in log


def examples(language: str) -> list[str]:
    """The examples of the documentation in a language."""
    text = (ROOT / "docs" / "rest.md").read_text("utf-8")
    found = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found
    return found


@pytest.mark.parametrize(
    ("language", "command"),
    [("bash", ["bash", "-e", "-o", "pipefail", "-c"]), ("python", [sys.executable, "-c"]),
     ("javascript", ["node", "--input-type=module", "-e"])],
)  # fmt: skip
def test_the_documentations_examples_work(homes: dict[str, str], language: str, command: list[str]) -> None:
    if shutil.which(command[0]) is None or (language == "bash" and shutil.which("curl") is None):
        pytest.skip(f"{command[0]} or curl is not installed")
    for example in examples(language):
        program = example.replace("http://localhost:8000", homes["alone"]).replace(
            "curl -s", "curl -sS --fail-with-body -w '\\n'"
        )
        done = subprocess.run([*command, program], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        lines = done.stdout.splitlines()
        assert len(lines) >= 4
        if language == "bash":
            told = [json.loads(line) for line in lines]
            assert all(each["count"] > 0 for each in told)
            assert told[2]["did_you_mean"] == "The Matrix"
        else:
            assert all(re.match(r"0\.\d+ \S", line) for line in lines)


def test_the_documentations_answer_is_the_one_given(homes: dict[str, str]) -> None:
    [example] = examples("json")
    documented = json.loads(example)
    told = json.loads(ask(homes["alone"], "GET", "/recommendations/movie-603?count=1")[2])
    assert told | {"snapshot": documented["snapshot"]} == documented


@pytest.mark.skipif(importlib.util.find_spec("schemathesis") is None, reason="schemathesis is not installed")
def test_what_it_says_of_itself_holds_for_whatever_is_generated(homes: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{homes['alone']}/openapi.json", "--checks", "all"]
    command += ["--max-examples", "90", "--seed", "1", "--phases", "examples,fuzzing", "--workers", "2", "--no-color"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    generated = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert generated is not None and generated[1] == generated[2] and int(generated[1]) > 100
