"""Titles nobody should trust are shown as they are, and do nothing."""

import re
from pathlib import Path

import pytest

from app.markup import markdown
from core.catalogue.title import Title
from core.engine import Engine
from tests.app.hostile import BARE, MARKDOWN, NAMES, SCRIPT, title_id
from tests.pages.conftest import Markup, shown, visit

OURS = {"div", "p", "span", "ul", "li", "dl", "dt", "dd", "details", "summary", "table", "caption", "tr", "td"}
IMAGES = re.compile(
    r"background-image:(url\('https://image\.tmdb\.org/t/p/w342/ok\.jpg'\),)?url\('data:image/svg\+xml;base64,[\w+/=]+'\)"
)


@pytest.fixture(autouse=True)
def titles(hostile_served: list[Title], monkeypatch: pytest.MonkeyPatch) -> list[Title]:
    """They are served where pictures may come from TMDB's server."""
    monkeypatch.setenv("TMDB_IMAGES", "true")
    return hostile_served


def harmless(markup: Markup) -> bool:
    """No tag is another's, no attribute listens, and pictures come from one place."""
    for tag, attributes in markup.tags:
        assert tag in OURS
        assert set(attributes) <= {"class", "style", "role", "aria-label"}
        style = attributes.get("style", "") or ""
        assert IMAGES.fullmatch(style) or re.fullmatch(r"(width:\d+%)?", style)
    return bool(markup.tags)


def test_discover_shows_names_as_they_are() -> None:
    at = visit(sort="oldest")
    assert shown(at) == [*NAMES, "Bare"]
    assert [link.proto.label for link in at.get("page_link")] == [markdown(name) for name in (*NAMES, "Bare")]
    markup = Markup(at)
    assert harmless(markup)
    posters = [attributes for _, attributes in markup.tags if attributes.get("class") == "poster"]
    assert [poster["aria-label"] for poster in posters][:2] == [f"Poster of {SCRIPT} (1990)", "Poster of [REC] (1991)"]
    from_afar = [poster["aria-label"] for poster in posters if "tmdb" in str(poster["style"])]
    assert len(from_afar) == len([name for number, name in enumerate(NAMES) if number % 4 == 2])


def test_the_suggestion_is_escaped() -> None:
    assert visit(q="bold x smile link").caption[0].value.endswith(f"Did you mean **{markdown(MARKDOWN)}**?")


@pytest.mark.parametrize("name", NAMES)
def test_a_title_is_shown_as_it_is(name: str) -> None:
    at = visit("title", id=title_id(name))
    assert at.title[0].value == markdown(name)
    markup = Markup(at)
    assert harmless(markup)
    wanted = ["<b>{genre}</b>", "<u>keyword</u>", "<i>Director</i>", "A *star*", "<m>", "<c>", "<l>"]
    assert [text for text in wanted if text not in markup.texts] == []
    assert f"A crew robs the royal mint, and the police wait outside. {name}" in markup.texts
    assert sorted(shown(at)) == sorted(set(NAMES) - {name})


def test_what_a_score_is_made_of_is_shown_as_it_is(hostile_store: Path) -> None:
    best = Engine.open(hostile_store).similar(title_id(SCRIPT), "hybrid", 1)[0].because.parts[:8]
    texts = Markup(visit("title", id=title_id(SCRIPT), method="hybrid")).texts
    assert {part.label for part in best} & {"<u>keyword</u>", "<b>{genre}</b>", "<i>Director</i>"}
    assert [part for part in best if not any(text.startswith(f"{part.label} · ") for text in texts)] == []


def test_for_you_shows_names_as_they_are() -> None:
    at = visit("for_you", like=[title_id(SCRIPT), title_id(MARKDOWN)])
    assert at.multiselect(key="for-you:like").options == [f"{SCRIPT} (1990)", f"{MARKDOWN} (1992)"]
    assert harmless(Markup(at))
    at.text_input(key="find").input("bold x smile link").run()
    assert at.markdown[0].value == markdown(f"{MARKDOWN} (1992)")
    assert at.button(key=f"like-{title_id(MARKDOWN)}").help == markdown(f"I like {MARKDOWN} (1992)")


def test_a_title_of_which_little_is_known() -> None:
    at = visit("title", id=BARE)
    assert at.title[0].value == "Bare"
    assert Markup(at).texts == ["Film", "There is no description."]
    assert [info.value for info in at.info] == ["There is nothing to compare by here. Try another method."]


@pytest.mark.parametrize("votes", ["9" * 30, "1e3", "-1", "0x10"])
def test_a_number_of_votes_nobody_could_mean(votes: str) -> None:
    assert len(shown(visit(votes=votes))) in (0, len(NAMES) + 1)


def test_votes_filter_and_sort() -> None:
    assert set(shown(visit(votes="7"))) == set(NAMES)
    assert shown(visit(votes="8")) == []
    assert "Most votes" in visit().selectbox[0].options
