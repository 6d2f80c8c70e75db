from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from core.errors import DamagedSnapshot
from core.store.manifest import MANIFEST, file_hash, read_manifest, seal, verify

NOON = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s" / "deep").mkdir(parents=True)
    (tmp_path / "s" / "a.txt").write_text("abc")
    (tmp_path / "s" / "deep" / "b.bin").write_bytes(b"\0" * 10)
    return tmp_path / "s"


def test_a_sealed_folder_says_what_is_in_it(folder: Path) -> None:
    manifest = seal(folder, NOON, "test", {"languages": ["en", "es"]}, {"titles": 1})
    assert manifest.id.startswith("20260102T120000Z-")
    assert manifest.built_at == "2026-01-02T12:00:00+00:00"
    assert manifest.languages == ("en", "es")
    assert {name: entry["bytes"] for name, entry in manifest.files.items()} == {"a.txt": 3, "deep/b.bin": 10}
    # SHA-256 of "abc", as FIPS 180 prints it.
    assert manifest.files["a.txt"]["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert read_manifest(folder) == verify(folder) == manifest


def test_the_id_tells_the_time_in_utc(folder: Path) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=-5)))
    assert seal(folder, there, "test", {"languages": ["en"]}, {}).id.startswith("20260102T120000Z-")


def test_the_same_contents_have_the_same_hash_at_any_time(folder: Path) -> None:
    def contents(*arguments: object) -> str:
        (folder / MANIFEST).unlink(missing_ok=True)
        return seal(folder, *arguments).id.split("-")[1]  # type: ignore[arg-type]

    first = contents(NOON, "test", {"languages": ["en"]}, {"titles": 1})
    assert first == contents(NOON + timedelta(days=1), "test", {"languages": ["en"]}, {"titles": 1})
    assert first != contents(NOON, "other", {"languages": ["en"]}, {"titles": 1})
    assert first != contents(NOON, "test", {"languages": ["es"]}, {"titles": 1})
    assert first != contents(NOON, "test", {"languages": ["en"]}, {"titles": 2})
    (folder / "a.txt").write_text("abd")
    assert first != contents(NOON, "test", {"languages": ["en"]}, {"titles": 1})


def test_a_folder_without_a_manifest_is_damaged(folder: Path) -> None:
    with pytest.raises(DamagedSnapshot, match="no readable manifest"):
        verify(folder)


def test_a_file_hash_is_sha256(folder: Path) -> None:
    assert file_hash(folder / "a.txt").startswith("ba7816bf")
