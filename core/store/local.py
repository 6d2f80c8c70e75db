"""A store in a folder.

<store>/catalogue/titles.parquet     what import and refresh write and build reads
<store>/snapshots/<id>/              immutable once it stands there
<store>/current                      the id of the served snapshot
<store>/documents/, <store>/files/   what is kept beside them
<store>/verified/                    see verified.py
<store>/work/                        working files of a refresh
"""

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.catalogue.title import Title
from core.errors import DamagedSnapshot, StoreBusy
from core.store.manifest import Manifest, read_manifest, verify
from core.store.protocol import Store, file_name
from core.store.verified import remember, verify_once


class LocalStore(Store):
    """A store in a folder, which is made when something is first written to it."""

    def __init__(self, root: Path) -> None:
        super().__init__(str(root), root / "work", is_local=True)
        self.root = root
        self._snapshots = root / "snapshots"
        self._pointer = root / "current"
        self._notes = root / "verified"

    @property
    def catalogue(self) -> Path:
        """Where the catalogue stands, or will."""
        return self.root / "catalogue" / "titles.parquet"

    @contextmanager
    def writing(self, patience: float = 0.0) -> Iterator[None]:
        """See :meth:`Store.writing`; the system drops the lock when its holder dies."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("a") as lock:
            deadline = time.monotonic() + patience
            while not _locked(lock):
                if time.monotonic() >= deadline:
                    raise StoreBusy(f"Another process is writing to {self.root}. Wait for it to end.")
                time.sleep(0.1)
            yield

    def catalogue_count(self) -> int:
        """See :meth:`Store.catalogue_count`."""
        from core.catalogue.tables import count_parquet

        return count_parquet(self.catalogue) if self.catalogue.exists() else 0

    def read_catalogue(self) -> Iterator[Title]:
        """See :meth:`Store.read_catalogue`."""
        from core.catalogue.tables import read_parquet

        return read_parquet(self.catalogue) if self.catalogue.exists() else iter(())

    def replace_catalogue(self, titles: Iterable[Title]) -> None:
        """See :meth:`Store.replace_catalogue`."""
        from core.catalogue.tables import write_parquet

        for left in self.catalogue.parent.glob(".*"):  # by an earlier kill
            left.unlink()
        self._replace(self.catalogue, lambda aside: write_parquet(titles, aside))

    def current_id(self) -> str | None:
        """See :meth:`Store.current_id`."""
        try:
            return self._pointer.read_text("utf-8", errors="replace").strip() or None
        except FileNotFoundError:
            return None

    def erase(self) -> None:
        """See :meth:`Store.erase`. The folder stays, with its lock."""
        self._pointer.unlink(missing_ok=True)
        for folder in (
            self.root / name for name in ("snapshots", "catalogue", "documents", "files", "verified", "work")
        ):
            if folder.exists():
                shutil.rmtree(folder)

    def put_file(self, name: str, path: Path) -> None:
        """See :meth:`Store.put_file`."""
        self._replace(self.root / file_name(name), lambda aside: shutil.copyfile(path, aside))

    def get_file(self, name: str, path: Path) -> bool:
        """See :meth:`Store.get_file`."""
        kept = self.root / file_name(name)
        if kept.is_file():
            self._replace(path, lambda aside: shutil.copyfile(kept, aside))
            return True
        return False

    def _keep(self, build: Callable[[Path], Manifest]) -> Manifest:
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
        remember(final, manifest, self._notes)
        return manifest

    def _discard(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def _ids(self) -> list[str]:
        return sorted((folder.name for folder in self._snapshots.glob("[0-9]*")), reverse=True)

    def _manifests(self, ids: Iterable[str]) -> list[Manifest | None]:
        return [self._manifest(name) for name in ids]

    def _manifest(self, snapshot_id: str) -> Manifest | None:
        try:
            return read_manifest(self._snapshots / snapshot_id)
        except DamagedSnapshot:
            return None  # `current` says so when it is the one to serve

    def _whole(self, snapshot_id: str) -> tuple[Path, Manifest]:
        folder = self._snapshots / snapshot_id
        return folder, verify_once(folder, self._notes)

    def _verified_in_place(self, snapshot_id: str) -> Manifest:
        return verify(self._snapshots / snapshot_id)

    def _point_to(self, snapshot_id: str) -> None:
        self._put("current", f"{snapshot_id}\n".encode())

    def _remove(self, snapshot_id: str) -> None:
        aside = self._snapshots / ".removing"  # what a kill leaves of it is swept by the next removal
        shutil.rmtree(aside, ignore_errors=True)
        (self._snapshots / snapshot_id).rename(aside)
        shutil.rmtree(aside)

    def _put(self, name: str, content: bytes) -> None:
        self._replace(self.root / name, lambda aside: aside.write_bytes(content))

    def _get(self, name: str) -> bytes | None:
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None

    def _names(self, folder: str) -> list[str]:
        top = self.root / folder
        return [path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file()]

    def _replace(self, path: Path, write: Callable[[Path], object]) -> None:
        """Lets ``write`` make a file, then puts it in the path's place in one step."""
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            write(aside)
            _sync(aside)
            os.replace(aside, path)
            _sync(path.parent)
        finally:
            aside.unlink(missing_ok=True)


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
