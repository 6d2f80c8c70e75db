"""What the tests of stores share: an empty store, and one with three snapshots."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.engine import Engine
from core.store.local import LocalStore
from tests.fixtures import START, TITLES, publish

Store = LocalStore
FACTORIES: dict[str, Callable[[Path], Store]] = {"local": LocalStore}


@pytest.fixture(params=list(FACTORIES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store."""
    return FACTORIES[request.param](tmp_path / "store")


@pytest.fixture(scope="module")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    root = tmp_path_factory.mktemp("three")
    return root, [
        publish(LocalStore(root), TITLES[:count], built_at=START + timedelta(hours=count)).id for count in (10, 11, 12)
    ]


@pytest.fixture
def three(store: Store, published_once: tuple[Path, list[str]]) -> tuple[Store, list[str]]:
    """A store with three snapshots of 10, 11 and 12 titles, and their ids, oldest first."""
    root, published = published_once
    shutil.copytree(root, store.root)
    return store, published


def served_after(store: Store) -> tuple[int, str]:
    """How many titles are served, and what people are told about it."""
    engine = Engine.open(store.root)
    assert engine.similar("m01", "hybrid", count=3)
    assert engine.search("vault")
    return len(engine), engine.notice or ""
