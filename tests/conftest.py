"""What all tests share: the two catalogues as engines, and Hypothesis without chance."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from core.catalogue.sample import LANGUAGES, sample_titles
from core.catalogue.title import Title
from core.engine import Engine
from core.store.local import LocalStore
from tests.chromium import browser as browser
from tests.emulator import emulator as emulator
from tests.fixtures import engine_of, publish
from tests.places import on_s3 as on_s3
from tests.places import s3 as s3
from tests.tables import dynamodb as dynamodb

settings.register_profile(
    "house", derandomize=True, database=None, deadline=None, max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
settings.load_profile("house")


@pytest.fixture(autouse=True)
def main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs stays what it is: a test of a page puts the page in its place, and new processes would run that."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The twelve titles."""
    return engine_of(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def embedded_titles() -> list[Title]:
    """The embedded catalogue, as its files have it."""
    return sample_titles()


@pytest.fixture(scope="session")
def embedded_store(tmp_path_factory: pytest.TempPathFactory, embedded_titles: list[Title]) -> Path:
    """A store that serves the embedded catalogue; tests only read it."""
    folder = tmp_path_factory.mktemp("embedded")
    publish(LocalStore(folder), embedded_titles, LANGUAGES)
    return folder


@pytest.fixture(scope="session")
def embedded(embedded_store: Path) -> Engine:
    """The embedded catalogue."""
    return Engine.open(embedded_store)
