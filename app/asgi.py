"""The server's entry: the application, with its engine opened and its pages run before the first viewer comes.

python -m streamlit run app/asgi.py
"""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # plain `streamlit run` puts only this folder there

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from streamlit import runtime
from streamlit.cli_util import open_browser

from app import cached, cards, filters_ui, likes, sheet
from app.api import Api
from core.errors import RecommenderError
from core.settings import Settings

PAGES_NEED = (cards, filters_ui, likes, sheet)
"""What the pages import, imported here so that no viewer waits for it."""


@asynccontextmanager
async def _ready(_: st.App) -> AsyncIterator[None]:
    """Makes the server ready; where nothing can be opened, the pages say so, and it goes on looking.

    The collector leaves alone what stands now: modules, some 70,000 objects that stay as long as the process. The
    engine is opened after that, and is never frozen: what is frozen in a cycle is never given back.
    """
    gc.collect()
    gc.freeze()
    serving = await to_thread.run_sync(cached.serving)
    await runtime.get_instance().does_script_run_without_error()  # the first run loads what Streamlit loads late
    if not st.get_option("server.headless"):  # Streamlit opens one for plain scripts only
        open_browser(f"http://{st.get_option('server.address') or 'localhost'}:{st.get_option('server.port')}")
    yield
    serving.stop()


try:
    auth = Settings().auth_secret.get_secret_value()
except RecommenderError as error:
    sys.exit(str(error))  # better no server than one that answers everything with an error

app = st.App(
    Path(__file__).with_name("main.py"),
    lifespan=_ready,
    middleware=[Middleware(Api)],
    secrets={"auth": auth} if auth else None,  # else what a secrets.toml says
)
