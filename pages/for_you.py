"""For you: what you like, what you do not, and a sentence of mood, turned into recommendations."""

import streamlit as st

from app import cards, likes, session, texts
from app.address import choose_many, choose_number, write_text
from app.cached import engine
from app.filters_ui import panel, type_switch
from app.i18n import language, t

PAGE = "for-you"
FOUND = 6
SHOWN = 24

catalogue = engine()
likes.arrive(st.query_params, catalogue.__contains__, staying=f"{PAGE}:{session.LIKED}" in st.session_state)
st.title(t("For you"), anchor=False)
st.caption(
    t("Nothing is stored on the server: your list lives in this page's address. Keep the link to keep the list.")
)


def choices(which: str, label: str, icon: str) -> list[str]:
    """One of the two lists, as chips that can be taken off."""
    ids, key = likes.remembered(which), f"{PAGE}:{which}"
    st.session_state[key] = list(ids)
    names = {title_id: texts.labelled(catalogue.title(title_id)) for title_id in ids}
    return choose_many(
        f"{icon} {label}", list(ids), which, page=PAGE, placeholder=t("Nothing yet"), format_func=names.__getitem__,
        on_change=likes.keep, args=(which, key),
    )  # fmt: skip


left, right = st.columns(2, gap="large")
with left:
    query = st.text_input(
        t("Find titles to add"), key=session.FIND, type="search", live=True, max_chars=100, icon=":material/search:",
        placeholder=t("A title, in any language; typos are fine"),
    )  # fmt: skip
    for hit in catalogue.search(query, FOUND) if query.strip() else ():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(cards.markdown(texts.labelled(hit.title)), width="stretch")
            for which, icon, words in (
                (session.LIKED, ":material/thumb_up:", t("I like {title}", title=texts.labelled(hit.title))),
                (
                    session.DISLIKED,
                    ":material/thumb_down:",
                    t("{title} is not for me", title=texts.labelled(hit.title)),
                ),
            ):
                st.button(
                    "", icon=icon, help=cards.markdown(words), key=f"{which}-{hit.title.id}",
                    on_click=likes.put, args=(hit.title.id, which),
                )  # fmt: skip
with right:
    liked = choices(session.LIKED, t("You like"), ":material/thumb_up:")
    disliked = choices(session.DISLIKED, t("Not for you"), ":material/thumb_down:")
    mood = write_text(
        t("What are you in the mood for?"), session.MOOD, page=PAGE, max_chars=300,
        placeholder=t("A heist in Madrid, friendship and revenge…"), icon=":material/mood:",
    )  # fmt: skip

if not liked and not mood.strip():
    st.info(t("Add a title you like, or say what you are in the mood for."), icon=":material/favorite:")
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = type_switch(PAGE)
    filters = panel(catalogue, kind, PAGE)
    diversity = choose_number(
        st.slider, t("Variety"), 0.0, 1.0, session.DIVERSITY, page=PAGE, default=0.3, step=0.1, width=200
    )  # fmt: skip

found = catalogue.recommend(
    dict.fromkeys(liked, 1.0),
    dict.fromkeys(disliked, 1.0),
    text=mood,
    count=SHOWN,
    filters=filters,
    diversity=diversity,
    language=language(),
)
cards.recommendations(found, "for-you")
cards.notice(found.notice, empty=not found)
