"""What a snapshot says about itself, and the check that its files are what it says."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.errors import DamagedSnapshot

FORMAT_VERSION = 3
MANIFEST = "manifest.json"
ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_FILE = re.compile(r"(\w[\w.-]*/){0,4}\w[\w.-]*", re.ASCII)  # never outside the snapshot's folder


@dataclass(frozen=True, slots=True)
class Manifest:
    """A snapshot's identity and contents.

    ``id`` is the time of building and the beginning of the contents' hash; ``built_at`` ISO 8601 in UTC;
    ``settings`` how it was built (languages, methods); ``counts`` what is in it; ``files`` maps each file's
    path inside the snapshot to ``{"bytes": size, "sha256": hex}``.
    """

    id: str
    built_at: str
    source: str
    settings: Mapping[str, Any]
    counts: Mapping[str, int]
    files: Mapping[str, Mapping[str, Any]]
    format_version: int = FORMAT_VERSION

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages its texts are indexed in, the catalogue's own first."""
        return tuple(self.settings["languages"])

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return asdict(self)


def seal(
    folder: Path, built_at: datetime, source: str, settings: Mapping[str, Any], counts: Mapping[str, int]
) -> Manifest:
    """Writes the manifest of a finished folder, from the files that stand in it, and returns it."""
    files = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": file_hash(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    told = built_at.astimezone(UTC).isoformat(timespec="seconds")
    manifest = Manifest("", told, source, dict(settings), dict(counts), files)
    manifest = replace(manifest, id=_identity(manifest))
    (folder / MANIFEST).write_text(json.dumps(manifest.to_dict(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return manifest


def _identity(manifest: Manifest) -> str:
    """The id that follows from everything else the manifest says: a manifest with another one is damaged."""
    said = [manifest.format_version, manifest.source, manifest.settings, manifest.counts, manifest.files]
    contents = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return f"{datetime.fromisoformat(manifest.built_at):%Y%m%dT%H%M%SZ}-{contents[:8]}"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a snapshot's folder.

    :raises DamagedSnapshot: there is none, it is not one, or its format is of another version than ours.
    """
    try:
        content = (folder / MANIFEST).read_bytes()
    except (OSError, ValueError) as error:
        raise _unreadable(folder.name, error) from error
    return parse_manifest(folder.name, content)


def parse_manifest(name: str, content: bytes) -> Manifest:
    """The manifest that the bytes of its file hold; ``name`` is the snapshot's.

    :raises DamagedSnapshot: they hold none, or its format is of another version than ours.
    """
    try:
        data = json.loads(content)
        version = data["format_version"]
        if version == FORMAT_VERSION:
            manifest = Manifest(**data)
            if manifest.id != _identity(manifest):
                raise ValueError("it is not what was published")
            if strange := [file for file in manifest.files if not _FILE.fullmatch(file)]:
                raise ValueError(f"it names {strange[0][:60]!r}")
            return manifest
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable(name, error) from error
    raise DamagedSnapshot(
        f"Snapshot {name} has format version {version}; this program reads {FORMAT_VERSION}. "
        "Build a new one: python -m core build."
    )


def _unreadable(name: str, error: Exception) -> DamagedSnapshot:
    return DamagedSnapshot(
        f"Snapshot {name} has no readable manifest ({error}). Build a new one: python -m core build."
    )


def verify(folder: Path) -> Manifest:
    """The manifest, after every file was found with the size and SHA-256 it states.

    :raises DamagedSnapshot: naming the first file that differs.
    """
    manifest = read_manifest(folder)
    for name, stated in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise DamagedSnapshot(f"Snapshot {manifest.id} lacks its file {name}.")
        if path.stat().st_size != stated["bytes"] or file_hash(path) != stated["sha256"]:
            raise DamagedSnapshot(f"Snapshot {manifest.id} is damaged: {name} is not what was published.")
    return manifest


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
