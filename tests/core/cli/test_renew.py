"""The commands around TMDB, as people and schedulers run them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.engine import Engine
from tests.fixtures import python
from tests.tmdb.server import TOKEN, V3_KEY, Tmdb, serving
from tests.tmdb.world import World


@pytest.fixture(scope="module")
def tmdb() -> Iterator[Tmdb]:
    with serving(Tmdb(World.of(25, 20, spare=30))) as served:
        yield served


def command(*arguments: str, store: Path, code: int = 0, **environment: str) -> str:
    done = python("-m", "core", *arguments, "--store", str(store), **environment)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    for key in (TOKEN, V3_KEY):
        assert key not in done.stdout + done.stderr
    return done.stdout if code == 0 or "--json" in arguments else done.stderr


def answer(*arguments: str, store: Path, code: int = 0, **environment: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(command(*arguments, "--json", store=store, code=code, **environment))
    return document


@pytest.fixture(scope="module")
def environment(tmdb: Tmdb) -> dict[str, str]:
    return {"TMDB_BASE_URL": tmdb.url, "TMDB_API_KEY": V3_KEY, "GATE_GOLDEN": "1"}


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    store = tmp_path_factory.mktemp("renew") / "store"
    report = answer("refresh", store=store, **environment)
    assert report["status"] == "published"
    return store


def test_refresh_gives_its_report(refreshed: Path, tmdb: Tmdb) -> None:
    assert set(Engine.open(refreshed).ids) == tmdb.world.ids()
    (run,) = answer("runs", store=refreshed)["runs"]
    assert run["titles"] == 45 and run["counts"]["requests"] > 45


def test_a_held_snapshot_is_published_by_a_person_and_rolled_back(
    refreshed: Path, tmdb: Tmdb, environment: dict[str, str]
) -> None:
    before = Engine.open(refreshed).snapshot.id
    for title_id in sorted(tmdb.world.ids())[:10]:
        tmdb.world.drop(title_id)
    held = answer("refresh", store=refreshed, code=1, TMDB_SWEEP_HOURS="0", **environment)
    assert held["status"] == "held" and "movie lost" in held["message"]
    assert Engine.open(refreshed).snapshot.id == before
    assert "--reason" in command("publish", held["snapshot"], store=refreshed, code=2)
    assert answer("publish", held["snapshot"], "--reason", "they left", store=refreshed)["id"] == held["snapshot"]
    changes = answer("diff", before, held["snapshot"], store=refreshed)
    assert len(changes["left"]) == 10 and not changes["joined"]
    assert "left" in command("diff", before, held["snapshot"], store=refreshed)
    answer("rollback", before, store=refreshed)
    assert Engine.open(refreshed).snapshot.id == before
    command("publish", held["snapshot"], "--reason", "again", store=refreshed, code=2)


def test_prune_keeps_what_it_is_told(refreshed: Path) -> None:
    assert answer("prune", "--keep", "5", store=refreshed) == {"removed": []}
    command("prune", "--keep", "0", store=refreshed, code=2)


def test_without_a_key_refresh_says_how_to_get_one(tmp_path: Path) -> None:
    said = command("refresh", store=tmp_path / "s", code=2, TMDB_API_KEY="")
    assert "TMDB_API_KEY" in said and "themoviedb.org" in said


def test_erase_asks_first_and_leaves_nothing(tmp_path: Path, refreshed: Path, environment: dict[str, str]) -> None:
    import shutil

    store = tmp_path / "copy"
    shutil.copytree(refreshed, store)
    command("erase", store=store, code=1)
    assert Engine.open(store)
    answer("erase", "--yes", store=store)
    assert not [path for path in store.rglob("*") if path.is_file() and path.name != ".lock"]


def test_purge_has_nothing_to_do_today(refreshed: Path) -> None:
    assert answer("purge", store=refreshed) == {"dropped": 0, "snapshot": None}
