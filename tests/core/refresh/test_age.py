"""TMDB lets nobody keep what it said for more than 180 days."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core import pipeline
from core.engine import Engine
from core.errors import CallerError, ExpiredSnapshot
from core.store.local import LocalStore
from tests.fixtures import START, TITLES, Clock

DAYS = 180


def stored(folder: Path, *ages: int) -> LocalStore:
    """A store whose first titles were fetched so many days before START; the others are not TMDB's."""
    titles = sorted(TITLES, key=lambda title: title.id)
    for place, age in enumerate(ages):
        titles[place] = replace(titles[place], fetched_at=(START - timedelta(age)).isoformat())
    store = LocalStore(folder)
    with store.writing():
        store.replace_catalogue(titles)
    pipeline.build(store, Clock())
    return store


def test_a_snapshot_is_served_until_its_oldest_title_is_180_days_old(tmp_path: Path) -> None:
    store = stored(tmp_path / "s", 100, 10)
    assert len(pipeline.open_engine(store.uri, lambda: START + timedelta(DAYS - 101))) == 12
    with pytest.raises(ExpiredSnapshot, match="python -m core refresh"):
        pipeline.open_engine(store.uri, lambda: START + timedelta(DAYS - 99))


def test_what_is_not_tmdbs_never_becomes_too_old(tmp_path: Path) -> None:
    store = stored(tmp_path / "s")
    assert pipeline.open_engine(store.uri, lambda: START + timedelta(10_000))


def test_purge_drops_what_is_too_old_and_publishes_the_rest(tmp_path: Path) -> None:
    store = stored(tmp_path / "s", 200, 179, 181)
    before = store.current_id()
    dropped, manifest = pipeline.purge(store, lambda: START)
    assert dropped == 2 and manifest and manifest.id == store.current_id() != before
    assert {title.id for title in TITLES} - set(Engine.open(store.root).ids) == {"m01", "m03"}
    assert pipeline.purge(store, lambda: START) == (0, None)


def test_purge_never_empties_a_catalogue(tmp_path: Path) -> None:
    store = stored(tmp_path / "s", *[200] * len(TITLES))
    with pytest.raises(CallerError, match="erase"):
        pipeline.purge(store, lambda: START)
    assert store.catalogue_count() == len(TITLES)
