"""Discover: search as you type, filter, sort, and turn pages of posters."""

import streamlit as st

from app import arrivals, cards, session
from app.address import choose_one, turn_pages, write_text
from app.cached import engine, now
from app.filters_ui import panel, type_switch
from app.i18n import t, tn
from app.texts import name
from core.index.filters import Filters

PAGE = "discover"
PER_PAGE = 24
SEARCH_RESULTS = 60

catalogue = engine()
st.title(t("What shall we watch?"), anchor=False)
if catalogue.notice:
    st.warning(cards.markdown(catalogue.notice), icon=":material/warning:")
query = write_text(
    t("Search titles"), session.QUERY, page=PAGE, type="search", live=True, max_chars=100,
    placeholder=t("A title, in any language; typos are fine"), icon=":material/search:",
)  # fmt: skip

sorts = {
    "newest": t("Newest first"),
    "oldest": t("Oldest first"),
    "alphabet": t("A to Z"),
    **({"added": t("Recently added")} if catalogue.knows("date_added") else {}),
    **({"votes": t("Most votes")} if catalogue.knows("vote_count") else {}),
    **({"rating": t("Best rated")} if catalogue.knows("vote_average") else {}),
}
with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = type_switch(PAGE)
    filters = panel(catalogue, kind, PAGE)
    sort = choose_one(
        st.selectbox, t("Order"), list(sorts), session.SORT, page=PAGE, default="newest",
        format_func=sorts.__getitem__, label_visibility="collapsed", width=190, disabled=bool(query.strip()),
    )  # fmt: skip

if query.strip():
    hits = catalogue.search(query, SEARCH_RESULTS, filters)
    if hits.did_you_mean:
        st.caption(
            t("Nothing is called exactly that. Did you mean **{title}**?", title=cards.markdown(name(hits[0].title)))
        )
    if hits:
        cards.grid(hit.title for hit in hits)
    else:
        st.info(t("No title looks like that. Check the spelling, or loosen the filters."), icon=":material/search_off:")
else:
    if filters == Filters() and session.PAGE not in st.query_params:
        arrivals.row(catalogue, now().date())
    total = catalogue.count(filters)
    st.caption(tn("{count} title", "{count} titles", total))
    if total:
        pages = -(-total // PER_PAGE)
        place = st.container()
        number = turn_pages(pages, session.PAGE, page=PAGE, view=f"{filters} {sort}")
        with place:
            cards.grid(catalogue.browse(filters, sort, (number - 1) * PER_PAGE, PER_PAGE).titles)
    else:
        st.info(t("No title fits these filters. Loosen one of them."), icon=":material/filter_alt_off:")
