"""Text that nobody has checked, made safe to show."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.markup import html, markdown
from tests.app.hostile import NAMES

SPECIAL = r"\`*_{}[]()<>#+-.!|~$:&"
SOUP = some.text(some.sampled_from(SPECIAL + "\"'aB1 /=;\n"), max_size=30) | some.text(max_size=30)


class Reader(HTMLParser):
    """What a browser makes of markup."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(SOUP)
def test_html_is_text_in_content_and_in_attributes(text: str) -> None:
    read = Reader(f'<p title="{html(text)}">{html(text)}</p>')
    assert read.tags == [("p", [("title", text)])]
    assert read.text == text


def test_html_takes_anything() -> None:
    assert html(2014) == "2014"
    assert html(None) == "None"


@given(SOUP)
def test_markdown_leaves_no_sign_that_means_something(text: str) -> None:
    escaped = markdown(text)
    assert re.sub(r"\\(.)", r"\1", escaped) == text
    assert not any(sign in SPECIAL for sign in re.sub(r"\\.", "", escaped, flags=re.DOTALL))


@pytest.mark.parametrize("name", NAMES)
def test_markdown_of_names(name: str) -> None:
    assert re.sub(r"\\(.)", r"\1", markdown(name)) == name


def test_plain_words_stay_as_they_are() -> None:
    assert markdown("Amélie, 千と千尋 & 8½".replace("&", "and")) == "Amélie, 千と千尋 and 8½"
