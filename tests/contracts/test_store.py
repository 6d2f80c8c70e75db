"""What every store does: whatever happens to its files, it serves a whole snapshot or says why it cannot."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import CallerError, DamagedSnapshot, NoSnapshot
from core.store.manifest import FORMAT_VERSION
from core.store.protocol import Store
from tests.contracts.conftest import served_after
from tests.fixtures import START, TITLES, ids, publish
from tests.places import Place

Three = tuple[Place, list[str]]


def files_of(place: Place, snapshot_id: str) -> list[str]:
    """The names of a snapshot's objects."""
    return place.names(f"snapshots/{snapshot_id}/")


def tops(place: Place, folder: str = "") -> set[str]:
    """What stands directly in a folder."""
    return {name.removeprefix(folder).split("/")[0] for name in place.names(folder)}


def edit(place: Place, snapshot_id: str, change: dict[str, object]) -> None:
    """Changes what a manifest says."""
    name = f"snapshots/{snapshot_id}/manifest.json"
    place.write(name, json.dumps(json.loads(place.read(name)) | change).encode())


# ---- publishing


def test_what_is_published_is_current(place: Place, store: Store) -> None:
    manifest = publish(store)
    folder, current, notice = store.current()
    assert (current, notice) == (manifest, None)
    assert store.current_id() == manifest.id == folder.name
    assert manifest.counts["titles"] == len(TITLES)
    assert ids(place.engine().browse(count=100).titles)


def test_snapshots_are_listed_newest_first(three: Three) -> None:
    place, published = three
    assert [manifest.id for manifest in place.open().snapshots()] == published[::-1]
    assert place.open().current_id() == published[-1]


def test_nothing_is_left_beside_the_snapshots(place: Place, store: Store) -> None:
    published = [publish(store, built_at=START + timedelta(hours=hour)).id for hour in (1, 2)]
    assert tops(place, "snapshots/") == set(published)
    assert tops(place) - {"verified"} == {place.lock, "current", "snapshots"}


def test_a_build_that_fails_changes_nothing(three: Three) -> None:
    place, published = three
    store = place.open()

    def fail(folder: Path) -> None:
        (folder / "half").write_text("written")
        raise RuntimeError("no more room")

    with pytest.raises(RuntimeError, match="no more room"), store.writing():
        store.publish(fail)  # type: ignore[arg-type]
    assert place.open().current()[1].id == published[-1]
    assert [manifest.id for manifest in store.snapshots()] == published[::-1]
    assert publish(store, built_at=START + timedelta(days=1)).id == store.current_id()
    assert len(tops(place, "snapshots/")) == 4


def test_the_same_contents_in_the_same_second_are_one_snapshot(place: Place, store: Store) -> None:
    assert publish(store) == publish(store)
    assert len(store.snapshots()) == 1
    assert place.open().current()[2] is None


# ---- rollback


def test_rollback_serves_an_earlier_snapshot_until_the_next_is_published(three: Three) -> None:
    place, published = three
    store = place.open()
    with store.writing():
        assert store.rollback(published[0]).id == published[0]
    assert served_after(place) == (10, "")
    assert len(store.snapshots()) == 3
    newest = publish(store, TITLES[:5], built_at=START + timedelta(days=1))
    assert place.open().current()[1] == newest


def test_rollback_to_what_is_not_there_changes_nothing(three: Three) -> None:
    place, published = three
    store = place.open()
    for unknown in ("", "20200101T000000Z-00000000", "..", "../..", "/etc", "x" * 5000, "a\0b"):
        with pytest.raises(CallerError, match="No snapshot"), store.writing():
            store.rollback(unknown)
        assert store.current_id() == published[-1]


def test_rollback_to_a_damaged_snapshot_is_refused(three: Three) -> None:
    place, published = three
    store = place.open()
    with store.writing():
        store.rollback(published[0])
        store.rollback(published[2])
    place.spoil(f"snapshots/{published[0]}/titles.jsonl")
    with pytest.raises(DamagedSnapshot, match=r"titles\.jsonl"), store.writing():
        store.rollback(published[0])
    assert store.current_id() == published[-1]


# ---- damage


