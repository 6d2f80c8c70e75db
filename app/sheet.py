"""Everything about one title: poster, description, people, facts."""

import streamlit as st

from app import credits, texts
from app.cards import facts, poster
from app.i18n import country, day, number, spoken, t
from app.markup import definitions, html, markdown
from core.catalogue.title import Title


def sheet(title: Title) -> None:
    """The title's details, poster beside text where there is room."""
    left, right = st.columns([1, 3], gap="large")
    left.container(key="title-poster").html(poster(title))
    with right:
        st.title(markdown(texts.name(title)), anchor=False)
        st.html(_body(title))


def _body(title: Title) -> str:
    return (
        facts(title)
        + credits.where_to_watch(title)
        + _tags([t(genre) for genre in title.genres])
        + f'<p class="lead">{html(texts.overview(title) or t("There is no description."))}</p>'
        + definitions(_rows(title), "sheet")
        + _tags(list(texts.keywords(title).values()))
    )


def _rows(title: Title) -> list[tuple[str, str]]:
    original = title.original_title if title.original_title != texts.name(title) else ""
    votes = f"{number(round(title.vote_average, 1))} / 10" if title.vote_average else ""
    if votes and title.vote_count:
        votes += f" ({t('{count} votes', count=number(title.vote_count))})"
    return [
        (t("Original title"), original),
        texts.makers(title),
        (t("Cast"), ", ".join(title.cast)),
        (t("Countries"), ", ".join(map(country, title.countries))),
        (t("Original language"), ", ".join(map(spoken, title.languages))),
        (t("Added"), day(title.date_added)),
        (t("Rating"), votes),
    ]


def _tags(words: list[str]) -> str:
    return '<ul class="tags">' + "".join(f"<li>{html(word)}</li>" for word in words) + "</ul>" if words else ""
