"""Copies of snapshots that are kept elsewhere, in a folder of this machine that all its processes share.

<folder>/<id>/         a snapshot; renamed into place when it was complete and verified
<folder>/current       the id that was served last, for when the store cannot be asked
<folder>/.fetching/    what is being downloaded, or was when a process was killed
<folder>/.building/    what is being built, or was when building failed
<folder>/verified/     see verified.py
"""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import DamagedSnapshot, StoreError
from core.store.manifest import ID, Manifest, verify
from core.store.verified import verify_once

_served: dict[Path, str] = {}
"""For each folder of copies the snapshot that this process took from it last."""


class Cache:
    """Snapshots by id. A copy may be removed while it is mapped: its bytes stay until the last mapping goes."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made until something is kept."""
        self.folder = folder

    def ids(self) -> list[str]:
        """The ids of all copies: the one that was served last, then from the newest on."""
        pointer = self.folder / "current"
        last = pointer.read_text("utf-8", errors="replace") if pointer.is_file() else ""
        found = [path.name for path in self.folder.glob("[0-9]*") if ID.fullmatch(path.name)]
        return sorted(found, key=lambda name: (name == last, name), reverse=True)

    def whole(self, snapshot_id: str) -> tuple[Path, Manifest]:
        """A verified copy.

        :raises DamagedSnapshot: there is none, or it is not whole.
        """
        folder = self.folder / snapshot_id
        return folder, verify_once(folder, self.folder / "verified")

    def fetched(self, snapshot_id: str, fetch: Callable[[Path], None]) -> tuple[Path, Manifest]:
        """A verified copy; where there is none, or it is damaged, ``fetch`` fills an empty folder with it first.

        :raises DamagedSnapshot: what was fetched is not whole.
        :raises StoreError: the copy cannot be written.
        """
        with self._turn():
            try:
                return self.whole(snapshot_id)
            except DamagedSnapshot:
                shutil.rmtree(self.folder / snapshot_id, ignore_errors=True)
            aside = self._empty(".fetching")
            fetch(aside)
            manifest = verify(aside)
            if manifest.id != snapshot_id:
                raise DamagedSnapshot(f"Snapshot {snapshot_id} is damaged: its manifest is that of {manifest.id}.")
            aside.rename(self.folder / snapshot_id)
            return self.folder / snapshot_id, manifest

    def forget(self, snapshot_id: str) -> None:
        """Removes a copy, if there is one."""
        with self._turn():
            shutil.rmtree(self.folder / snapshot_id, ignore_errors=True)

    def building(self) -> Path:
        """An empty folder to build in. One builds at a time: who holds the store's lock."""
        with self._turn():
            return self._empty(".building")

    def keep(self, built: Path, snapshot_id: str) -> None:
        """Makes a copy of what was built in :meth:`building`."""
        with self._turn():
            if (self.folder / snapshot_id).exists():
                shutil.rmtree(built)
            else:
                built.rename(self.folder / snapshot_id)

    def serve(self, snapshot_id: str) -> None:
        """Notes what is served, and removes copies but for it, the newest other and what this process served before."""
        with self._turn():
            aside = self.folder / ".current"
            aside.write_text(snapshot_id, "utf-8")
            aside.replace(self.folder / "current")
            others = [name for name in self.ids() if name != snapshot_id]
            for name in others[1:]:
                if name != _served.get(self.folder):
                    shutil.rmtree(self.folder / name)
            _served[self.folder] = snapshot_id

    def clear(self) -> None:
        """Removes all copies."""
        if self.folder.exists():
            with self._turn():
                for path in [self.folder / ".building", self.folder / "verified", *self.folder.glob("[0-9]*")]:
                    shutil.rmtree(path, ignore_errors=True)
                (self.folder / "current").unlink(missing_ok=True)

    def _empty(self, name: str) -> Path:
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One process, and one thread, after the other; the system ends a dead one's turn."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / ".lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise StoreError(
                f"Copies cannot be kept in {self.folder} ({error.strerror}). Make room there, or set CACHE_DIR to a "
                "folder that can be written."
            ) from error