@pytest.mark.parametrize("damage", ["flipped", "truncated", "deleted", "grown"])
def test_damage_to_any_file_is_noticed_and_the_one_before_serves(three: Three, damage: str) -> None:
    place, (_, before, newest) = three
    files = files_of(place, newest)
    assert len(files) > 30
    store = place.open()
    for name in files[:: place.stride]:
        content = place.read(name)
        if damage == "flipped":
            place.spoil(name)
        elif damage == "truncated":
            place.write(name, content[: len(content) // 2])
        elif damage == "deleted":
            place.delete(name)
        else:
            place.write(name, content + b"}")
        if damage == "truncated" and not content:
            continue  # half of nothing is nothing
        found, manifest, notice = store.current()
        assert (found.name, manifest.id) == (before, before), name
        assert notice, name
        assert newest in notice
        assert f"Serving {before} instead" in notice
        file = name.removeprefix(f"snapshots/{newest}/")
        assert file in notice or file == "manifest.json"
        place.write(name, content)
    assert store.current()[2] is None


def test_what_serves_in_place_of_a_damaged_thing_still_answers(three: Three) -> None:
    place, (_, before, newest) = three
    place.spoil(f"snapshots/{newest}/titles.jsonl")
    titles, notice = served_after(place)
    assert titles == 11
    assert newest in notice
    assert before in notice


def test_two_damaged_snapshots_are_passed_over(three: Three) -> None:
    place, (oldest, before, newest) = three
    place.spoil(f"snapshots/{newest}/ids.txt")
    for name in files_of(place, before):
        place.delete(name)
    titles, notice = served_after(place)
    assert titles == 10
    assert newest in notice
    assert oldest in notice


def test_every_character_of_a_manifest_counts(place: Place, store: Store) -> None:
    """But white space, which says nothing."""
    name = f"snapshots/{publish(store, TITLES[:1]).id}/manifest.json"
    whole = place.read(name)
    said = json.loads(whole)
    for position in range(0, len(whole), 61 * place.stride):
        content = bytearray(whole)
        content[position] ^= 1
        try:
            same = json.loads(content) == said
        except ValueError:
            same = False
        place.write(name, bytes(content))
        if same:
            assert place.open().current()[2] is None
        else:
            with pytest.raises(DamagedSnapshot):
                place.open().current()


BROKEN = (
    b"", b"{", b"null", b"[]", b"{}", b'"x"', b"\xff\xfe", b'{"format_version": 1}', b"1" * 5000, b"[" * 99999,
    json.dumps({"format_version": FORMAT_VERSION, "id": "x", "built_at": "now", "source": "", "settings": [],
                "counts": {}, "files": {}}).encode(),
)  # fmt: skip


def test_a_broken_manifest_is_refused(three: Three) -> None:
    place, (_, before, newest) = three
    store = place.open()
    for content in BROKEN:
        place.write(f"snapshots/{newest}/manifest.json", content)
        _, manifest, notice = store.current()
        assert manifest.id == before, content[:40]
        assert newest in str(notice)
        assert newest not in [manifest.id for manifest in store.snapshots()]


EDITS: tuple[dict[str, object], ...] = (
    {"counts": {"titles": 13}},
    {"settings": {"languages": ["en", "fr"], "methods": {}}},
    {"files": {}},
    {"source": "elsewhere"},
    {"built_at": "2020-01-01T00:00:00+00:00"},
    {"surprise": 1},
)


def test_a_manifest_that_was_edited_is_refused(three: Three) -> None:
    place, (_, before, newest) = three
    name, store = f"snapshots/{newest}/manifest.json", place.open()
    whole = place.read(name)
    for change in EDITS:
        edit(place, newest, change)
        assert store.current()[1].id == before, change
        place.write(name, whole)


def test_a_manifest_of_another_snapshot_is_refused(three: Three) -> None:
    place, (_, before, newest) = three
    place.write(f"snapshots/{newest}/manifest.json", place.read(f"snapshots/{before}/manifest.json"))
    assert place.open().current()[1].id == before


def test_a_snapshot_of_another_format_is_refused_by_its_version(three: Three) -> None:
    place, (_, before, newest) = three
    edit(place, newest, {"format_version": FORMAT_VERSION + 1})
    _, manifest, notice = place.open().current()
    assert manifest.id == before
    assert f"format version {FORMAT_VERSION + 1}" in str(notice)


def test_a_pointer_to_what_is_not_there_serves_the_newest(three: Three) -> None:
    place, (*_, newest) = three
    store = place.open()
    for pointed in (b"29990101T000000Z-00000000", b"20000101T000000Z-00000000", b"\xff\xfe", b"..", b"../../etc",
                    b"/etc", b"a\0b"):  # fmt: skip
        place.write("current", pointed)
        _, manifest, notice = store.current()
        assert manifest.id == newest, pointed
        assert "instead" in str(notice)


def test_after_a_rollback_a_damaged_oldest_gives_way_to_a_later_one(three: Three) -> None:
    place, (oldest, *_) = three
    store = place.open()
    with store.writing():
        store.rollback(oldest)
    place.spoil(f"snapshots/{oldest}/titles.jsonl")
    titles, notice = served_after(place)
    assert titles == 12
    assert oldest in notice


def test_nothing_published_is_told(place: Place, store: Store) -> None:
    assert store.current_id() is None
    assert store.snapshots() == []
    with pytest.raises(NoSnapshot, match="python -m core build") as raised:
        store.current()
    assert raised.value.exit_code == 2
    assert place.names() == []  # asking makes nothing


def test_nothing_whole_is_told(three: Three) -> None:
    place, published = three
    for snapshot_id in published:
        place.spoil(f"snapshots/{snapshot_id}/ids.txt")
    with pytest.raises(DamagedSnapshot, match=r"ids\.txt.*python -m core build") as raised:
        place.open().current()
    assert raised.value.exit_code == 1
