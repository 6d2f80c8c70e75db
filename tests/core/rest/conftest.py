"""The endpoint without a server: requests put straight to it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.engine import Engine
from core.rest.api import Api
from core.rest.engine_source import EngineSource
from core.rest.messages import Request, Response
from tests.fixtures import START

Ask = Callable[..., Response]


def api_of(engine: Engine | None, **settings: Any) -> Api:
    """The endpoint of an engine, an hour after its snapshot was built."""
    return Api(EngineSource(lambda: engine), lambda: START + timedelta(hours=1), **settings)


def asking(api: Api) -> Ask:
    """Puts requests to ``api``: a method and an address, headers as keywords, ``json`` for a body."""

    def ask(target: str, method: str = "GET", *, json_body: Any = None, **given: Any) -> Response:
        path, _, query = target.partition("?")
        headers = {"content-type": "application/json"} if json_body is not None else {}
        body = given.pop("body", b"") if json_body is None else json.dumps(json_body).encode()
        known = {name: given.pop(name) for name in ("base", "client", "id") if name in given}
        headers |= {name.replace("_", "-"): value for name, value in given.items()}
        return api.respond(Request(method, path, query, headers, body, **known))

    return ask


def document(response: Response, status: int = 200) -> Any:
    """The JSON of a response, which must have this status."""
    assert response.status == status, response.body
    assert response.headers["content-length"] == str(len(response.body))
    return json.loads(response.body)


def faults(response: Response) -> dict[str, str]:
    """What a 400 says of each parameter or pointer."""
    errors = document(response, 400)["errors"]
    return {error.get("parameter", error.get("pointer", "")): error["detail"] for error in errors}


@pytest.fixture
def ask(small: Engine) -> Ask:
    """Asks the endpoint of the twelve titles."""
    return asking(api_of(small))
