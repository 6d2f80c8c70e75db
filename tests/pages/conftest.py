"""Pages as a viewer meets them: the whole app from its entry, without a browser."""

import re
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.catalogue.title import Title
from core.store.local import LocalStore
from tests.app import hostile
from tests.app.conftest import installed_packages_read_once as installed_packages_read_once
from tests.fixtures import ROOT, publish

Serve = Callable[[Path], None]
TIMEOUT = 20  # seconds


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Makes the app serve a store, as a server that is started anew does."""

    def serve(store: Path) -> None:
        monkeypatch.setenv("STORE", str(store))
        st.cache_resource.clear()

    yield serve
    st.cache_resource.clear()


@pytest.fixture
def embedded_served(serve: Serve, embedded_store: Path) -> None:
    """The embedded catalogue is served."""
    serve(embedded_store)


@pytest.fixture(scope="session")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of titles nobody should trust."""
    folder = tmp_path_factory.mktemp("hostile")
    publish(LocalStore(folder), hostile.titles(), ["en"])
    return folder


@pytest.fixture
def hostile_served(serve: Serve, hostile_store: Path) -> list[Title]:
    """Titles nobody should trust are served."""
    serve(hostile_store)
    return hostile.titles()


def visit(page: str = "discover", /, **address: str | list[str]) -> AppTest:
    """A page as its address asks for it, in a session that has just begun; it must not have failed."""
    at = AppTest.from_file(ROOT / "app" / "main.py", default_timeout=TIMEOUT)
    if page != "discover":
        if "lang" in address:  # the session begins on Discover, and keeps its language
            at.query_params["lang"] = address["lang"]
        at.run()
        at.switch_page(f"../pages/{page}.py")
    for param, value in address.items():
        at.query_params[param] = value
    return sound(at.run())


def sound(at: AppTest) -> AppTest:
    """The page, on which there must be no exception."""
    assert [error.message for error in at.exception] == []
    return at


def until(condition: Callable[[], bool]) -> None:
    """Waits for what the server does by itself, as to change to another snapshot."""
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline


def shown(at: AppTest) -> list[str]:
    """Names of the titles on the page, in order, as a viewer reads them."""
    links = [link for link in at.get("page_link") if link.proto.page == "title"]
    return [re.sub(r"\\(.)", r"\1", link.proto.label) for link in links]


class Markup(HTMLParser):
    """The tags and the texts of all HTML on a page, but for the app's own style and script."""

    def __init__(self, at: AppTest) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        for element in at.main.get("html"):
            body = element.proto.body
            if not body.startswith(("<style>", "<script>document.documentElement.lang = ")):
                self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())


def address(at: AppTest) -> dict[str, list[str]]:
    """What stands in the address."""
    return {param: value if isinstance(value, list) else [value] for param, value in at.query_params.items()}
