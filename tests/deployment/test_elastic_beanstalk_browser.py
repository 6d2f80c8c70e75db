"""What a viewer and an administrator do on a deployment, in a real browser."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.chromium import Tab
from tests.deployment.conftest import ADMIN, Site

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install playwright")
pytestmark = pytest.mark.browser
expect = sync_api.expect


_LOOKS_FOR_THE_ROOT = re.compile(r"/[a-z-]+/_stcore/(health|host-config)")
"""What Streamlit asks below each page first, where it may be 404."""


@pytest.fixture
def tab(browser: Any, site: Site) -> Iterator[Tab]:
    """A tab of somebody who was never here; nothing that it asks for may fail."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    tab, failed = context.new_page(), []

    def answered(response: Any) -> None:
        if response.status >= 400 and not _LOOKS_FOR_THE_ROOT.fullmatch(response.url.removeprefix(site.url)):
            failed.append(f"{response.status} {response.url}")

    def lost(request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left
            failed.append(f"{request.failure} {request.url}")

    tab.on("response", answered)
    tab.on("requestfailed", lost)
    tab.on("pageerror", lambda error: failed.append(str(error)))
    yield tab
    context.close()
    assert failed == []


def test_a_search_goes_over_the_websocket_and_a_title_leads_to_titles_like_it(site: Site, tab: Tab) -> None:
    sockets: list[str] = []
    tab.on("websocket", lambda socket: sockets.append(socket.url))
    tab.goto(site.url)
    tab.get_by_label("Search titles").press_sequentially("intersteler", delay=20)
    expect(tab.get_by_test_id("stCaptionContainer")).to_contain_text("Did you mean Interstellar?")
    tab.get_by_role("link", name="Interstellar", exact=True).click()
    expect(tab.get_by_role("heading", name="Interstellar", level=1)).to_be_visible()
    expect(tab.locator("[class*='st-key-pick-']").first).to_be_visible()
    assert sockets == [f"ws://{site.host}/_stcore/stream"]


def test_a_link_to_a_title_and_a_list_opens_there(site: Site, tab: Tab) -> None:
    sockets: list[str] = []
    tab.on("websocket", lambda socket: sockets.append(socket.url))
    tab.goto(f"{site.url}/title?id=tv-dark-2017&method=both")
    expect(tab.get_by_role("heading", name="Dark", level=1)).to_be_visible()
    tab.goto(f"{site.url}/for-you?like=movie-157336&like=tv-dark-2017")
    expect(tab.locator("[class*='st-key-pick-']").first).to_be_visible()
    assert set(sockets) == {f"ws://{site.host}/_stcore/stream"}


def test_the_administrator_signs_in_whichever_instance_answers(site: Site, tab: Tab) -> None:
    tab.goto(f"{site.url}/admin")
    tab.get_by_role("button", name="Sign in").click()
    expect(tab).to_have_url(f"{site.url}/")
    tab.goto(f"{site.url}/admin")
    expect(tab.get_by_text(f"You are here as {ADMIN}")).to_be_visible()
