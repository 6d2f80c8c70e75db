"""What a store does, wherever it is kept. What depends on where is left to LocalStore and S3Store."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from core.catalogue.title import Title
from core.errors import CallerError, DamagedSnapshot, GateFailed, InvalidRequest, NoSnapshot, StoreError
from core.store.manifest import Manifest, read_manifest

Served = tuple[Path, Manifest, str | None]
"""A snapshot's folder on this machine, its verified manifest, and what people should know about it."""

# Folders have no dot and files have one, so that no name is both; nothing begins with a dot.
_NAME = re.compile(r"([A-Za-z0-9_-]+/){0,4}[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")


_HELD = "held/{}.json"


class Store(ABC):
    """A catalogue, snapshots with a pointer to the one that is served, and documents and files beside them.

    Whoever changes the catalogue or the snapshots does so inside :meth:`writing`; readers never wait.
    """

    def __init__(self, uri: str, work: Path, *, is_local: bool) -> None:
        """``uri`` names the store to people, and to :func:`core.store.opening.open_store`.

        ``work`` is a folder of this machine for working files, the same one each time; ``is_local`` says that it
        lies in the store, so that nothing has to be carried there.
        """
        self.uri, self.work, self.is_local = uri, work, is_local

    @abstractmethod
    def writing(self, patience: float = 0.0) -> AbstractContextManager[None]:
        """Holds the store's lock, waited for up to ``patience`` seconds; a dead holder does not keep it.

        :raises StoreBusy: somebody else holds it, or took it over because this holder had not been heard of.
        """

    # ---- the catalogue

    @abstractmethod
    def catalogue_count(self) -> int:
        """The number of titles in the catalogue, 0 where there is none."""

    @abstractmethod
    def read_catalogue(self) -> Iterator[Title]:
        """The catalogue's titles in order of id, streamed; none where there is no catalogue.

        :raises UnreadableFile: what stands there is no catalogue.
        """

    @abstractmethod
    def replace_catalogue(self, titles: Iterable[Title]) -> None:
        """Puts ``titles``, which come in order of id, in the catalogue's place in one step.

        In bounded memory, however many they are. When ``titles`` fails the catalogue is as it was.
        """

    # ---- snapshots

    def publish(self, build: Callable[[Path], Manifest]) -> Manifest:
        """Lets ``build`` fill an empty folder, stores it as a snapshot, then moves the pointer to it.

        Killed at any moment, the earlier snapshot still serves. What an earlier kill left behind is swept first, and
        so is what was held before. When ``build`` raises GateFailed after sealing the folder, the snapshot is held:
        stored, and neither served nor listed until it is released.
        """
        held, there = self._held_ids(), set(self._ids())
        for snapshot_id in held:
            if snapshot_id in there:
                self._remove(snapshot_id)
            self._hold_no_more(snapshot_id)
        failed: list[GateFailed] = []

        def tried(folder: Path) -> Manifest:
            try:
                return build(folder)
            except GateFailed as error:
                manifest = read_manifest(folder)
                failed.append(error)
                self.put_document(_HELD.format(manifest.id), {"why": str(error)})
                return manifest

        manifest = self._keep(tried)
        if failed:
            raise failed[0]
        self._point_to(manifest.id)
        return manifest

    def held(self) -> list[Manifest]:
        """The manifests of snapshots that a gate held back, newest first."""
        return [manifest for manifest in self._manifests(self._held_ids()) if manifest]

    def release(self, snapshot_id: str) -> Manifest:
        """Serves a snapshot that was held back, after verifying it.

        :raises CallerError: none of this id is held.
        :raises DamagedSnapshot: it is not whole.
        """
        if snapshot_id not in self._held_ids():
            raise CallerError(f"No snapshot {snapshot_id[:60]!r} is held in {self.uri}. List them: snapshots --json.")
        manifest = self._verified_in_place(snapshot_id)
        self._point_to(snapshot_id)
        self._hold_no_more(snapshot_id)
        return manifest

    def open_snapshot(self, snapshot_id: str) -> tuple[Path, Manifest]:
        """A snapshot's folder on this machine and its verified manifest, served or not.

        :raises CallerError: there is no such snapshot.
        :raises DamagedSnapshot: it is not whole.
        """
        if snapshot_id not in self._ids():
            raise CallerError(f"No snapshot {snapshot_id[:60]!r} in {self.uri}. List them: python -m core snapshots.")
        return self._whole(snapshot_id)

    @abstractmethod
    def current_id(self) -> str | None:
        """What the pointer says, as it stands there; None when nothing was published. Cheap: made for polling."""

    def current(self) -> Served:
        """The served snapshot, and a notice when it is not the one that should be served.

        A damaged snapshot is passed over for the newest good one published before it, or else after it.

        :raises NoSnapshot: nothing was ever published here.
        :raises DamagedSnapshot: nothing published here is whole.
        """
        pointed = self.current_id()
        if pointed is None:
            raise NoSnapshot(
                f"No snapshot in {self.uri}. Import a catalogue and build one: "
                f"python -m core import FILE --store {self.uri}, then python -m core build --store {self.uri}."
            )
        return first_whole(self._in_order_of_use(pointed), self._whole)

    def snapshots(self) -> list[Manifest]:
        """The manifests of all readable snapshots, newest first. Only the manifests are read."""
        return [manifest for manifest in self._manifests(self._published_ids()) if manifest]

    def rollback(self, snapshot_id: str) -> Manifest:
        """Makes an earlier snapshot the served one, after verifying it.

        :raises CallerError: there is no such snapshot.
        :raises DamagedSnapshot: it is not whole.
        """
        if snapshot_id not in {manifest.id for manifest in self.snapshots()}:
            raise CallerError(f"No snapshot {snapshot_id[:60]!r} in {self.uri}. List them: python -m core snapshots.")
        manifest = self._verified_in_place(snapshot_id)
        self._point_to(snapshot_id)
        return manifest

    def prune(self, keep: int) -> list[str]:
        """Removes all snapshots but the newest ``keep``; returns the removed ids, newest first.

        The served one stays, and so does the newest readable one before it, which would serve in its place.
        """
        if keep < 1:
            raise InvalidRequest("keep", f"keep must be 1 or more, not {keep}.")
        ids, current = self._published_ids(), self.current_id() or ""
        earlier = self._manifests([name for name in ids if name < current])
        kept = {*ids[:keep], current, *[manifest.id for manifest in earlier if manifest][:1]}
        removed = [name for name in ids if name not in kept]
        for name in removed:
            self._remove(name)
        return removed

    @abstractmethod
    def erase(self) -> None:
        """Removes everything that is kept here, and every copy of it on this machine. What is not ours stays."""

    # ---- documents and files beside them

    def put_document(self, name: str, document: Mapping[str, Any]) -> None:
        """Keeps a small JSON object under a name such as ``runs/20260102.json``, in place of an earlier one.

        :raises InvalidRequest: not a name for a document.
        """
        content = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        self._put(_document(name), content.encode("utf-8"))

    def get_document(self, name: str) -> dict[str, Any] | None:
        """What was kept under this name, None when nothing was.

        :raises InvalidRequest: not a name for a document.
        :raises StoreError: what stands there is no document.
        """
        content = self._get(_document(name))
        try:
            document: dict[str, Any] | None = None if content is None else dict(json.loads(content))
        except (ValueError, TypeError) as error:
            raise StoreError(f"{name} in {self.uri} is not what was kept there ({error}). Delete it.") from error
        return document

    def documents(self, prefix: str = "") -> list[str]:
        """The names of all documents that begin with ``prefix``, in alphabetical order."""
        return sorted(name for name in self._names("documents") if _NAME.fullmatch(name) and name.startswith(prefix))

    @abstractmethod
    def put_file(self, name: str, path: Path) -> None:
        """Keeps a copy of a file (of at most 5 GiB) under a name such as ``refresh/titles.sqlite``.

        :raises InvalidRequest: not a name for a file.
        """

    @abstractmethod
    def get_file(self, name: str, path: Path) -> bool:
        """Copies the file of this name to ``path``, in one step; False, and nothing done, where there is none.

        :raises InvalidRequest: not a name for a file.
        """

    # ---- what each store does in its own way

    @abstractmethod
    def _keep(self, build: Callable[[Path], Manifest]) -> Manifest:
        """Lets ``build`` fill an empty folder and stores it among the snapshots, in one step; the pointer stays."""

    @abstractmethod
    def _discard(self, name: str) -> None:
        """Removes what was put under a name, if it is there."""

    @abstractmethod
    def _ids(self) -> list[str]:
        """The ids of all snapshots, whole or not, newest first."""

    @abstractmethod
    def _manifests(self, ids: Iterable[str]) -> list[Manifest | None]:
        """The manifest of each of these snapshots, None where it cannot be read."""

    @abstractmethod
    def _whole(self, snapshot_id: str) -> tuple[Path, Manifest]:
        """A snapshot's folder on this machine, verified. DamagedSnapshot where it is not whole."""

    @abstractmethod
    def _verified_in_place(self, snapshot_id: str) -> Manifest:
        """The manifest, after everything that others would read was verified."""

    @abstractmethod
    def _point_to(self, snapshot_id: str) -> None:
        """Moves the pointer, in one step."""

    @abstractmethod
    def _remove(self, snapshot_id: str) -> None:
        """Removes a snapshot; killed half-way, the rest is swept by the next who publishes or removes."""

    @abstractmethod
    def _put(self, name: str, content: bytes) -> None:
        """Keeps a few bytes, in one step."""

    @abstractmethod
    def _get(self, name: str) -> bytes | None:
        """The bytes kept under a name, None where there are none."""

    @abstractmethod
    def _names(self, folder: str) -> list[str]:
        """The names below a folder, without the folder's own."""

    def _held_ids(self) -> list[str]:
        """The ids of snapshots that a gate held back, newest first."""
        served = self.current_id()  # released, and its note not yet gone
        ids = (name.removeprefix("held/").removesuffix(".json") for name in self.documents("held/"))
        return sorted((snapshot_id for snapshot_id in ids if snapshot_id != served), reverse=True)

    def _hold_no_more(self, snapshot_id: str) -> None:
        self._discard(_document(_HELD.format(snapshot_id)))

    def _published_ids(self) -> list[str]:
        """The ids of all other snapshots, whole or not, newest first."""
        held = set(self._held_ids())
        return [name for name in self._ids() if name not in held]

    def _in_order_of_use(self, pointed: str) -> Iterator[str]:
        """The pointed snapshot, then those before it from the newest on, then those after it."""
        yield pointed
        others = [name for name in self._published_ids() if name != pointed]
        yield from sorted(others, key=lambda name: (name < pointed, name), reverse=True)


def first_whole(ids: Iterable[str], whole: Callable[[str], tuple[Path, Manifest]]) -> Served:
    """The first of these snapshots that ``whole`` does not refuse, with a notice when it is not the first.

    :raises DamagedSnapshot: all are refused.
    """
    trouble = ""
    for snapshot_id in ids:
        try:
            folder, manifest = whole(snapshot_id)
        except DamagedSnapshot as error:
            trouble = trouble or str(error)
            continue
        return folder, manifest, f"{trouble} Serving {snapshot_id} instead." if trouble else None
    raise DamagedSnapshot(f"{trouble} No other is whole. Build a new one: python -m core build.")


def file_name(name: str) -> str:
    """Where a file is kept, ``files/<name>``.

    :raises InvalidRequest: the name could lead elsewhere.
    """
    return f"files/{_checked(name)}"


def _document(name: str) -> str:
    return f"documents/{_checked(name)}"


def _checked(name: str) -> str:
    if len(name) > 200 or not _NAME.fullmatch(name):
        raise InvalidRequest("name", f"{name[:80]!r} is no name to keep something under: write folder/name.ending.")
    return name
