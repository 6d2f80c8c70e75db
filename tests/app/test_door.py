"""The password at the door, asked over real connections: what each of them says of itself decides."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from core.store.local import LocalStore
from scripts.server import Server, serving
from scripts.viewer import Viewer, ViewerError
from tests.fixtures import publish

PASSWORD = "a password of mine"
FORWARDED = {"X-Forwarded-For": "127.0.0.1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in development, as it is set up out of the box, with a password."""
    folder = tmp_path_factory.mktemp("door")
    publish(LocalStore(folder))
    with serving(STORE=str(folder), ADMIN_PASSWORD=PASSWORD, ENVIRONMENT="dev", ADMIN_EMAIL="") as one:
        yield one


@asynccontextmanager
async def arriving(
    server: Server, headers: dict[str, str] | None = None, name: str = "127.0.0.1"
) -> AsyncIterator[Viewer]:
    """Somebody at the page, who asked for the server by ``name``."""
    port = int(server.url.rpartition(":")[2])
    async with connect(
        f"ws://{name}:{port}/_stcore/stream", host="127.0.0.1", port=port, subprotocols=["streamlit"],
        additional_headers=headers or {},
    ) as socket:  # fmt: skip
        viewer = Viewer(socket, "en-GB")
        await viewer.run(page="", query="")
        await viewer.run(page=viewer.pages["admin"], query="")
        yield viewer


def inputs(viewer: Viewer) -> list[Any]:
    return viewer.all("text_input")


def is_in(viewer: Viewer) -> bool:
    return any(button.label == "Start a refresh" for button in viewer.all("button"))


async def try_password(viewer: Viewer, password: str) -> str:
    """What the page says to a password; "" where it lets in."""
    [field] = inputs(viewer)
    viewer.write(field, password)
    viewer.press(next(button for button in viewer.all("button") if button.label == "Enter"))
    try:
        await viewer.run()
    except ViewerError as error:
        return str(error)
    return "" if is_in(viewer) else " ".join(alert.body for alert in viewer.all("alert"))


def test_on_this_machine_the_password_opens_for_this_session_alone(server: Server) -> None:
    async def look() -> None:
        async with arriving(server) as viewer, arriving(server, name="localhost") as other:
            assert not is_in(viewer)
            assert await try_password(viewer, "not this one") == "That is not the password."
            assert await try_password(viewer, PASSWORD) == ""
            assert inputs(viewer) == []
            await viewer.run()
            assert is_in(viewer)
            await other.run()
            assert not is_in(other) and len(inputs(other)) == 1
            viewer.press(next(button for button in viewer.all("button") if button.label == "Sign out"))
            await viewer.run()
            assert not is_in(viewer)

    asyncio.run(look())


@pytest.mark.parametrize(
    ("headers", "name"), [(FORWARDED, "127.0.0.1"), ({"Forwarded": "for=127.0.0.1"}, "localhost"), ({}, "evil.example")]
)
def test_who_may_come_from_elsewhere_is_not_even_asked(server: Server, headers: dict[str, str], name: str) -> None:
    async def look() -> None:
        async with arriving(server, headers, name) as viewer:
            assert inputs(viewer) == []
            assert not is_in(viewer)
            assert any("There are two ways" in alert.body for alert in viewer.all("alert"))

    asyncio.run(look())


def test_a_submitted_password_is_refused_where_it_was_not_asked_for(server: Server) -> None:
    """Somebody who knows the form's widgets from here, and sends them from elsewhere."""

    async def look() -> None:
        async with arriving(server) as here, arriving(server, FORWARDED) as elsewhere:
            elsewhere.write(inputs(here)[0], PASSWORD)
            elsewhere.press(next(button for button in here.all("button") if button.label == "Enter"))
            await elsewhere.run()
            assert not is_in(elsewhere)

    asyncio.run(look())


@pytest.mark.parametrize("changed", [{"ENVIRONMENT": "prod"}, {"ADMIN_PASSWORD": "short"}])
def test_not_in_production_and_not_by_a_short_one(tmp_path: Path, changed: dict[str, str]) -> None:
    publish(LocalStore(tmp_path))

    async def look(server: Server) -> None:
        async with arriving(server) as viewer:
            assert inputs(viewer) == [] and not is_in(viewer)

    settings = {"ENVIRONMENT": "dev", "ADMIN_PASSWORD": PASSWORD, "ADMIN_EMAIL": ""} | changed
    with serving(STORE=str(tmp_path), **settings) as server:
        asyncio.run(look(server))


def test_guessing_is_made_slow_for_all(tmp_path: Path) -> None:
    publish(LocalStore(tmp_path))

    async def guess(server: Server, password: str) -> str:
        async with arriving(server) as viewer:  # each in another window
            return await try_password(viewer, password)

    async def look(server: Server) -> None:
        for number in range(4):
            assert await guess(server, f"guess {number}") == "That is not the password."
        for password in ("guess 4", PASSWORD):
            assert (await guess(server, password)).startswith("Too many wrong passwords. Try again in ")

    with serving(STORE=str(tmp_path), ADMIN_PASSWORD=PASSWORD, ENVIRONMENT="dev", ADMIN_EMAIL="") as server:
        asyncio.run(look(server))
