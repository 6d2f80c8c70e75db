"""What the proxy before the application lets through, holds back and tells: over the wire, without a browser."""

import gzip
import http.client
import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from core.rest.messages import MAX_ADDRESS, MAX_BODY
from tests.deployment import nginx
from tests.deployment.conftest import RATE, Site
from tests.emulator import free_port

MOVIE = "movie-157336"  # Interstellar


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    site: Site, path: str, *, method: str = "GET", body: bytes | None = None, client: str = "127.0.0.9", **headers: str
) -> Answer:
    """The answer to a request of the client with this address; in names of headers, _ stands for -."""
    told = {"Host": site.host} | {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20, source_address=(client, 0))) as line:
        line.request(method, path, body, told)
        response = line.getresponse()
        return Answer(response.status, {name.lower(): text for name, text in response.getheaders()}, response.read())


def connected(site: Site, origin: str) -> bool:
    """Whether a page of this origin gets a websocket."""
    line = socket.create_connection(("127.0.0.1", site.port), timeout=20)
    url = f"ws://{site.host}/_stcore/stream"
    try:
        with connect(url, sock=line, origin=Origin(origin), subprotocols=[Subprotocol("streamlit")]):
            return True
    except InvalidStatus as refused:
        assert refused.response.status_code == 403
        return False


@pytest.mark.parametrize(("path", "told"), [("/_stcore/health", b"ok"), ("/api/health", b'"status":"ok"')])
def test_it_tells_that_it_is_well(site: Site, path: str, told: bytes) -> None:
    answer = ask(site, path)
    assert answer.status == 200 and told in answer.body


def test_websockets_are_for_pages_of_this_site_alone(site: Site) -> None:
    assert connected(site, site.url)
    for stranger in ("http://evil.example", "http://site.localhost", f"http://site.localhost.evil.example:{site.port}"):
        assert not connected(site, stranger)


def test_scripts_come_compressed_and_from_streamlit_though_the_platform_has_a_folder_of_that_name(site: Site) -> None:
    page = ask(site, "/").body.decode()
    script = page.partition('src="./')[2].partition('"')[0]
    assert script.startswith("static/js/")
    answer, plain = ask(site, f"/{script}", Accept_Encoding="gzip"), ask(site, f"/{script}")
    assert (answer.status, answer.headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in answer.headers["cache-control"] and answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.body) == plain.body and len(answer.body) < len(plain.body) / 2


