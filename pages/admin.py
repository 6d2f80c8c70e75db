"""Administration: what is served, refreshing it from TMDB, and going back. Who may enter is decided here."""

import streamlit as st

from app import cached
from app.admin.acting import said, told
from app.admin.differences import differences
from app.admin.door import AT_THE_MACHINE, let_in, sign_out
from app.admin.live import live
from app.admin.running import running
from app.admin.runs import runs
from app.admin.snapshots import held, snapshots
from app.i18n import t
from app.markup import markdown
from core.pipeline import writable_store

who = let_in()
st.title(t("Administration"), anchor=False)
with st.container(horizontal=True, vertical_alignment="center"):
    words = t("You are here by password.") if who == AT_THE_MACHINE else t("You are here as {who}.", who=who)
    st.caption(markdown(words), width="stretch")
    st.button(t("Sign out"), on_click=sign_out, icon=":material/logout:", key="admin-sign-out")

with said(), told():
    store = writable_store(cached.settings().store)
    st.subheader(t("What is served"), anchor=False)
    live(cached.now())
    st.subheader(t("Refresh from TMDB"), anchor=False)
    running(store)
    with told():
        held(store)
    st.subheader(t("Last refreshes"), anchor=False)
    with told():
        runs(store)
    st.subheader(t("Snapshots"), anchor=False)
    with told():
        snapshots(store)
    st.subheader(t("What changed"), anchor=False)
    with told():
        differences(store)
