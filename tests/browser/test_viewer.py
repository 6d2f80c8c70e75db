"""What a viewer does, in a real browser against the real server."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.app import hostile
from tests.browser.conftest import OpenTab
from tests.chromium import Tab

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install playwright")
expect = sync_api.expect

INTERSTELLAR = "movie-157336"
DARK = "tv-dark-2017"
PAGES = ("/", "/?q=intersteler", f"/title?id={INTERSTELLAR}", f"/title?id={INTERSTELLAR}&method=both",
         f"/for-you?like={INTERSTELLAR}", "/about", "/title?id=nobody")  # fmt: skip
FOCUSED = "document.activeElement"


def card(tab: Tab, name: str) -> Any:
    """A title's card: the container of the link to it."""
    link = tab.get_by_role("link", name=name, exact=True)
    return tab.locator("[class*='st-key-card-'], [class*='st-key-pick-']").filter(has=link)


def picks(tab: Tab) -> list[str]:
    """Names of the recommended titles, as shown."""
    return tab.locator("[class*='st-key-pick-'] .stPageLink a").all_inner_texts()


def settled(tab: Tab) -> None:
    """Waits for the script to have run to its end."""
    expect(tab.locator("[data-test-script-state='notRunning']")).to_be_attached()


def asked(tab: Tab) -> dict[str, list[str]]:
    """What the address asks for."""
    return parse_qs(urlsplit(tab.url).query)


def test_search_as_typed_then_the_whole_card_leads_to_the_title(new_tab: OpenTab) -> None:
    tab = new_tab("/")
    tab.get_by_label("Search titles").press_sequentially("intersteler", delay=20)  # and no Enter
    expect(tab.get_by_test_id("stCaptionContainer")).to_contain_text("Did you mean Interstellar?")

    card(tab, "Interstellar").locator(".poster").click(force=True)  # the poster is not the link, the card is
    expect(tab.get_by_role("heading", name="Interstellar", level=1)).to_be_visible()
    assert asked(tab) == {"id": [INTERSTELLAR]}

    tab.get_by_role("radio", name="By everything").click()
    expect(tab).to_have_url(re.compile("method=hybrid"))
    first = tab.locator("[class*='st-key-pick-hybrid-']").first
    expect(first.get_by_role("listitem").first).to_be_visible()
    description = first.locator("details p")
    expect(description).to_be_hidden()
    first.get_by_text("Details and score").click()  # above the card's link
    expect(description).to_be_visible()
    expect(first.locator("table")).to_contain_text(re.compile(r"\+0\.\d{3}"))
    assert asked(tab)["id"] == [INTERSTELLAR]


def test_the_address_of_a_filtered_view_restores_it(new_tab: OpenTab) -> None:
    tab = new_tab("/")
    tab.get_by_role("radio", name="Films").click()
    tab.get_by_role("button", name="Filters").click()
    tab.get_by_role("combobox", name="Genre").press_sequentially("west")
    tab.get_by_role("option", name=re.compile(r"^Western \(\d+\)$")).click()
    tab.keyboard.press("Escape")
    expect(tab).to_have_url(re.compile("genre=Western"))
    tab.get_by_role("combobox", name="Order").click()
    tab.get_by_role("option", name="Oldest first").click()
    expect(tab).to_have_url(re.compile("sort=oldest"))
    settled(tab)
    assert asked(tab) == {"type": ["movie"], "genre": ["Western"], "sort": ["oldest"]}
    seen = tab.locator("[class*='st-key-card-'] a").all_inner_texts()
    assert len(seen) > 1

    other = new_tab(tab.url)
    expect(other.locator("[class*='st-key-card-'] a")).to_have_text(seen)
    expect(other.get_by_role("combobox", name="Order")).to_have_value("Oldest first")
    expect(other.get_by_role("radio", name="Films")).to_be_checked()


