"""What the server keeps for all viewers: the settings, and the engine that is served."""

import time
from datetime import UTC, datetime

import streamlit as st

from app.attempts import Attempts
from app.markup import markdown
from core import pipeline
from core.engine import Engine
from core.refresh import control
from core.serving import Serving
from core.settings import Settings


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The settings this server was started with."""
    return Settings()


@st.cache_resource(show_spinner=False, on_release=Serving.stop)
def serving() -> Serving:
    """What is served, opened when it is first asked for: by the server's start, or else by the first viewer."""
    return Serving(settings().store, now, settings().refresh_seconds)


def engine() -> Engine:
    """The engine for one run of a page, which ends with a message where nothing can be served.

    What a widget keeps (callbacks, ``format_func``) outlives the run by as long as the viewer looks at the page: it
    must not hold the engine, nor a function of the page, whose variables it would hold.
    """
    served = serving()
    found = served.engine
    if found is None:
        st.error(markdown(served.trouble), icon=":material/error:")
        st.stop()
    return found


@st.cache_resource(show_spinner=False)
def attempts() -> Attempts:
    """The wrong passwords of all who tried."""
    return Attempts(time.monotonic)


@st.cache_resource(show_spinner=False)
def starter() -> control.Starter:
    """What starts refreshes, and knows the last that it started.

    :raises RecommenderError: the settings name nothing that can.
    """
    return control.starter(settings(), pipeline.writable_store(settings().store), now, pipeline.DATA / "logs")
