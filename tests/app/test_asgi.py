"""The server as production starts it: ready before anybody comes, and on its feet whatever the store holds."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from core.store.local import LocalStore
from scripts.server import ROOT, Server, serving
from scripts.viewer import Viewer, ViewerError
from tests.fixtures import TITLES, Clock, publish

PATIENCE = 20  # seconds
PLACES = (
    ("", ""), ("", "q=vault"), ("title", "id=m01&method=both"), ("for-you", "like=m01&like=m02"), ("about", ""),
)  # fmt: skip


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Waits for what the server does by itself."""
    deadline = time.monotonic() + PATIENCE
    while not await condition():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.05)


def mapped(server: Server, store: Path, snapshot_id: str) -> bool:
    """Whether the server holds a snapshot's files."""
    return str(store / "snapshots" / snapshot_id) in server.maps()


async def titles_shown(viewer: Viewer) -> int:
    """How many titles the first page says that there are."""
    await viewer.run(page="", query="")
    return int(next(each.body for each in viewer.all("markdown") if each.body.endswith("titles")).split()[0])


async def visit(server: Server, page: str, query: str) -> Viewer:
    """A viewer who has gone from the first page to another."""
    viewer = await Viewer.connect(server.url)
    await viewer.run(page="", query="")
    await viewer.run(page=viewer.pages[page], query=query)
    return viewer


def test_the_first_viewer_finds_the_engine_opened(tmp_path: Path) -> None:
    published = publish(LocalStore(tmp_path)).id
    with serving(STORE=str(tmp_path)) as server:
        assert mapped(server, tmp_path, published)


@pytest.mark.parametrize("headless", ["true", "false"])
def test_a_browser_is_opened_where_somebody_looks(tmp_path: Path, headless: str) -> None:
    opener, told = tmp_path / "xdg-open", tmp_path / "told"
    opener.write_text(f'#!/bin/sh\necho "$1" > {told}\n')
    opener.chmod(0o755)
    settings = {"STREAMLIT_SERVER_HEADLESS": headless, "STREAMLIT_SERVER_SHOW_EMAIL_PROMPT": "false"}
    with serving(STORE=str(tmp_path), PATH=f"{tmp_path}:{os.environ['PATH']}", **settings) as server:
        if headless == "false":
            asyncio.run(until(lambda: _holds(told, server.url), "the browser was told the address"))
    assert told.exists() == (headless == "false")


async def _holds(file: Path, line: str) -> bool:
    return file.exists() and file.read_text() == f"{line}\n"


def test_run_as_a_plain_script_the_first_viewer_opens_it(tmp_path: Path) -> None:
    published = publish(LocalStore(tmp_path)).id

    async def look(server: Server) -> None:
        viewer = await Viewer.connect(server.url)
        assert await titles_shown(viewer) == len(TITLES)
        await viewer.close()

    with serving(ROOT / "app" / "main.py", STORE=str(tmp_path)) as server:
        assert not mapped(server, tmp_path, published)
        asyncio.run(look(server))
        assert mapped(server, tmp_path, published)


def test_without_a_snapshot_the_server_starts_says_so_and_recovers(tmp_path: Path) -> None:
    async def look(server: Server) -> None:
        viewer = await Viewer.connect(server.url)
        with pytest.raises(ViewerError, match="No snapshot"):
            await viewer.run(page="", query="")
        publish(LocalStore(tmp_path))

        async def recovered() -> bool:
            try:
                return await titles_shown(viewer) == len(TITLES)
            except ViewerError:
                return False

        await until(recovered, "the pages show titles")
        await viewer.close()

    with serving(STORE=str(tmp_path), REFRESH_SECONDS="0.1") as server:
        asyncio.run(look(server))


def test_no_page_loads_what_only_building_needs(tmp_path: Path) -> None:
    publish(LocalStore(tmp_path))

    async def look(server: Server) -> None:
        for page, query in PLACES:
            await (await visit(server, page, query)).close()

    with serving(STORE=str(tmp_path)) as server:
        asyncio.run(look(server))
        mappings = server.maps()
    assert "/numpy/" in mappings
    assert [name for name in ("pandas", "pyarrow", "scipy", "sklearn") if f"/{name}/" in mappings] == []


def test_a_new_snapshot_takes_over_and_idle_sessions_keep_nothing_of_the_old(tmp_path: Path) -> None:
    clock, store = Clock(), LocalStore(tmp_path)
    earlier = publish(store, TITLES[:6], built_at=clock()).id

    async def look(server: Server) -> None:
        viewers = [await visit(server, page, query) for page, query in PLACES]
        assert await titles_shown(viewers[0]) == 6
        assert mapped(server, tmp_path, earlier)
        later = publish(store, TITLES, built_at=clock()).id

        async def changed() -> bool:
            return mapped(server, tmp_path, later) and not mapped(server, tmp_path, earlier)

        await until(changed, "the old files are unmapped while all viewers are still there")
        for viewer in viewers:
            assert await titles_shown(viewer) == len(TITLES)
            await viewer.close()

    with serving(STORE=str(tmp_path), REFRESH_SECONDS="0.1") as server:
        asyncio.run(look(server))