def test_the_language_is_kept_from_page_to_page(new_tab: OpenTab) -> None:
    tab = new_tab(f"/title?id={INTERSTELLAR}")
    expect(tab.get_by_role("heading", name="More like this")).to_be_visible()
    expect(tab.locator("html")).to_have_attribute("lang", "en")

    tab.get_by_role("radio", name="Español").click()
    expect(tab.get_by_role("heading", name="Parecidos")).to_be_visible()
    expect(tab.locator("html")).to_have_attribute("lang", "es")
    assert asked(tab) == {"id": [INTERSTELLAR], "lang": ["es"]}

    tab.get_by_role("link", name="Acerca de").click()
    expect(tab.get_by_role("heading", name="Cómo se comparan los títulos")).to_be_visible()
    expect(tab).to_have_url(re.compile(r"/about\?lang=es$"))


def test_the_language_is_kept_when_going_back(new_tab: OpenTab) -> None:
    tab = new_tab("/")
    card(tab, "Adolescence").click()
    expect(tab.get_by_role("heading", name="Adolescence", level=1)).to_be_visible()
    tab.get_by_role("radio", name="Español").click()
    expect(tab.get_by_role("heading", name="Adolescencia", level=1)).to_be_visible()
    expect(tab).to_have_url(re.compile("lang=es"))
    settled(tab)
    tab.go_back()  # to the title before the switch, which is in Spanish now
    expect(tab).to_have_url(re.compile("lang=es"))
    settled(tab)
    tab.go_back()
    expect(tab.get_by_role("heading", name="¿Qué vemos hoy?")).to_be_visible()


def test_a_browser_in_spanish_gets_spanish(new_tab: OpenTab) -> None:
    expect(new_tab("/about", locale="es-MX").get_by_role("heading", name="El catálogo")).to_be_visible()


def test_keyboard_alone_reaches_search_and_cards(new_tab: OpenTab) -> None:
    tab = new_tab("/")
    expect(card(tab, "Adolescence")).to_be_visible()
    settled(tab)
    _tab_to(tab, f"{FOCUSED}.type === 'search'")
    tab.keyboard.type("dark")
    expect(tab).to_have_url(re.compile("q=dark"))
    expect(card(tab, "Dark")).to_be_visible()
    settled(tab)
    _tab_to(tab, f"{FOCUSED}.matches('[class*=st-key-card-] a')")
    outline = f"getComputedStyle({FOCUSED}, '::after').outline"
    assert re.search(r"solid.* [2-9]px|[2-9]px.* solid", tab.evaluate(outline))
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="Dark", level=1, exact=True)).to_be_visible()
    _tab_to(tab, f"{FOCUSED}.matches('summary')")
    tab.keyboard.press("Enter")
    expect(tab.locator("details[open] table")).to_be_visible()


def _tab_to(tab: Tab, condition: str) -> None:
    for _ in range(40):
        if tab.evaluate(f"() => Boolean({condition})"):
            return
        tab.keyboard.press("Tab")
    pytest.fail(f"Tab never got to where {condition}")


def test_a_phone_shows_every_page_in_its_width(new_tab: OpenTab) -> None:
    tab = new_tab("/", width=390, height=844)
    for path in PAGES:
        tab.goto(_site(tab) + path)
        expect(tab.locator(".poster, .stAlert, .stMetric").first).to_be_visible()
        settled(tab)
        too_wide = (
            "Array.from(document.querySelectorAll('.stMain, .stMain *')).filter(e => e.checkVisibility() && "
            "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"
        )
        assert tab.evaluate(too_wide) == [], path
    tab.goto(_site(tab))
    expect(card(tab, "Adolescence")).to_be_visible()
    cards = tab.locator("[class*='st-key-card-']")
    lefts = {round(cards.nth(place).bounding_box()["x"]) for place in range(6)}
    assert len(lefts) == 2


def test_light_and_dark(new_tab: OpenTab) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        tab = new_tab("/about", color_scheme=scheme)
        expect(tab.get_by_role("heading", name="About")).to_be_visible()
        colours[scheme] = [
            tab.locator(".stApp").evaluate(f"e => getComputedStyle(e).{what}") for what in ("backgroundColor", "color")
        ]
    light, dark = colours["light"], colours["dark"]
    brightness = lambda colour: sum(map(int, re.findall(r"\d+", colour)[:3]))  # noqa: E731
    assert brightness(light[0]) > 600 > 150 > brightness(light[1])
    assert brightness(dark[0]) < 150 < 600 < brightness(dark[1])


