"""What the server keeps for all viewers: the engine, opened once and again when another snapshot is published."""

from datetime import UTC, datetime

import streamlit as st

from app.markup import markdown
from core.engine import Engine
from core.errors import RecommenderError
from core.pipeline import open_engine, served_store
from core.settings import Settings


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The settings this server was started with."""
    return Settings()


@st.cache_resource(max_entries=1, show_spinner="Opening the catalogue…")
def _engine(uri: str, pointer: str | None) -> Engine:
    del pointer  # part of the cache's key: when it moves, the engine is opened anew
    return open_engine(uri, lambda: datetime.now(UTC))


def engine() -> Engine:
    """The engine of the snapshot that is published now; the page ends with a message where there is none."""
    uri = settings().store
    try:
        return _engine(uri, served_store(uri).current_id())
    except RecommenderError as error:
        st.error(markdown(str(error)), icon=":material/error:")
        st.stop()
