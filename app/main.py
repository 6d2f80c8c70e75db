"""The entry: page frame, navigation, language; then the page the viewer is on."""

import sys
from pathlib import Path

_ROOT = str(Path(__file__).parents[1])
if _ROOT not in sys.path:  # plain `streamlit run` puts only this folder there; this file runs again and again
    sys.path.insert(0, _ROOT)

import streamlit as st

from app import cached
from app.address import choose_one
from app.credits import footer
from app.i18n import LANGUAGES, browser_language, language, settle_language, t
from app.markup import markdown
from app.session import LANGUAGE
from core.errors import RecommenderError

settle_language()
_PAGES = Path(__file__).parents[1] / "pages"

st.set_page_config(
    page_title="Recommender", page_icon=str(Path(__file__).parent / "static" / "icon.svg"), layout="wide"
)
st.html(Path(__file__).parent / "style.css")

try:
    cached.settings()
except RecommenderError as error:
    st.error(markdown(str(error)), icon=":material/error:")
    st.stop()

page = st.navigation(
    [
        st.Page(
            _PAGES / "discover.py", title=t("Discover"), icon=":material/search:", url_path="discover", default=True
        ),
        st.Page(_PAGES / "for_you.py", title=t("For you"), icon=":material/favorite:", url_path="for-you"),
        st.Page(_PAGES / "about.py", title=t("About"), icon=":material/info:", url_path="about"),
        st.Page(_PAGES / "title.py", title=t("Title"), url_path="title", visibility="hidden"),
        st.Page(_PAGES / "admin.py", title=t("Administration"), url_path="admin", visibility="hidden"),
    ],
    position="top",
)

with st.container(horizontal=True, horizontal_alignment="right", key="language-switch"):
    choose_one(
        st.segmented_control, t("Language"), list(LANGUAGES), LANGUAGE, page="app", default=browser_language(),
        format_func=lambda code: LANGUAGES[code], label_visibility="collapsed", required=True, lasting=True,
    )  # fmt: skip
# Screen readers choose their voice by it, and Streamlit leaves it English.
st.html(f"<script>document.documentElement.lang = '{language()}'</script>", unsafe_allow_javascript=True)

body = st.container()
footer()  # before the page runs: one that has nothing more to show ends the run
with body:
    page.run()
