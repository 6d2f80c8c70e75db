"""The filter panel: every filter lives in the address, so that a link restores the view."""

from collections.abc import Callable

import streamlit as st

from app import session
from app.address import choose_many, choose_number, choose_one, choose_span
from app.i18n import country, number, spoken, t, tn
from core.catalogue.title import TYPES
from core.engine import Engine
from core.index.filters import Filters


def type_switch(page: str) -> str | None:
    """All, films or series."""
    names = {"movie": t("Films"), "series": tn("Series", "Series", 2)}
    return choose_one(
        st.segmented_control, t("Kind"), TYPES, session.TYPE, page=page, format_func=lambda value: names[value],
        label_visibility="collapsed",
    )  # fmt: skip


def panel(engine: Engine, kind: str | None, page: str) -> Filters:
    """The filters the viewer has set; ``kind`` is what :func:`type_switch` gave."""
    with st.popover(t("Filters"), icon=":material/tune:"):
        counts = engine.facets(Filters(type=kind) if kind else None)
        genres = _choice("genres", t("Genre"), session.GENRE, page, engine, counts, t)
        countries = _choice("countries", t("Country"), session.COUNTRY, page, engine, counts, country)
        languages = _choice(
            "languages", t("Original language"), session.ORIGINAL_LANGUAGE, page, engine, counts, spoken
        )
        maturity = _choice("maturity", t("Maturity"), session.MATURITY, page, engine, counts, str)
        years = _years(engine, page)
        votes = _votes(engine, page)
    return Filters(kind, genres, countries, languages, maturity, *years, votes)


def _choice(
    category: str, label: str, param: str, page: str, engine: Engine, counts: dict[str, dict[str, int]],
    named: Callable[[str], str],
) -> tuple[str, ...]:  # fmt: skip
    values = list(engine.snapshot.facets.categories[category].values)
    if not values:
        return ()
    here = counts[category]
    chosen = choose_many(
        label, values, param, page=page, placeholder=t("All"),
        format_func=lambda value: f"{named(value)} ({number(here.get(value, 0))})",
    )  # fmt: skip
    return tuple(chosen)


def _years(engine: Engine, page: str) -> tuple[int | None, int | None]:
    span = engine.year_range()
    if span is None or span[0] == span[1]:
        return None, None
    first, last = choose_span(t("Years"), *span, session.YEARS, page=page)
    return (first if first > span[0] else None), (last if last < span[1] else None)


def _votes(engine: Engine, page: str) -> int | None:
    if not engine.knows("vote_count"):
        return None
    label = t("At least this many votes")
    return choose_number(st.number_input, label, 0, None, session.VOTES, page=page, default=0, step=50) or None
