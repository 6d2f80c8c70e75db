"""Every page in Spanish: nothing of the interface stays English."""

import re
from collections.abc import Iterator

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from tests.app.po import GENRES, INTERFACE
from tests.pages.conftest import Markup, visit

pytestmark = pytest.mark.usefixtures("embedded_served")

INTERSTELLAR = "movie-157336"
VISITS: dict[str, tuple[str, dict[str, str]]] = {
    "discover": ("discover", {}),
    "search": ("discover", {"q": "intersteler"}),
    "nothing found": ("discover", {"q": "zzzz qqqq"}),
    "nothing fits": ("discover", {"genre": "Western", "language": "sv"}),
    "title": ("title", {"id": INTERSTELLAR}),
    "by everything": ("title", {"id": INTERSTELLAR, "method": "hybrid"}),
    "series": ("title", {"id": "tv-dark-2017"}),
    "side by side": ("title", {"id": INTERSTELLAR, "method": "both"}),
    "filtered out": ("title", {"id": INTERSTELLAR, "genre": "Western", "count": "48"}),
    "unknown title": ("title", {"id": "nobody"}),
    "for you, empty": ("for_you", {}),
    "for you": ("for_you", {"like": INTERSTELLAR}),
    "about": ("about", {}),
}


def texts(at: AppTest) -> set[str]:
    """Every text on the page that a viewer reads or hears."""
    found = set(Markup(at).texts)
    found |= {str(attributes["aria-label"]) for _, attributes in Markup(at).tags if "aria-label" in attributes}
    for element in at.main:
        if getattr(element, "type", "") != "html" and isinstance(getattr(element, "proto", None), Message):
            found |= set(_strings(element.proto))
    return {line.strip() for text in found for line in text.split("\n")}


def _strings(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        for each in value if field.is_repeated else [value]:
            if isinstance(each, Message):
                yield from _strings(each)
            elif isinstance(each, str):
                yield each


def in_english(found: set[str]) -> set[str]:
    """Those messages of the interface that are among the texts, word for word."""
    same = {text for translation in (INTERFACE | GENRES).values() for text in translation}
    patterns = {
        message: re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(message)) + r"( \(\d+\))?")
        for forms in INTERFACE | GENRES
        for message in forms
        if message not in same
    }
    return {message for message, pattern in patterns.items() if any(pattern.fullmatch(text) for text in found)}


@pytest.mark.parametrize("name", VISITS)
def test_spanish_pages_have_no_english_word_of_ours(name: str) -> None:
    page, address = VISITS[name]
    assert in_english(texts(visit(page, lang="es", **address))) == set()
    assert len(in_english(texts(visit(page, **address)))) >= 2  # what is looked for is what is there in English


def test_titles_keywords_and_descriptions_are_spanish_too() -> None:
    at = visit("title", id="movie-653", lang="es")
    assert at.title[0].value == "Nosferatu, el vampiro"
    found = texts(at)
    assert {"Terror", "Fantasía", "vampiro", "Alemania", "Alemán", "Película"} <= found
    assert any(text.startswith("El agente inmobiliario Thomas Hutter") for text in found)


def test_numbers_and_countries_are_written_as_the_language_does() -> None:
    filters = visit(lang="es").multiselect
    assert any(option.startswith("Estados Unidos (") for option in filters(key="discover:country").options)
    assert any(option.startswith("Inglés (") for option in filters(key="discover:language").options)


def test_the_language_is_told_to_the_browser_and_lasts() -> None:
    at = visit("about", lang="es")
    assert "document.documentElement.lang = 'es'" in at.get("html")[0].proto.body
    at.query_params.clear()
    at.switch_page("../pages/for_you.py").run()
    assert at.title[0].value == "Para ti"
    at.button_group(key="app:lang").set_value("en").run()
    assert at.title[0].value == "For you"


@pytest.mark.parametrize(("locale", "wanted"), [("es-MX", "Acerca de"), ("es", "Acerca de"), ("de-DE", "About")])
def test_without_a_choice_the_browser_decides(locale: str, wanted: str) -> None:
    at = AppTest.from_file("../../app/main.py")
    at.context = {"locale": locale}
    at.run()
    at.switch_page("../pages/about.py").run()
    assert at.title[0].value == wanted
