"""The REST endpoint inside the application's server, under ``/api``."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app import cached
from core.rest import access
from core.rest.asgi import Asgi
from core.rest.configured import configured
from core.rest.engine_source import EngineSource

BASE = "/api"


class Api:
    """Middleware that answers what stands under ``/api``, and passes on all else.

    A route of the application would stand behind Streamlit's own middleware, which refuses some paths in words of its
    own, compresses again and looks for a session; the endpoint answers the same in all its homes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        access.to_stderr()
        self._api = Asgi(
            configured(EngineSource(lambda: cached.serving().engine), cached.settings()), BASE, threads=True
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or connection."""
        ours = scope["type"] == "http" and (scope["raw_path"] + b"/").startswith(BASE.encode() + b"/")
        await (self._api if ours else self._app)(scope, receive, send)