def test_nothing_is_fetched_from_elsewhere_and_the_console_is_quiet(new_tab: OpenTab) -> None:
    tab = new_tab("/about")
    requested, troubles = [], []
    tab.on("request", lambda request: requested.append(request.url))
    tab.on("websocket", lambda socket: requested.append(socket.url))
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    tab.on(
        "console",
        lambda message: (
            troubles.append(f"{message.text} {message.location['url']}") if message.type == "error" else None
        ),
    )
    for path in PAGES:
        tab.goto(_site(tab) + path)
        expect(tab.locator(".poster, .stAlert, .stMetric").first).to_be_visible()
        settled(tab)
    hosts = {urlsplit(url).hostname for url in requested if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    # Streamlit looks for its own endpoints beside each deep link before it looks at the root.
    assert [trouble for trouble in troubles if not re.search(r"404.*/_stcore/[a-z-]+$", trouble)] == []


def test_back_returns_to_the_view_before(new_tab: OpenTab) -> None:
    tab = new_tab("/?type=series")
    for number in ("2", "3"):
        tab.get_by_role("button", name=f"Page {number}").click()
        expect(tab).to_have_url(re.compile(f"page={number}"))
        settled(tab)
    tab.go_back()
    expect(tab.locator("button[aria-current='page']")).to_have_text(["2"])
    expect(tab.locator("[class*='st-key-card-'] a").first).to_be_visible()
    settled(tab)
    seen = tab.locator("[class*='st-key-card-'] a").all_inner_texts()
    card(tab, seen[0]).click()
    expect(tab.get_by_role("heading", name=seen[0], level=1, exact=True)).to_be_visible()
    settled(tab)
    following = picks(tab)[0]
    card(tab, following).locator(".poster").click(force=True)
    expect(tab.get_by_role("heading", name=following, level=1, exact=True)).to_be_visible()
    tab.go_back()
    expect(tab.get_by_role("heading", name=seen[0], level=1, exact=True)).to_be_visible()
    tab.go_back()
    expect(tab.locator("[class*='st-key-card-'] a")).to_have_text(seen)
    assert asked(tab) == {"type": ["series"], "page": ["2"]}


def test_likes_make_a_list_that_a_link_carries(new_tab: OpenTab) -> None:
    tab = new_tab(f"/title?id={DARK}")
    tab.get_by_role("button", name="I like it").click()
    tab.get_by_role("link", name="See what suits you").click()
    expect(tab.get_by_role("heading", name="For you", level=1)).to_be_visible()
    expect(tab).to_have_url(re.compile(f"like={DARK}"))
    expect(tab.locator("[class*='st-key-pick-'] .stPageLink a")).to_have_count(24)
    settled(tab)

    friend = new_tab(tab.url)
    expect(friend.locator("[class*='st-key-pick-'] .stPageLink a")).to_have_text(picks(tab))

    friend.get_by_role("button", name=re.compile("^Remove Dark")).click()
    expect(friend.get_by_text("Add a title you like")).to_be_visible()
    assert asked(friend) == {}


def test_titles_are_text_and_never_markup(new_tab: OpenTab, hostile_server: str) -> None:
    tab = new_tab(f"{hostile_server}/?sort=oldest")
    tab.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    tab.route("**/image.tmdb.org/**", lambda route: route.abort())
    expect(tab.locator("[class*='st-key-card-'] a")).to_have_text([*hostile.NAMES, "Bare"])
    for name in (hostile.SCRIPT, hostile.MARKDOWN):
        tab.goto(f"{hostile_server}/title?id={hostile.title_id(name)}")
        heading = tab.get_by_role("heading", level=1)
        expect(heading).to_have_text(name)
        expect(tab.get_by_text("<u>keyword</u>", exact=True).first).to_be_visible()
        assert heading.locator("a, b, em, strong, img, .katex").count() == 0


def _site(tab: Tab) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(tab.url))
