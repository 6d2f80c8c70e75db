"""About: what this is, how it compares titles, which catalogue it serves."""

import streamlit as st

from app import credits
from app.cached import engine
from app.i18n import moment, number, t, tn
from app.markup import Html

catalogue = engine()
manifest = catalogue.snapshot.manifest

st.title(t("About"), anchor=False)
st.markdown(
    t(
        "This recommender compares films and series by what they are about and who made them. "
        "It knows nothing about you: no account, no history, no tracking."
    )
)

st.subheader(t("How titles are compared"), anchor=False)
methods = {
    t("By description:"): t(
        "the words of the description alone, each weighted by how rare it is (TF-IDF), compared by cosine similarity."
    ),
    t("By description and people:"): t("description, title, direction and cast, each with its share of the score."),
    t("By everything:"): t("the same, with genres, keywords, the time it is from and how well it is rated."),
}
st.markdown("\n".join(f"- **{name}** {text}" for name, text in methods.items()))
st.markdown(
    t("Every score can be opened: under **Details and score** stands what it is made of, and the parts add up to it.")
)

st.subheader(t("The catalogue"), anchor=False)
with st.container(horizontal=True):
    st.metric(t("Films"), number(manifest.counts["movies"]))
    st.metric(tn("Series", "Series", 2), number(manifest.counts["series"]))
    st.metric(t("Without a description"), number(manifest.counts["without_overview"]))
st.caption(t("Snapshot {id}, built {time}", id=manifest.id, time=moment(manifest.built_at)))
if manifest.source.startswith("embedded"):
    st.markdown(
        t(
            "This is the catalogue that comes with the program: facts and descriptions written for it, "
            "free for any use (CC0). The posters are drawn."
        )
    )

if credits.from_tmdb(manifest):
    st.subheader("TMDB", anchor=False)
    st.html(Html(f'<p class="credits">{credits.notice()}</p><p>{credits.sources()}</p>'))
    st.markdown(
        t(
            "Its titles may be shown for as long as TMDB's terms are kept: a key of one's own, no commercial use "
            "without an agreement, nothing older than six months, nothing passed on, and no training of models on it."
        )
    )

st.page_link("../pages/admin.py", label=t("Administration"), icon=":material/admin_panel_settings:")
