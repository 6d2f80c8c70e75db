"""Remembering that a snapshot's files were hashed, so that opening it again reads only what is asked for."""

import json
import os
from pathlib import Path

from core.store.manifest import MANIFEST, Manifest, read_manifest, verify


def verify_once(folder: Path, notes: Path) -> Manifest:
    """The manifest, after the files were found to be what it says; hashed only when one changed since the last time.

    ``notes`` is a folder for remembering each file's size, time of change and inode, as git does for its index. A
    store that cannot be written to is hashed every time.

    :raises DamagedSnapshot: naming the first file that differs.
    """
    manifest = read_manifest(folder)
    note = notes / f"{manifest.id}.json"
    if _read(note) == _state(folder, manifest):
        return manifest
    verify(folder)
    remember(folder, manifest, notes)
    return manifest


def remember(folder: Path, manifest: Manifest, notes: Path) -> None:
    """Notes that the files were hashed as they stand."""
    state = _state(folder, manifest)
    aside = notes / f".{manifest.id}.{os.getpid()}"
    try:
        notes.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(state), "utf-8")
        aside.replace(notes / f"{manifest.id}.json")
    except OSError:
        return  # read only or full: nothing is lost but time


def _read(note: Path) -> object:
    try:
        return json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _state(folder: Path, manifest: Manifest) -> list[list[object]] | None:
    """Path, size, time of change and inode of every file that the manifest names; None when one is missing."""
    found: list[list[object]] = []
    for name in (*manifest.files, MANIFEST):
        try:
            status = (folder / name).stat()
        except OSError:
            return None
        found.append([name, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino])
    return found
