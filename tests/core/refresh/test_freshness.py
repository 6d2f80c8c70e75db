"""How old what is served is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import NoSnapshot
from core.refresh.freshness import age, confirm
from core.store.local import LocalStore
from tests.fixtures import START, publish


def test_it_counts_from_the_building_until_it_is_confirmed(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    built = datetime.fromisoformat(publish(store).built_at)
    assert age(store, built + timedelta(hours=5)) == 5
    confirm(store, lambda: built + timedelta(hours=20))
    assert age(store, built + timedelta(hours=21, minutes=30)) == 1.5


def test_going_back_to_an_old_snapshot_makes_it_old(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    old = publish(store)
    new = publish(store, built_at=START + timedelta(hours=10))
    confirm(store, lambda: START + timedelta(hours=10))
    assert new.id != old.id and age(store, START + timedelta(hours=12)) == 2
    with store.writing():
        store.rollback(old.id)
    assert age(store, START + timedelta(hours=12)) == 12


def test_nothing_has_no_age(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match="refresh"):
        age(LocalStore(tmp_path), datetime.now(UTC))
