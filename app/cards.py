"""Titles as cards: a poster that is a link, and for recommendations the reasons and details beside it."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import streamlit as st

from app import cached, credits, texts
from app.i18n import score, signed, t
from app.markup import Html, definitions, html, markdown
from app.posters.poster import poster_data_uri
from app.reasons import field_name, label, sentences
from app.session import LANGUAGE, TITLE_ID
from core.catalogue.title import Title
from core.engine import Notice, Recommendation

TITLE_PAGE = "../pages/title.py"
_TMDB_PATH = re.compile(r"/[A-Za-z0-9._-]{1,100}\.(jpg|jpeg|png|webp|svg)")
_TMDB_IMAGES = "https://image.tmdb.org/t/p/w342"
_PARTS_SHOWN = 8
_drawn = lru_cache(maxsize=1000)(poster_data_uri)  # some 4 KB each, and what takes longest about a card


def poster(title: Title) -> str:
    """HTML of a poster: a drawn one, and over it the title's picture where it has one and the operator allows it."""
    drawn = _drawn(texts.name(title), title.year, title.genres, title.id, title.type)
    layers = [f"url('{drawn}')"]
    if _TMDB_PATH.fullmatch(title.poster_path) and cached.settings().tmdb_images:
        layers.insert(0, f"url('{_TMDB_IMAGES}{title.poster_path}')")
    alt = t("Poster of {title}", title=texts.labelled(title))
    return f'<div class="poster" role="img" aria-label="{html(alt)}" style="background-image:{",".join(layers)}"></div>'


def facts(title: Title) -> str:
    """HTML of a title's facts on one line, which breaks only between them ("TV-MA" stays whole)."""
    return '<p class="facts">' + " · ".join(f"<span>{html(fact)}</span>" for fact in texts.facts(title)) + "</p>"


def link(title: Title) -> None:
    """A link to the title's page; the card's style stretches it over the whole card.

    It takes the language along and, from one title to another, the way of comparing.
    """
    taken = st.query_params if TITLE_ID in st.query_params else (LANGUAGE,)
    address = {param: st.query_params.get_all(param) for param in taken} | {TITLE_ID: [title.id]}
    st.page_link(TITLE_PAGE, label=markdown(texts.name(title)), query_params=address, width="stretch")


def grid(titles: Iterable[Title], name: str = "poster") -> None:
    """Posters in as many columns as fit; ``name`` tells grids on one page apart."""
    with st.grid(min_column_width=150, gap="small", key=f"{name}-grid"):
        for title in titles:
            with st.container(key=f"card-{name}-{title.id}", gap=None):
                st.html(Html(poster(title)))
                link(title)
                st.html(Html(facts(title) + credits.line(title)))


def recommendations(items: Sequence[Recommendation], key: str) -> None:
    """Recommended titles with their reasons; ``key`` tells lists on one page apart."""
    with st.grid(min_column_width=300, gap="small", key=f"list-{key}"):
        for item in items:
            with st.container(key=f"pick-{key}-{item.title.id}", gap=None, border=True, height="stretch"):
                link(item.title)
                st.html(Html(_details(item)))


def _details(item: Recommendation) -> str:
    title = item.title
    reasons = "".join(f"<li>{html(sentence)}</li>" for sentence in sentences(item.because))
    people = ", ".join(title.directors[:2])
    genres = ", ".join(t(genre) for genre in title.genres)
    more = [
        texts.makers(title),
        (t("Cast"), ", ".join(title.cast[:8])),
        (t("Genres"), genres),
    ]
    return (
        f'<div class="pick">{poster(title)}<div>{facts(title)}{credits.line(title)}'
        f'<p class="facts">{html(people or genres)}</p>'
        f'<ul class="reasons">{reasons}</ul></div></div>'
        f'<details class="more"><summary>{html(t("Details and score"))} '
        f'<span class="score">{score(item.score)}</span></summary>'
        f"<p>{html(texts.overview(title) or t('There is no description.'))}</p>"
        f"{definitions(more)}{_bars(item)}</details>"
    )


def _bars(item: Recommendation) -> str:
    """What the score is made of, as bars; the small rest is summed up in one."""
    parts = item.because.parts
    rows = [(f"{label(part)} · {field_name(part.field)}", part.value) for part in parts[:_PARTS_SHOWN]]
    if parts[_PARTS_SHOWN:]:
        rows.append((t("Everything else"), sum(part.value for part in parts[_PARTS_SHOWN:])))
    largest = max((abs(value) for _, value in rows), default=1.0) or 1.0
    bars = "".join(
        f'<tr><td>{html(name)}</td><td><span class="bar{" minus" if value < 0 else ""}" '
        f'style="width:{abs(value) / largest:.0%}"></span></td><td>{signed(value)}</td></tr>'
        for name, value in rows
    )
    return f'<table class="parts"><caption>{html(t("What the score is made of"))}</caption>{bars}</table>'


def notice(reason: Notice | None, *, empty: bool) -> None:
    """Says why a list is short or empty."""
    words = {
        "no_text": t("There is nothing to compare by here. Try another method."),
        "few_similar": t("Nothing else shares enough with it."),
        "filtered_out": t("The filters leave no more titles. Loosen them to see others."),
    }
    if reason and empty:
        st.info(words[reason], icon=":material/info:")
    elif reason:
        st.caption(words[reason])
