"""What the tests of stores share: an empty store, and one with three snapshots, on disk and on S3."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.store.local import LocalStore
from core.store.protocol import Store
from tests.fixtures import START, TITLES, publish
from tests.places import LocalPlace, Place


@pytest.fixture(params=["local", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty place, of each kind in turn."""
    return LocalPlace(tmp_path / "store") if request.param == "local" else request.getfixturevalue("on_s3")


@pytest.fixture
def store(place: Place) -> Store:
    """An empty store."""
    return place.open()


@pytest.fixture(scope="module")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    root = tmp_path_factory.mktemp("three")
    return root, [
        publish(LocalStore(root), TITLES[:count], built_at=START + timedelta(hours=count)).id for count in (10, 11, 12)
    ]


@pytest.fixture
def three(place: Place, published_once: tuple[Path, list[str]]) -> tuple[Place, list[str]]:
    """A place with three snapshots of 10, 11 and 12 titles, and their ids, oldest first."""
    root, published = published_once
    place.fill(root)
    return place, published


def served_after(place: Place) -> tuple[int, str]:
    """How many titles are served, and what people are told about it."""
    engine = place.engine()
    assert engine.similar("m01", "hybrid", count=3)
    assert engine.search("vault")
    return len(engine), engine.notice or ""
