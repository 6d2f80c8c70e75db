"""What a viewer sees when there is nothing to serve, or not what was published last."""

from pathlib import Path

import pytest

from app.markup import markdown
from core.errors import DamagedSnapshot, NoSnapshot
from core.store.local import LocalStore
from tests.fixtures import TITLES, Clock, publish
from tests.pages.conftest import Serve, shown, sound, until, visit

PAGES = ("discover", "title", "for_you", "about")


def damage(store: Path, snapshot_id: str) -> None:
    """Changes one byte of what was published."""
    file = store / "snapshots" / snapshot_id / "titles.jsonl"
    content = bytearray(file.read_bytes())
    content[10] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_snapshot_every_page_says_what_to_do(serve: Serve, tmp_path: Path, page: str) -> None:
    serve(tmp_path / "an_empty_store")
    with pytest.raises(NoSnapshot) as wanted:
        LocalStore(tmp_path / "an_empty_store").current()
    at = visit(page)
    assert [error.value for error in at.error] == [markdown(str(wanted.value))]
    assert "python -m core build" in str(wanted.value)
    assert len(at.title) == 0


@pytest.mark.parametrize("page", PAGES)
def test_with_nothing_whole_every_page_says_what_to_do(serve: Serve, tmp_path: Path, page: str) -> None:
    damage(tmp_path, publish(LocalStore(tmp_path)).id)
    serve(tmp_path)
    with pytest.raises(DamagedSnapshot) as wanted:
        LocalStore(tmp_path).current()
    at = visit(page)
    assert [error.value for error in at.error] == [markdown(str(wanted.value))]


def test_an_earlier_snapshot_is_served_with_a_warning(serve: Serve, tmp_path: Path) -> None:
    clock, store = Clock(), LocalStore(tmp_path)
    earlier = publish(store, TITLES[:3], built_at=clock())
    damage(tmp_path, publish(store, TITLES, built_at=clock()).id)
    serve(tmp_path)
    at = visit()
    assert len(at.warning) == 1
    assert markdown(f"Serving {earlier.id} instead.") in at.warning[0].value
    assert sorted(shown(at)) == sorted(title.title for title in TITLES[:3])


def test_a_new_snapshot_is_served_to_sessions_that_are_open(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFRESH_SECONDS", "0.2")
    clock, store = Clock(), LocalStore(tmp_path)
    publish(store, TITLES[:3], built_at=clock())
    serve(tmp_path)
    at = visit()
    assert at.caption[0].value == "3 titles"
    publish(store, TITLES[:5], built_at=clock())
    until(lambda: sound(at.run()).caption[0].value == "5 titles")


def test_a_catalogue_of_one_title(serve: Serve, tmp_path: Path) -> None:
    publish(LocalStore(tmp_path), TITLES[:1])
    serve(tmp_path)
    at = visit()
    assert at.caption[0].value == "1 title"
    assert shown(at) == [TITLES[0].title]
    assert [info.value for info in visit("title", id=TITLES[0].id).info] == ["Nothing else shares enough with it."]
