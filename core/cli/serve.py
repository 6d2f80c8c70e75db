"""The command that serves the REST endpoint alone: serve."""

import gc
import socket
import sys
from contextlib import suppress
from typing import Annotated

import typer

from core.cli import options as o
from core.cli.output import messages, print_json
from core.errors import InvalidRequest
from core.settings import Settings


def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any that is free.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="0.0.0.0 lets other machines ask.")] = "127.0.0.1",
    store: o.Store = None,
    json: o.Json = False,
) -> None:
    """Serve the REST endpoint alone, until it is interrupted."""
    import uvicorn  # the only command that needs a server

    from core.rest import access
    from core.rest.asgi import Asgi
    from core.rest.configured import configured
    from core.rest.engine_source import EngineSource
    from core.serving import Serving

    settings = Settings()
    listening = _listening(host, port)
    gc.collect()
    gc.freeze()  # modules stay as long as the process; engines, which come and go, are opened after
    serving = Serving(o.store_uri(store), o.now, settings.refresh_seconds)
    access.to_stderr()
    application = Asgi(configured(EngineSource(lambda: serving.engine), settings))
    named = f"[{host}]" if ":" in host else host
    url = f"http://{named}:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        application, lifespan="off", ws="none", access_log=False, log_level="warning", server_header=False
    )

    class Server(uvicorn.Server):
        """Tells that it serves once it does: from then on, whoever interrupts it is heard."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if json:
                print_json({"url": url, "snapshot": serving.engine.snapshot.id if serving.engine else None})
                sys.stdout.flush()  # whoever started this is waiting for it
            else:
                messages.print(f"{url}/docs  {serving.trouble}", markup=False)

    with suppress(KeyboardInterrupt):  # how people end it
        Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """A socket on an address of this machine.

    :raises InvalidRequest: it is taken, not allowed, or none of this machine's.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        told = error.strerror or str(error)
        raise InvalidRequest("port", f"Cannot listen on {host}, port {port}: {told}. Choose another --port.") from error
