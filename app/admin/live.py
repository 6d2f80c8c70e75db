"""What viewers are served now, and how old it is."""

from datetime import datetime

import streamlit as st

from app import cached
from app.admin import words
from app.i18n import moment, number, t, tn
from app.markup import markdown


def live(now: datetime) -> None:
    """The served snapshot: counts, age, and what viewers are told about it."""
    served = cached.serving()
    engine = served.engine
    if engine is None:
        st.error(markdown(served.trouble), icon=":material/error:")
        return
    if engine.notice:
        st.warning(markdown(engine.notice), icon=":material/warning:")
    manifest = engine.snapshot.manifest
    with st.container(horizontal=True):
        st.metric(t("Films"), number(manifest.counts["movies"]))
        st.metric(tn("Series", "Series", 2), number(manifest.counts["series"]))
        st.metric(t("Without a description"), number(manifest.counts["without_overview"]))
        st.metric(t("Built"), words.ago(manifest.built_at, now))
    st.caption(
        markdown(t("Snapshot {id}, built {time}", id=manifest.id, time=moment(manifest.built_at)))
        + " · "
        + markdown(t("from: {source}", source=manifest.source))
    )
