"""Whom to name where titles come from TMDB: TMDB in the words of its terms, and JustWatch for what streams where."""

from base64 import b64encode
from functools import lru_cache
from pathlib import Path

import streamlit as st

from app import cached
from app.i18n import language, t
from app.markup import Html, html
from core.catalogue.title import Title
from core.catalogue.values.tmdb import watch_page
from core.store.manifest import Manifest

NOTICE = "This application uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by TMDB."
"""Section 3 of TMDB's API terms of use asks for this sentence, as it stands."""
_ON_CARDS = 1  # services that are named on a card; the title's page names all
TMDB, JUSTWATCH = "https://www.themoviedb.org/", "https://www.justwatch.com/"

_LOGO = Path(__file__).parent / "static" / "tmdb.svg"
"""TMDB's approved logo, for whoever serves its titles to put there: it is not ours to give away."""


def from_tmdb(manifest: Manifest) -> bool:
    """Whether any title of a snapshot was fetched from TMDB."""
    return manifest.source.startswith("tmdb") or manifest.settings.get("fetched_from") is not None


def notice() -> str:
    """HTML of TMDB's notice: in the viewer's language, and in its own, which is what binds."""
    said = f'<span lang="en">{html(NOTICE)}</span>'
    if language() != "en":
        translated = t(
            "This application uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by "
            "TMDB."
        )
        said = f"{html(translated)} ({said})"
    return f"{_logo()}{said}"


def sources() -> str:
    """HTML of who the data are from, with links to both."""
    return t(
        "Titles and people: {tmdb}. Where they stream: {justwatch}.",
        tmdb=_link(TMDB, "TMDB"), justwatch=_link(JUSTWATCH, "JustWatch"),
    )  # fmt: skip


def footer() -> None:
    """The notice under every page, where what is served is from TMDB."""
    engine = cached.serving().engine
    if engine and from_tmdb(engine.snapshot.manifest):
        st.html(Html(f'<footer class="credits"><p>{notice()}</p><p>{sources()}</p></footer>'))


def line(title: Title) -> str:
    """HTML of where a title streams, for a card, "" where that is not known; who says so is to be named on each."""
    return f'<p class="facts">{html(_availability(title, _ON_CARDS))}</p>' if title.providers else ""


def where_to_watch(title: Title) -> str:
    """HTML of the same, with the link to TMDB's page about it."""
    page = watch_page(title.watch_link)
    if not (title.providers and page):
        return line(title)
    said = html(_availability(title, len(title.providers)))
    return f'<p class="facts">{said} · {_link(page, t("Where to watch it (TMDB)"))}</p>'


def _availability(title: Title, most: int) -> str:
    services, rest = ", ".join(title.providers[:most]), len(title.providers) - most
    return t("On {services}, says JustWatch", services=f"{services} +{rest}" if rest > 0 else services)


def _link(address: str, words: str) -> str:
    return f'<a href="{html(address)}" target="_blank" rel="noopener noreferrer">{html(words)}</a>'


@lru_cache(maxsize=1)
def _logo() -> str:
    """HTML of TMDB's logo, smaller than the text beside it; "" where there is none. As an image it runs no script."""
    if not _LOGO.is_file():
        return ""
    data = b64encode(_LOGO.read_bytes()).decode("ascii")
    return f'<img class="tmdb" alt="TMDB" src="data:image/svg+xml;base64,{data}"> '
