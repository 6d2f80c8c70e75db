"""What every store does: whatever happens to its files, it serves a whole snapshot or says why it cannot."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from core import pipeline
from core.engine import Engine
from core.errors import CallerError, DamagedSnapshot, NoSnapshot, UnreadableFile
from core.store.manifest import FORMAT_VERSION
from tests.contracts.conftest import Store, served_after
from tests.fixtures import START, TITLES, Clock, ids, publish


def folder_of(store: Store, snapshot_id: str) -> Path:
    return store.root / "snapshots" / snapshot_id


def spoil(path: Path) -> None:
    """One bit of the byte in the middle, or something where there was nothing."""
    content = bytearray(path.read_bytes() or b"\0")
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


# ---- publishing


def test_what_is_published_is_current(store: Store) -> None:
    manifest = publish(store)
    folder, current, notice = store.current()
    assert (current, notice) == (manifest, None)
    assert store.current_id() == manifest.id == folder.name
    assert manifest.counts["titles"] == len(TITLES)
    assert ids(Engine.open(store.root).browse(count=100).titles)


def test_snapshots_are_listed_newest_first(three: tuple[Store, list[str]]) -> None:
    store, published = three
    assert [manifest.id for manifest in store.snapshots()] == published[::-1]
    assert store.current_id() == published[-1]


def test_nothing_is_left_beside_the_snapshots(three: tuple[Store, list[str]]) -> None:
    store, published = three
    assert sorted(path.name for path in (store.root / "snapshots").iterdir()) == published
    assert {path.name for path in store.root.iterdir()} == {".lock", "current", "snapshots"}


def test_a_build_that_fails_changes_nothing(three: tuple[Store, list[str]]) -> None:
    store, published = three

    def fail(folder: Path) -> None:
        (folder / "half").write_text("written")
        raise RuntimeError("no more room")

    with pytest.raises(RuntimeError, match="no more room"), store.writing():
        store.publish(fail)
    assert store.current()[1].id == published[-1]
    assert [manifest.id for manifest in store.snapshots()] == published[::-1]
    assert publish(store, built_at=START + timedelta(days=1)).id == store.current_id()


def test_the_same_contents_in_the_same_second_are_one_snapshot(store: Store) -> None:
    assert publish(store) == publish(store)
    assert len(store.snapshots()) == 1
    assert store.current()[2] is None


# ---- rollback


def test_rollback_serves_an_earlier_snapshot_until_the_next_is_published(three: tuple[Store, list[str]]) -> None:
    store, published = three
    assert store.rollback(published[0]).id == published[0]
    assert len(Engine.open(store.root)) == 10
    assert Engine.open(store.root).notice is None
    assert len(store.snapshots()) == 3
    newest = publish(store, TITLES[:5], built_at=START + timedelta(days=1))
    assert store.current()[1] == newest


@pytest.mark.parametrize("unknown", ["", "20200101T000000Z-00000000", "..", "../..", "/etc", "x" * 5000, "a\0b"])
def test_rollback_to_what_is_not_there_changes_nothing(three: tuple[Store, list[str]], unknown: str) -> None:
    store, published = three
    with pytest.raises(CallerError, match="No snapshot"):
        store.rollback(unknown)
    assert store.current()[1].id == published[-1]


def test_rollback_to_a_damaged_snapshot_is_refused(three: tuple[Store, list[str]]) -> None:
    store, published = three
    spoil(folder_of(store, published[0]) / "titles.jsonl")
    with pytest.raises(DamagedSnapshot, match="titles.jsonl"):
        store.rollback(published[0])
    assert store.current()[1].id == published[-1]


# ---- damage


@pytest.mark.parametrize("damage", ["flipped", "truncated", "deleted", "grown"])
def test_damage_to_any_file_is_noticed_and_the_one_before_serves(three: tuple[Store, list[str]], damage: str) -> None:
    store, (_, before, newest) = three
    files = sorted(path for path in folder_of(store, newest).rglob("*") if path.is_file())
    assert len(files) > 60
    for path in files:
        content = path.read_bytes()
        if damage == "flipped":
            spoil(path)
        elif damage == "truncated":
            path.write_bytes(content[: len(content) // 2])
        elif damage == "deleted":
            path.unlink()
        else:
            path.write_bytes(content + b"}")
        if damage == "truncated" and not content:
            continue  # half of nothing is nothing
        name = path.relative_to(folder_of(store, newest)).as_posix()
        found, manifest, notice = store.current()
        assert (found.name, manifest.id) == (before, before), name
        assert notice, name
        assert newest in notice
        assert f"Serving {before} instead" in notice
        assert name in notice or name == "manifest.json"
        path.write_bytes(content)
    assert store.current()[2] is None


def test_a_damaged_snapshot_is_passed_over_and_everything_still_answers(three: tuple[Store, list[str]]) -> None:
    store, (_, before, newest) = three
    spoil(folder_of(store, newest) / "titles.jsonl")
    titles, notice = served_after(store)
    assert titles == 11
    assert newest in notice
    assert before in notice


def test_two_damaged_snapshots_are_passed_over(three: tuple[Store, list[str]]) -> None:
    store, (oldest, before, newest) = three
    spoil(folder_of(store, newest) / "ids.txt")
    shutil.rmtree(folder_of(store, before))
    titles, notice = served_after(store)
    assert titles == 10
    assert newest in notice
    assert oldest in notice


def test_every_character_of_a_manifest_counts(store: Store) -> None:
    """But white space, which says nothing."""
    publish(store, TITLES[:1])
    path = next((store.root / "snapshots").iterdir()) / "manifest.json"
    whole = path.read_bytes()
    said = json.loads(whole)
    for place in range(0, len(whole), 61):
        content = bytearray(whole)
        content[place] ^= 1
        try:
            same = json.loads(content) == said
        except ValueError:
            same = False
        path.write_bytes(content)
        if same:
            assert store.current()[2] is None
        else:
            with pytest.raises(DamagedSnapshot):
                store.current()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b"{}", b'"x"', b"\xff\xfe", b'{"format_version": 2}', b"1" * 5000,
        json.dumps({"format_version": FORMAT_VERSION, "id": "x", "built_at": "now", "source": "", "settings": [],
                    "counts": {}, "files": {}}).encode(),
    ],
)  # fmt: skip
def test_a_broken_manifest_is_refused(three: tuple[Store, list[str]], content: bytes) -> None:
    store, (_, _, newest) = three
    (folder_of(store, newest) / "manifest.json").write_bytes(content)
    titles, notice = served_after(store)
    assert titles == 11
    assert "manifest" in notice
    assert newest not in [manifest.id for manifest in store.snapshots()]


@pytest.mark.parametrize(
    "change",
    [
        {"counts": {"titles": 13}},
        {"settings": {"languages": ["en", "fr"], "methods": {}}},
        {"files": {}},
        {"source": "elsewhere"},
        {"built_at": "2020-01-01T00:00:00+00:00"},
        {"surprise": 1},
    ],
)
def test_a_manifest_that_was_edited_is_refused(three: tuple[Store, list[str]], change: dict) -> None:
    store, (_, before, newest) = three
    path = folder_of(store, newest) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert store.current()[1].id == before


def test_a_snapshot_of_another_format_is_refused_by_its_version(three: tuple[Store, list[str]]) -> None:
    store, (_, before, newest) = three
    path = folder_of(store, newest) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format_version": FORMAT_VERSION + 1}))
    _, manifest, notice = store.current()
    assert manifest.id == before
    assert f"format version {FORMAT_VERSION + 1}" in str(notice)


@pytest.mark.parametrize(
    "pointed", [b"29990101T000000Z-00000000", b"20000101T000000Z-00000000", b"\xff\xfe", b"..", b"a\0b"]
)
def test_a_pointer_to_what_is_not_there_serves_the_newest(three: tuple[Store, list[str]], pointed: bytes) -> None:
    store, _ = three
    (store.root / "current").write_bytes(pointed)
    titles, notice = served_after(store)
    assert titles == 12
    assert "instead" in notice


def test_after_a_rollback_a_damaged_oldest_gives_way_to_a_later_one(three: tuple[Store, list[str]]) -> None:
    store, (oldest, *_) = three
    store.rollback(oldest)
    spoil(folder_of(store, oldest) / "titles.jsonl")
    titles, notice = served_after(store)
    assert titles == 12
    assert oldest in notice


def test_nothing_published_is_told(store: Store) -> None:
    assert store.current_id() is None
    assert store.snapshots() == []
    with pytest.raises(NoSnapshot, match="python -m core build") as raised:
        store.current()
    assert raised.value.exit_code == 2
    assert not store.root.exists()  # asking makes nothing


def test_nothing_whole_is_told(three: tuple[Store, list[str]]) -> None:
    store, published = three
    for snapshot_id in published:
        spoil(folder_of(store, snapshot_id) / "ids.txt")
    with pytest.raises(DamagedSnapshot, match=r"ids\.txt.*python -m core build") as raised:
        store.current()
    assert raised.value.exit_code == 1


# ---- the catalogue


def test_a_failed_import_leaves_the_catalogue_as_it_was(store: Store, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.parquet"
    good.write_text("id,title,type\na,Alpha,movie\n")
    bad.write_bytes(b"PAR1 and nothing more")
    pipeline.import_catalogue(store, [good])
    before = store.catalogue.read_bytes()
    for files in ([bad], [good, bad], [tmp_path / "missing.csv"]):
        with pytest.raises(UnreadableFile):
            pipeline.import_catalogue(store, files)
        assert store.catalogue.read_bytes() == before
    assert [path.name for path in store.catalogue.parent.iterdir()] == ["titles.parquet"]
    assert pipeline.build(store, Clock()).counts["titles"] == 1


def test_a_writer_that_fails_leaves_the_catalogue_as_it_was(store: Store) -> None:
    store.replace_catalogue(lambda path: path.write_bytes(b"whole"))

    def fail(path: Path) -> None:
        path.write_bytes(b"ha")
        raise OSError("no more room")

    with pytest.raises(OSError, match="no more room"):
        store.replace_catalogue(fail)
    assert store.catalogue.read_bytes() == b"whole"
    assert [path.name for path in store.catalogue.parent.iterdir()] == ["titles.parquet"]
