"""A store in a folder: the catalogue, the snapshots, and the pointer to the one that is served.

<store>/catalogue/titles.parquet     what import and refresh write and build reads
<store>/snapshots/<id>/              immutable once it stands there
<store>/current                      the id of the served snapshot
"""

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.errors import CallerError, DamagedSnapshot, NoSnapshot, StoreBusy
from core.store.manifest import Manifest, read_manifest, verify


class LocalStore:
    """A store in a folder, which is made when something is first written to it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._snapshots = root / "snapshots"
        self._pointer = root / "current"

    @property
    def catalogue(self) -> Path:
        """Where the catalogue stands, or will."""
        return self.root / "catalogue" / "titles.parquet"

    @contextmanager
    def writing(self, patience: float = 0.0) -> Iterator[None]:
        """Holds the store's lock, waited for up to ``patience`` seconds; the system drops it when its holder dies.

        :raises StoreBusy: somebody else holds it.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("a") as lock:
            deadline = time.monotonic() + patience
            while not _locked(lock):
                if time.monotonic() >= deadline:
                    raise StoreBusy(f"Another process is writing to {self.root}. Wait for it to end.")
                time.sleep(0.1)
            yield

    def replace_catalogue(self, write: Callable[[Path], None]) -> None:
        """Lets ``write`` make a file, then puts it in the catalogue's place in one step."""
        self.catalogue.parent.mkdir(parents=True, exist_ok=True)
        aside = self.catalogue.with_name(".titles.parquet.new")
        try:
            write(aside)
            _sync(aside)
            os.replace(aside, self.catalogue)
            _sync(self.catalogue.parent)
        finally:
            aside.unlink(missing_ok=True)

    def publish(self, build: Callable[[Path], Manifest]) -> Manifest:
        """Lets ``build`` fill a new folder, moves it among the snapshots, then moves the pointer to it.

        Killed at any moment, the earlier snapshot still serves. What an earlier kill left behind is swept first.
        Call it inside :meth:`writing`.
        """
        self._snapshots.mkdir(parents=True, exist_ok=True)
        aside = self._snapshots / ".building"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        manifest = build(aside)
        for path in sorted(aside.rglob("*"), reverse=True):
            _sync(path)
        _sync(aside)
        final = self._snapshots / manifest.id
        if final.exists():  # the same contents built twice within a second
            shutil.rmtree(aside)
        else:
            aside.rename(final)
            _sync(self._snapshots)
        self._point_to(manifest.id)
        return manifest

    def snapshots(self) -> list[Manifest]:
        """The manifests of all readable snapshots, newest first. Only the manifests are read."""
        found = []
        for folder in sorted(self._snapshots.glob("[0-9]*"), reverse=True):
            try:
                found.append(read_manifest(folder))
            except DamagedSnapshot:
                continue  # `current` says so when it is the one to serve
        return found

    def current_id(self) -> str | None:
        """What the pointer says; None when nothing was published."""
        try:
            return self._pointer.read_text("utf-8", errors="replace").strip() or None
        except FileNotFoundError:
            return None

    def current(self) -> tuple[Path, Manifest, str | None]:
        """The served snapshot's folder and verified manifest, and a notice when it is not the newest published.

        A damaged snapshot is passed over for the newest good one published before it, or else after it.

        :raises NoSnapshot: nothing was ever published here.
        :raises DamagedSnapshot: nothing published here is whole.
        """
        pointed = self.current_id()
        if pointed is None:
            raise NoSnapshot(
                f"No snapshot in {self.root}. Import a catalogue and build one: "
                f"python -m core import FILE --store {self.root}, then python -m core build --store {self.root}."
            )
        trouble = ""
        others = {folder.name for folder in self._snapshots.glob("[0-9]*")} - {pointed}
        for snapshot_id in [pointed, *sorted(others, key=lambda name: (name < pointed, name), reverse=True)]:
            folder = self._snapshots / snapshot_id
            try:
                manifest = verify(folder)
            except DamagedSnapshot as error:
                trouble = trouble or str(error)
                continue
            return folder, manifest, f"{trouble} Serving {snapshot_id} instead." if trouble else None
        raise DamagedSnapshot(f"{trouble} No other is whole. Build a new one: python -m core build.")

    def rollback(self, snapshot_id: str) -> Manifest:
        """Makes an earlier snapshot the served one, after verifying it.

        :raises CallerError: there is no such snapshot.
        """
        if snapshot_id not in {manifest.id for manifest in self.snapshots()}:
            raise CallerError(f"No snapshot {snapshot_id[:60]!r} in {self.root}. List them: python -m core snapshots.")
        manifest = verify(self._snapshots / snapshot_id)
        self._point_to(snapshot_id)
        return manifest

    def _point_to(self, snapshot_id: str) -> None:
        aside = self._pointer.with_name(".current.new")
        aside.write_text(snapshot_id + "\n", "utf-8")
        _sync(aside)
        os.replace(aside, self._pointer)
        _sync(self.root)


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync(path: Path) -> None:
    """Makes sure that a file's bytes, or a folder's entries, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
