"""What only a store on S3 does: its lock by lease, conditional pointer, and copies on this machine."""

import json
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.build import build_snapshot
from core.engine import Engine
from core.errors import DamagedSnapshot, NoSnapshot, StoreBusy, StoreError, StoreUnreachable
from core.store.manifest import Manifest
from core.store.s3 import S3Store
from tests.emulator import free_port
from tests.fixtures import START, TITLES, publish
from tests.places import LEASE, S3Place

HOURS = [START + timedelta(hours=hour) for hour in range(6)]


def cached(store: S3Store) -> set[str]:
    """Ids of the copies on this machine."""
    return {path.name for path in store._cache.folder.glob("[0-9]*")}


def build(folder: Path, built_at: datetime = START) -> Manifest:
    return build_snapshot(TITLES[:6], folder, languages=["en"], built_at=built_at, source="test")


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """S3 is at a port where nobody listens."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")


# ---- the lock


def test_a_waiting_writer_is_told_who_holds_the_lock_and_until_when(on_s3: S3Place, store: S3Store) -> None:
    now = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)
    with on_s3.open(lambda: now).writing(), pytest.raises(StoreBusy) as raised, on_s3.open(lambda: now).writing():
        raise AssertionError("two writers")
    assert "process " in str(raised.value)
    assert "2026-05-04 12:01:00 UTC" in str(raised.value)


def test_who_lost_the_lock_publishes_nothing_more(on_s3: S3Place, store: S3Store) -> None:
    first = publish(store, built_at=HOURS[0])
    later = on_s3.open(lambda: datetime.now(UTC) + 2 * LEASE)
    published = []

    def slow(folder: Path) -> Manifest:
        """While it builds, a machine that has not heard of it for long takes over and publishes."""
        published.append(publish(later, TITLES[:7], built_at=HOURS[2]))
        return build(folder, HOURS[1])

    with pytest.raises(StoreBusy, match="Lost the lock") as raised, store.writing():
        store.publish(slow)
    assert "Nothing more was changed" in str(raised.value)
    assert store.current_id() == published[0].id != first.id
    assert [manifest.id for manifest in store.snapshots()] == [published[0].id, first.id]
    publish(store, built_at=HOURS[3])  # the lock is free again


def test_who_lost_the_lock_is_told_even_when_the_work_failed(on_s3: S3Place, store: S3Store) -> None:
    later = on_s3.open(lambda: datetime.now(UTC) + 2 * LEASE)

    def fail(folder: Path) -> Manifest:
        with later.writing():
            raise OSError("its folder is gone")

    with pytest.raises(OSError, match="its folder is gone"), store.writing():
        store.publish(fail)  # the loss was not noticed: the failure is what happened
    with pytest.raises(StoreBusy, match="Lost the lock"), store.writing(), later.writing():
        store.prune(1) or store.erase()


def test_a_lock_is_renewed_while_its_holder_works(on_s3: S3Place, store: S3Store) -> None:
    short = S3Store(store.uri, cache=store._cache.folder.parent, lease=timedelta(seconds=0.4))
    with short.writing():
        first = json.loads(on_s3.read("lock"))
        waited = threading.Event()
        while json.loads(on_s3.read("lock"))["until"] == first["until"]:
            assert not waited.wait(0.02)
        assert json.loads(on_s3.read("lock"))["token"] == first["token"]
    assert on_s3.read("lock") == b"{}\n"


def test_a_lock_that_says_nothing_is_free(on_s3: S3Place, store: S3Store) -> None:
    for content in (b"", b"{}", b"null", b"[]", b"\xff", b'{"until": "never"}', b'{"until": 7}'):
        on_s3.write("lock", content)
        with store.writing():
            assert "until" in json.loads(on_s3.read("lock"))


def test_nothing_is_changed_without_the_lock(on_s3: S3Place, store: S3Store) -> None:
    published = publish(store)
    publish(store, built_at=HOURS[1])
    before = on_s3.names()
    for change in (
        lambda: store.publish(build),
        lambda: store.rollback(published.id),
        lambda: store.replace_catalogue(TITLES),
        store.erase,
    ):
        with pytest.raises(StoreError, match="inside writing"):
            change()
    assert on_s3.names() == before


# ---- the pointer


def test_a_pointer_that_somebody_else_moved_stays(on_s3: S3Place, store: S3Store) -> None:
    publish(store)
    theirs = publish(store, built_at=HOURS[1])

    def meanwhile(folder: Path) -> Manifest:
        on_s3.write("current", b"20260101T000000Z-00000000\n")  # by somebody who does not ask for locks
        return build(folder, HOURS[2])

    with pytest.raises(StoreBusy, match="20260101T000000Z-00000000, and that stays") as raised, store.writing():
        store.publish(meanwhile)
    newest = store.snapshots()[0]
    assert f"rollback {newest.id}" in str(raised.value)
    assert store.current_id() == "20260101T000000Z-00000000"
    with store.writing():
        store.rollback(newest.id)
    assert store.current()[1].id == newest.id != theirs.id


def test_the_first_pointer_is_not_put_over_somebody_elses(on_s3: S3Place, store: S3Store) -> None:
    def meanwhile(folder: Path) -> Manifest:
        on_s3.write("current", b"20260101T000000Z-00000000\n")
        return build(folder)

    with pytest.raises(StoreBusy, match="moved the pointer"), store.writing():
        store.publish(meanwhile)
    assert on_s3.read("current") == b"20260101T000000Z-00000000\n"


# ---- what is half uploaded


def test_what_was_half_uploaded_is_swept_and_never_listed(on_s3: S3Place, store: S3Store) -> None:
    half = "20260101T000000Z-abcdef01"
    on_s3.write(f"snapshots/{half}/titles.jsonl", b"{}")
    published = publish(store)
    assert {name.split("/")[1] for name in on_s3.names("snapshots/")} == {published.id}
    on_s3.write(f"snapshots/{half}/titles.jsonl", b"{}")
    assert [manifest.id for manifest in store.snapshots()] == [published.id]
    with pytest.raises(DamagedSnapshot, match="manifest"):
        store._whole(half)


def test_s3_refuses_what_is_not_what_was_sealed(on_s3: S3Place, store: S3Store) -> None:
    def changed_after_the_seal(folder: Path) -> Manifest:
        manifest = build(folder)
        (folder / "titles.jsonl").write_bytes(b"something else")
        return manifest

    with pytest.raises(StoreError, match="BadDigest"), store.writing():
        store.publish(changed_after_the_seal)
    assert store.current_id() is None


# ---- copies on this machine


def test_what_was_published_here_is_not_downloaded(on_s3: S3Place, store: S3Store) -> None:
    manifest = publish(store)
    on_s3.delete(f"snapshots/{manifest.id}/titles.jsonl")
    assert store.current()[2] is None
    with pytest.raises(DamagedSnapshot, match=r"titles\.jsonl"):
        on_s3.open().current()


@pytest.mark.parametrize("damage", ["changed", "file gone", "manifest gone", "emptied"])
def test_a_damaged_copy_is_downloaded_again(on_s3: S3Place, store: S3Store, damage: str) -> None:
    publish(store)
    folder, manifest, _ = store.current()
    if damage == "changed":
        (folder / "titles.jsonl").write_bytes(b"{}")
    elif damage == "file gone":
        (folder / "ids.txt").unlink()
    elif damage == "manifest gone":
        (folder / "manifest.json").unlink()
    else:
        shutil.rmtree(folder)
        folder.mkdir()
    assert store.current() == (folder, manifest, None)


def test_a_download_that_was_killed_is_begun_again(on_s3: S3Place, store: S3Store) -> None:
    publish(store)
    other = on_s3.open()
    assert isinstance(other, S3Store)
    left = other._cache.folder / ".fetching" / "names"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"?")
    folder, manifest, notice = other.current()
    assert notice is None
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {*manifest.files, "manifest.json"}
    assert not left.exists()


def test_many_threads_that_open_at_once_share_one_copy(on_s3: S3Place, store: S3Store) -> None:
    manifest = publish(store)
    other, found = on_s3.open(), []
    threads = [threading.Thread(target=lambda: found.append(other.current())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert {(served[0].name, served[2]) for served in found} == {(manifest.id, None)}


def test_old_copies_go_but_for_the_newest_other(on_s3: S3Place, store: S3Store) -> None:
    reader = on_s3.open()
    assert isinstance(reader, S3Store)
    published = []
    for hour in HOURS[:4]:
        published.append(publish(store, TITLES[:6], built_at=hour).id)
        reader.current()
        assert cached(reader) == set(published[-2:])
    with store.writing():
        store.rollback(published[0])
    reader.current()  # what this process served until now stays too
    assert cached(reader) == {published[0], published[3]}


def test_an_engine_goes_on_answering_when_its_copy_is_gone(on_s3: S3Place, store: S3Store) -> None:
    publish(store)
    engine = Engine.open(on_s3.uri)
    before = engine.similar("m01", "hybrid")
    shutil.rmtree(on_s3.environment["CACHE_DIR"])
    assert engine.similar("m01", "hybrid") == before
    assert engine.similar("m04", "overview", language="es")
    assert engine.search("vault")


def test_a_folder_that_cannot_hold_copies_is_told(on_s3: S3Place, store: S3Store, tmp_path: Path) -> None:
    publish(store)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="CACHE_DIR"):
        S3Store(on_s3.uri, cache=tmp_path / "file").current()


def test_what_names_files_outside_is_refused(on_s3: S3Place, store: S3Store) -> None:
    """A manifest whose id fits what it says, and which says too much."""
    from core.store.manifest import _identity

    said = publish(store).to_dict()
    said["files"] = {"../../escaped.txt": {"bytes": 1, "sha256": "00"}}
    said["id"] = _identity(Manifest(**said))
    on_s3.write(f"snapshots/{said['id']}/manifest.json", json.dumps(said).encode())
    on_s3.write("escaped.txt", b"x")
    with pytest.raises(DamagedSnapshot, match=r"names '\.\./\.\./escaped"):
        store._whole(said["id"])


# ---- without S3


def test_without_s3_and_without_a_copy_it_is_told(store: S3Store, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("unreachable")
    for ask in (store.current_id, store.current, store.snapshots, lambda: store.put_document("a.json", {})):
        with pytest.raises(StoreUnreachable, match=r"does not answer.*AWS_ENDPOINT_URL"):
            ask()


def test_without_s3_the_copy_served_last_is_served_with_a_notice(
    on_s3: S3Place, store: S3Store, request: pytest.FixtureRequest
) -> None:
    published = [publish(store, TITLES[:6], built_at=hour) for hour in HOURS[:2]]
    with store.writing():
        store.rollback(published[0].id)
    assert store.current()[1:] == (published[0], None)
    assert cached(store) == {manifest.id for manifest in published}
    request.getfixturevalue("unreachable")
    folder, manifest, notice = store.current()
    assert manifest == published[0]
    assert notice
    assert "does not answer" in notice
    assert f"Serving {published[0].id} from a copy on this machine" in notice
    (folder / "titles.jsonl").write_bytes(b"")  # its copy is damaged: the other one
    assert store.current()[1] == published[1]


# ---- erased


def test_a_machine_that_looks_after_an_erase_drops_its_copies(on_s3: S3Place, store: S3Store) -> None:
    publish(store)
    other = on_s3.open()
    assert isinstance(other, S3Store)
    other.current()
    assert len(cached(other)) == 1
    with store.writing():
        store.erase()
    with pytest.raises(NoSnapshot):
        other.current()
    assert cached(other) == set()


def test_erase_leaves_no_earlier_versions_and_no_half_uploads(on_s3: S3Place, store: S3Store) -> None:
    client, bucket = on_s3.client, "versioned"
    client.create_bucket(Bucket=bucket)
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    client.put_object(Bucket=bucket, Key="p/currently.txt", Body=b"not ours")
    versioned = S3Store(f"s3://{bucket}/p", cache=store._cache.folder.parent)
    for hour in HOURS[:2]:
        publish(versioned, TITLES[:2], built_at=hour)
    with versioned.writing():
        versioned.prune(1)
        versioned.replace_catalogue(TITLES)
        client.create_multipart_upload(Bucket=bucket, Key="p/catalogue/x/type=movie/00000.parquet")
        versioned.erase()
    found = client.list_object_versions(Bucket=bucket)
    left = {entry["Key"] for kind in ("Versions", "DeleteMarkers") for entry in found.get(kind, [])}
    assert left == {"p/lock", "p/currently.txt"}
    assert "Uploads" not in client.list_multipart_uploads(Bucket=bucket)
