"""Who is named, and where, when titles come from TMDB."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import credits
from core.build import build_snapshot
from core.catalogue.title import Title
from core.store.local import LocalStore
from core.store.manifest import Manifest
from tests.app.conftest import InSession
from tests.fixtures import START, TITLES, publish
from tests.pages.conftest import Markup, Serve, visit
from tests.pages.conftest import serve as serve

# TMDB's API terms of use, section 3, with one of the words in the brackets.
SENTENCE = "This application uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by TMDB."
WATCH = "https://www.themoviedb.org/movie/603-the-matrix/watch?locale=US"
ON = Title("movie-603", "movie", "The Matrix", providers=("Netflix", "<b>Hulu</b>", "Max"), watch_link=WATCH)
FETCHED = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"  # what is too old is not served
TMDBS = [
    replace(title, fetched_at=FETCHED, providers=("Netflix",), watch_link=WATCH, poster_path="/a.jpg")
    for title in TITLES[:4]
]


def served(store: LocalStore, titles: list[Title], source: str) -> Manifest:
    with store.writing():
        return store.publish(
            lambda folder: build_snapshot(titles, folder, languages=["en"], built_at=START, source=source)
        )


@pytest.mark.parametrize(("titles", "source"), [(TMDBS, "tmdb US 8"), ([*TITLES[4:], TMDBS[0]], "catalogue")])
@pytest.mark.parametrize("page", ["discover", "for_you", "title", "about"])
def test_every_page_bears_the_notice_where_any_title_is_tmdbs(
    serve: Serve, tmp_path: Path, titles: list[Title], source: str, page: str
) -> None:
    served(LocalStore(tmp_path), sorted(titles, key=lambda title: title.id), source)
    serve(tmp_path)
    for lang in ("en", "es"):
        markup = Markup(visit(page, lang=lang))
        assert SENTENCE in markup.texts
        links = [attributes["href"] for tag, attributes in markup.tags if tag == "a"]
        assert {"https://www.themoviedb.org/", "https://www.justwatch.com/"} <= set(links)
    assert any("no está avalada, certificada" in text for text in markup.texts)


@pytest.mark.parametrize("page", ["discover", "about"])
def test_other_catalogues_bear_none(serve: Serve, tmp_path: Path, page: str) -> None:
    publish(LocalStore(tmp_path))
    serve(tmp_path)
    assert not any("TMDB" in text or "JustWatch" in text for text in Markup(visit(page)).texts)


def test_a_card_names_one_service_and_a_titles_page_all_and_both_justwatch(in_session: InSession) -> None:
    assert in_session(lambda: credits.line(ON)) == '<p class="facts">On Netflix +2, says JustWatch</p>'
    assert in_session(lambda: credits.where_to_watch(ON)) == (
        '<p class="facts">On Netflix, &lt;b&gt;Hulu&lt;/b&gt;, Max, says JustWatch · '
        f'<a href="{WATCH}" target="_blank" rel="noopener noreferrer">Where to watch it (TMDB)</a></p>'
    )
    assert "según JustWatch" in in_session(lambda: credits.where_to_watch(ON), "es")


@pytest.mark.parametrize(
    "address",
    [
        "", "javascript:alert(1)", "http://www.themoviedb.org/movie/603/watch", "https://evil.example/movie/603/watch",
        "https://www.themoviedb.org.evil.example/movie/603/watch", 'https://www.themoviedb.org/movie/"onclick="/watch',
        "https://www.themoviedb.org@evil.example/movie/1/watch", f"{WATCH}\n",
    ],
)  # fmt: skip
def test_no_other_address_becomes_a_link(in_session: InSession, address: str) -> None:
    said = in_session(lambda: credits.where_to_watch(replace(ON, watch_link=address)))
    assert "<a" not in said and "JustWatch" in said


def test_without_services_nothing_is_said_of_them(in_session: InSession) -> None:
    assert in_session(lambda: credits.line(replace(ON, providers=()))) == ""
    assert in_session(lambda: credits.where_to_watch(replace(ON, providers=()))) == ""


def test_cards_and_lists_and_the_sheet_name_justwatch(serve: Serve, tmp_path: Path) -> None:
    served(LocalStore(tmp_path), TMDBS, "tmdb US 8")
    serve(tmp_path)
    assert Markup(visit()).texts.count("On Netflix, says JustWatch") == len(TMDBS)
    texts = Markup(visit("title", id="m01")).texts
    listed, of_the_series = texts.count("Details and score"), 1
    assert texts.count("On Netflix, says JustWatch") == listed + of_the_series
    assert "On Netflix, says JustWatch ·" in texts  # the sheet, before its link


@pytest.mark.parametrize(("allowed", "asked"), [(None, 0), ("false", 0), ("true", len(TMDBS))])
def test_posters_come_from_elsewhere_only_where_the_operator_allows_it(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: str | None, asked: int
) -> None:
    monkeypatch.delenv("TMDB_IMAGES", raising=False)
    if allowed:
        monkeypatch.setenv("TMDB_IMAGES", allowed)
    served(LocalStore(tmp_path), TMDBS, "tmdb US 8")
    serve(tmp_path)
    styles = [str(attributes.get("style")) for _, attributes in Markup(visit()).tags]
    assert len([style for style in styles if "https://image.tmdb.org/t/p/w342/a.jpg" in style]) == asked
    assert len([style for style in styles if "data:image/svg+xml" in style]) == len(TMDBS)  # always drawn too


def test_an_approved_logo_is_shown_where_it_was_put(
    in_session: InSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credits, "_LOGO", tmp_path / "tmdb.svg")
    credits._logo.cache_clear()
    assert in_session(credits.notice) == f'<span lang="en">{SENTENCE}</span>'
    (tmp_path / "tmdb.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    credits._logo.cache_clear()
    assert in_session(credits.notice).startswith('<img class="tmdb" alt="TMDB" src="data:image/svg+xml;base64,PHN2')
    credits._logo.cache_clear()
