"""What has come lately: titles that were added in the week before a day."""

from datetime import date, timedelta

import streamlit as st

from app import cards
from app.i18n import t
from core.catalogue.title import Title
from core.engine import Engine

_DAYS, _MOST = 7, 12


def arrivals(engine: Engine, today: date) -> list[Title]:
    """The titles added on one of the seven days up to ``today``, the latest first, at most twelve."""
    if not engine.knows("date_added"):
        return []
    since = (today - timedelta(_DAYS)).isoformat()
    latest = engine.browse(sort="added", count=_MOST).titles
    return [title for title in latest if since < title.date_added <= today.isoformat()]


def row(engine: Engine, today: date) -> None:
    """The arrivals under a heading, in one row that is moved sideways; nothing where there are none."""
    titles = arrivals(engine, today)
    if titles:
        st.subheader(t("New on Netflix this week"), anchor=False)
        cards.grid(titles, "new")
