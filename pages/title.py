"""Title: everything about one title, and what is like it, by one method or two side by side."""

import streamlit as st

from app import cards, likes, session
from app.address import choose_many, choose_number, choose_one
from app.cached import engine
from app.filters_ui import type_switch
from app.i18n import language, t, tn
from app.sheet import sheet
from core.engine import Recommendations
from core.errors import TitleNotFound
from core.index.filters import Filters
from core.recommend.methods import DEFAULT_METHOD

PAGE = "title"
SIDE_BY_SIDE = "both"
COUNTS = [6, 12, 24, 48]

catalogue = engine()
# The browser's Back may lead to an address without the id: what was looked at last is meant.
title_id = st.query_params.get(session.TITLE_ID) or st.session_state.get(session.LAST_TITLE, "")
try:
    title = catalogue.title(title_id)
except TitleNotFound:
    st.title(t("Not here"), anchor=False)
    st.info(t("There is no such title here. It may have left the catalogue."), icon=":material/search_off:")
    st.page_link("../pages/discover.py", label=t("Search for another"), icon=":material/search:")
    st.stop()
if f"{PAGE}:{session.METHOD}" in st.session_state:  # from title to title Streamlit leaves the address as it was
    st.query_params[session.TITLE_ID] = title.id
st.session_state[session.LAST_TITLE] = title.id

sheet(title)
with st.container(horizontal=True):
    for which, words, icon in (
        (session.LIKED, t("I like it"), ":material/thumb_up:"),
        (session.DISLIKED, t("Not for me"), ":material/thumb_down:"),
    ):
        chosen = title.id in likes.remembered(which)
        st.button(
            words, icon=icon, key=f"put-{which}", type="primary" if chosen else "secondary",
            on_click=likes.put, args=(title.id, which),
        )  # fmt: skip
    if likes.remembered(session.LIKED):
        st.page_link(
            "../pages/for_you.py", label=t("See what suits you"), icon=":material/favorite:",
            query_params={which: likes.remembered(which) for which in (session.LIKED, session.DISLIKED)},
        )  # fmt: skip

others = catalogue.series(title.id)
if others:
    st.subheader(t("Also in this series"), anchor=False)
    cards.grid(others, "series")

st.header(t("More like this"), anchor=False)
methods = {
    "overview": t("By description"),
    "multi": t("By description and people"),
    "hybrid": t("By everything"),
    SIDE_BY_SIDE: t("Side by side"),
}
method = choose_one(
    st.segmented_control, t("Compare"), list(methods), session.METHOD, page=PAGE, default=DEFAULT_METHOD,
    format_func=methods.__getitem__, required=True,
)  # fmt: skip
with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = type_switch(PAGE)
    count = choose_one(
        st.select_slider, t("How many"), COUNTS, session.COUNT, page=PAGE, default=COUNTS[1], width=200
    )  # fmt: skip
    diversity = choose_number(
        st.slider, t("Variety"), 0.0, 1.0, session.DIVERSITY, page=PAGE, default=0.0, step=0.1, width=200
    )  # fmt: skip
    genres = choose_many(
        t("Genre"), catalogue.snapshot.facets.categories["genres"].values, session.GENRE, page=PAGE,
        format_func=t, placeholder=t("All"), width=320,
    )  # fmt: skip


def similar(by: str) -> Recommendations:
    """What is like the title by one method, as the page's controls ask."""
    filters = Filters(type=kind, genres=tuple(genres))
    return catalogue.similar(title.id, by, count, filters, diversity, language())


if method == SIDE_BY_SIDE:
    lists = {by: similar(by) for by in ("overview", "multi")}
    ids = [{item.title.id for item in items} for items in lists.values()]
    st.caption(tn("{count} title stands in both lists.", "{count} titles stand in both lists.", len(ids[0] & ids[1])))
    for column, (by, items) in zip(st.columns(2, gap="medium"), lists.items(), strict=True):
        with column:
            st.subheader(methods[by], anchor=False)
            cards.recommendations(items, by)
            cards.notice(items.notice, empty=not items)
else:
    found = similar(method)
    cards.recommendations(found, method)
    cards.notice(found.notice, empty=not found)
