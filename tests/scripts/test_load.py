"""The load test itself: its viewers really see the pages, and it says so when they do not."""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pytest

from core.store.local import LocalStore
from scripts.crowd import look_around
from scripts.load import percentiles
from scripts.server import Server, serving
from scripts.viewer import Viewer
from tests.fixtures import TITLES, publish, python

T = TypeVar("T")


def alone(work: Coroutine[Any, Any, T]) -> T:
    """Runs ``work`` in a thread: in this one a browser's loop may be running, left there by its tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the twelve titles."""
    store = tmp_path_factory.mktemp("store")
    publish(LocalStore(store))
    with serving(STORE=str(store)) as server:
        yield server


def cards(viewer: Viewer) -> set[str]:
    """Names of the titles shown, as far as they hold no marks."""
    return {link.label for link in viewer.all("page_link") if link.page == "title"}


def test_a_viewer_sees_and_does_what_a_browser_would(server: Server) -> None:
    async def look() -> None:
        viewer = await Viewer.connect(server.url)
        run = await viewer.run(page="", query="")
        assert run.received > 10_000 and run.seconds > 0
        assert [each.body for each in viewer.all("heading")] == ["What shall we watch?"]
        assert len([link for link in viewer.all("page_link") if link.page == "title"]) == len(TITLES)

        viewer.write(viewer.widget("discover:q"), "quiet stnes")
        await viewer.run()
        assert viewer.query == "q=quiet+stnes"
        assert cards(viewer) == {"Quiet Stones"}

        await viewer.follow(viewer.all("page_link")[0])
        assert viewer.all("heading")[0].body == "Quiet Stones"
        viewer.press(viewer.widget("put-like"))
        await viewer.run()
        assert viewer.widget("put-like").type == "primary"
        await viewer.run()  # pressed once, not twice
        assert viewer.widget("put-like").type == "primary"

        viewer.choose(viewer.widget("app:lang"), "Español")
        await viewer.run()
        assert viewer.widget("put-like").label == "Me gusta"
        assert viewer.query == "id=m10&lang=es"

        await viewer.run(page=viewer.pages["for-you"])
        assert viewer.all("heading")[0].body == "Para ti"
        assert [value for value in viewer.widget("for-you:like").options] == ["Quiet Stones (1967)"]
        await viewer.close()

    alone(look())


def test_looking_around_comes_to_every_page(server: Server) -> None:
    async def look() -> set[str]:
        viewer, headings = await Viewer.connect(server.url), set()
        runs = 0
        async for _ in look_around(viewer, Random(1)):
            headings.add(viewer.all("heading")[0].body)
            runs += 1
            if runs == 26:
                break
        await viewer.close()
        return headings

    headings = alone(look())
    assert headings & {"What shall we watch?", "¿Qué vemos hoy?"}
    assert headings & {"For you", "Para ti"}
    assert len(headings) > 4  # and titles


def test_measures_a_few_runs_of_its_own_server(embedded_store: Path) -> None:
    done = python("scripts/load.py", "--sessions", "2", "--reruns", "24", "--stay", "8", "--store", str(embedded_store),
                  "--json")  # fmt: skip
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)
    assert measured["errors"] == []
    assert 24 <= measured["runs"] <= 26
    assert measured["kib_per_run"] > 10
    for what in ("arrival_ms", "rerun_ms"):
        assert 0 < measured[what]["p50"] <= measured[what]["p95"] <= measured[what]["p99"] <= measured[what]["max"]
    assert measured["server_cpu_ms_per_run"] > 0
    assert all(sample["total"] > sample["anonymous"] > 10 for sample in measured["memory_mib"])


def test_says_what_went_wrong(tmp_path: Path) -> None:
    done = python("scripts/load.py", "--sessions", "2", "--seconds", "1", "--store", str(tmp_path), "--json")
    assert done.returncode == 1
    errors = json.loads(done.stdout)["errors"]
    assert len(errors) == 2
    assert all("No snapshot" in error for error in errors)


def test_a_server_that_is_not_there_is_an_error() -> None:
    done = python("scripts/load.py", "--sessions", "1", "--seconds", "1", "--url", "http://127.0.0.1:9", "--json")
    assert done.returncode == 1
    assert "ConnectionRefusedError" in json.loads(done.stdout)["errors"][0]


def test_first_runs_are_measured_beside_an_empty_application(embedded_store: Path) -> None:
    done = python("scripts/load.py", "--first-run", "--repetitions", "1", "--store", str(embedded_store), "--json")
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)
    assert measured["application"]["ms"] > 0
    assert measured["application"]["mib"] > measured["blank"]["mib"] > 20
    assert measured["ratio_ms"] == pytest.approx(measured["application"]["ms"] / measured["blank"]["ms"], abs=0.01)


def test_percentiles() -> None:
    assert percentiles([n / 1000 for n in range(101)]) == {"p50": 50.0, "p95": 95.0, "p99": 99.0, "max": 100.0}
    assert percentiles([0.5]) == {"p50": 500.0, "p95": 500.0, "p99": 500.0, "max": 500.0}
    assert percentiles([]) == {}