def test_answers_of_the_endpoint_stay_compressed(site: Site) -> None:
    answer = ask(site, f"/api/recommendations/{MOVIE}?count=50", client="127.0.0.10", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip" and json.loads(gzip.decompress(answer.body))["count"] == 50


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/metrics?families=x", "/%5fstcore/metrics", "//_stcore/metrics",
     "/about/../_stcore/metrics", "/_stcore/./metrics", "/about/_stcore/metrics"],
)  # fmt: skip
def test_metrics_are_for_those_on_the_machine(site: Site, path: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{site.app_port}/_stcore/metrics", timeout=20) as response:
        assert b"session" in response.read()
    answer = ask(site, path)
    assert answer.status in (404, 200) and b"# TYPE" not in answer.body
    assert answer.status == 404 or b"<!DOCTYPE html>" in answer.body  # a page, as for any name


def test_an_address_may_have_sixteen_kilobytes(site: Site) -> None:
    likes = "&".join(f"like=movie-{number}" for number in range(100_000, 101_000))[: MAX_ADDRESS - 100]
    assert len(likes) > 15 * 1024
    page = ask(site, f"/for-you?{likes}", Cookie="a" * 4000, Referer=f"{site.url}/for-you?{likes}")
    assert page.status == 200 and b"<!DOCTYPE html>" in page.body
    # The endpoint itself says what it thinks of such an address, and of a longer one.
    for length, status in ((MAX_ADDRESS - 20, 400), (MAX_ADDRESS + 2000, 414)):
        answer = ask(site, f"/api/titles?{'q' * (length - 8)}", client="127.0.0.11")
        assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_body_may_have_256_kilobytes(site: Site) -> None:
    liked = json.dumps({"liked": [MOVIE], "count": 1}).encode()
    for length, status in ((MAX_BODY, 200), (MAX_BODY + 1, 413)):
        answer = ask(
            site, "/api/recommendations", method="POST", body=liked.ljust(length), client="127.0.0.12",
            Content_Type="application/json",
        )  # fmt: skip
        assert answer.status == status and json.loads(answer.body)  # the endpoint's words, not nginx's
    assert ask(site, "/api/recommendations", method="POST", body=b"x" * 2**21, client="127.0.0.13").status == 413


def asked_until_refused(site: Site, client: str, forwarded: str) -> list[int]:
    """What somebody hears who asks once more than he may, each time with another made-up address before his own."""
    return [
        ask(site, f"/api/titles/{MOVIE}", client=client, X_Forwarded_For=forwarded.format(made_up=f"198.51.100.{i}"))
        .status
        for i in range(RATE + 1)
    ]  # fmt: skip


def test_nobody_asks_more_often_by_making_up_addresses(site: Site) -> None:
    refused = [200] * RATE + [429]
    assert asked_until_refused(site, "127.0.0.20", "{made_up}") == refused
    assert asked_until_refused(site, "127.0.0.21", f"{{made_up}}, {nginx.LOAD_BALANCER}") == refused
    assert asked_until_refused(site, nginx.LOAD_BALANCER, "{made_up}, 203.0.113.7") == refused


def test_those_behind_one_load_balancer_are_told_apart(site: Site) -> None:
    for client in ("203.0.113.20", "203.0.113.21:51234", "2001:db8::20"):
        assert asked_until_refused(site, nginx.LOAD_BALANCER, client) == [200] * RATE + [429]


def test_health_is_judged_by_requests_not_by_websockets(site: Site) -> None:
    assert connected(site, site.url)
    ask(site, "/about")
    deadline, judged = time.monotonic() + 5, ""
    while '"/about"200"' not in judged:  # written after it was answered
        assert time.monotonic() < deadline, judged
        judged = "".join(file.read_text() for file in site.logs.glob("healthd.2*"))
    assert "/_stcore/stream" not in judged


@pytest.mark.parametrize("hooks", ["hooks", "confighooks"])
def test_with_https_only_whoever_came_by_http_is_sent_to_https(
    site: Site, bundle: Path, hooks: str, tmp_path: Path
) -> None:
    port = free_port()
    conf = nginx.stage(
        bundle, tmp_path, port=port, app_port=site.app_port, hooks=hooks, environment={"HTTPS_ONLY": "true"}
    )
    with nginx.running(conf, port):
        there = Site(port, site.app_port, tmp_path / "logs")
        sent = ask(there, "/title?id=a%20b&x=1", Host="films.example", X_Forwarded_Proto="http")
        assert (sent.status, sent.headers["location"]) == (301, "https://films.example/title?id=a%20b&x=1")
        assert ask(there, "/title?id=a", X_Forwarded_Proto="https").status == 200
        assert ask(there, "/_stcore/health").body == b"ok"  # the load balancer's own question
    assert ask(site, "/about", X_Forwarded_Proto="http").status == 200


def test_a_second_location_for_everything_would_be_refused(site: Site, bundle: Path, tmp_path: Path) -> None:
    conf = nginx.stage(bundle, tmp_path, port=free_port(), app_port=site.app_port, environment={})
    (conf.parent / nginx.SERVER / "mine.conf").write_text("location / { return 200; }")
    tested = subprocess.run([nginx.program(), "-t", "-c", conf], capture_output=True, text=True)
    assert tested.returncode and 'duplicate location "/"' in tested.stderr
