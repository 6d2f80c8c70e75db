"""A store on S3, laid out as one in a folder, with copies of its snapshots on this machine.

<prefix>/catalogue/                    see dataset.py
<prefix>/snapshots/<id>/               see remote.py
<prefix>/current                       the id of the served snapshot, moved by conditional writes
<prefix>/lock                          see lease.py
<prefix>/documents/, <prefix>/files/   what is kept beside them
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.catalogue.title import Title
from core.errors import DamagedSnapshot, NoSnapshot, StoreBusy, StoreError, StoreUnreachable
from core.store.bucket import Bucket
from core.store.cache import Cache
from core.store.dataset import Dataset
from core.store.lease import Clock, Lease
from core.store.manifest import ID, Manifest, file_hash
from core.store.protocol import Served, Store, file_name, first_whole
from core.store.remote import RemoteSnapshots

_POINTER = "current"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class _Writing:
    """What a writer knows: its hold on the lock, and the pointer as it stood last."""

    lease: Lease
    pointer: str | None  # its ETag, None while there is no pointer


class S3Store(Store):
    """A store below a prefix of a bucket that exists. One object has one writer at a time."""

    def __init__(
        self, uri: str, *, cache: Path, region: str | None = None, glue_database: str | None = None,
        clock: Clock = _now, lease: timedelta = timedelta(seconds=60),
    ) -> None:  # fmt: skip
        """Nothing is asked of S3 yet. ``cache`` holds a folder for each store; a dead writer's ``lease`` runs out.

        :raises InvalidRequest: ``uri`` is not s3://bucket/prefix.
        """
        self._bucket = Bucket(uri, region)
        own = cache / hashlib.sha256(self._bucket.uri.encode()).hexdigest()[:16]
        super().__init__(self._bucket.uri, own / "work", is_local=False)
        self._remote = RemoteSnapshots(self._bucket)
        self._dataset = Dataset(self._bucket, region, glue_database)
        self._cache = Cache(own)
        self._clock = clock
        self._lease = lease
        self._writing: _Writing | None = None

    @contextmanager
    def writing(self, patience: float = 0.0) -> Iterator[None]:
        """See :meth:`Store.writing`."""
        lease = Lease(self._bucket, self._clock, self._lease)
        with lease.held(patience):
            found = self._bucket.get(_POINTER)
            self._writing = _Writing(lease, found.etag if found else None)
            try:
                yield
            finally:
                self._writing = None

    def catalogue_count(self) -> int:
        """See :meth:`Store.catalogue_count`."""
        return self._dataset.count()

    def read_catalogue(self) -> Iterator[Title]:
        """See :meth:`Store.read_catalogue`."""
        return self._dataset.read()

    def replace_catalogue(self, titles: Iterable[Title]) -> None:
        """See :meth:`Store.replace_catalogue`. Athena's table follows, where GLUE_DATABASE names one."""
        lease = self._held().lease
        self._dataset.write(titles, f"{self._clock():%Y%m%dT%H%M%SZ}-{lease.token[:8]}", lease.confirm)

    def current_id(self) -> str | None:
        """See :meth:`Store.current_id`: one small request."""
        content = self._get(_POINTER) or b""
        return content[:200].decode("utf-8", errors="replace").strip() or None

    def current(self) -> Served:
        """See :meth:`Store.current`. When S3 does not answer, the copy that was served last, with a notice.

        :raises StoreUnreachable: S3 does not answer, and there is no whole copy.
        """
        try:
            served = super().current()
        except StoreUnreachable as error:
            return self._copy(error)
        except NoSnapshot:
            self._cache.clear()  # everything was erased
            raise
        self._cache.serve(served[1].id)
        return served

    def erase(self) -> None:
        """See :meth:`Store.erase`. The lock stays, and names nobody. Other machines' copies go when they look here."""
        writing = self._held()
        for name in (_POINTER, "snapshots/", "catalogue/", "documents/", "files/"):
            self._bucket.erase(name)
        writing.pointer = None
        self._cache.clear()

    def put_file(self, name: str, path: Path) -> None:
        """See :meth:`Store.put_file`."""
        self._bucket.upload(file_name(name), path, file_hash(path))

    def get_file(self, name: str, path: Path) -> bool:
        """See :meth:`Store.get_file`."""
        aside = path.with_name(f".{path.name}.fetching")
        try:
            found = self._bucket.download(file_name(name), aside)
            if found:
                aside.replace(path)
            return found
        finally:
            aside.unlink(missing_ok=True)

    def _held(self) -> _Writing:
        """The hold on the lock, confirmed."""
        if self._writing is None:
            raise StoreError(f"{self.uri} is changed without its lock. Do it inside writing().")
        self._writing.lease.confirm()
        return self._writing

    def _copy(self, error: StoreUnreachable) -> Served:
        try:
            folder, manifest, _ = first_whole(self._cache.ids(), self._cache.whole)
        except DamagedSnapshot:
            raise error from None
        return folder, manifest, f"{error} Serving {manifest.id} from a copy on this machine."

    def _keep(self, build: Callable[[Path], Manifest]) -> Manifest:
        lease = self._held().lease
        self._remote.sweep()
        aside = self._cache.building()
        manifest = build(aside)
        if not self._remote.has(manifest.id):
            self._remote.upload(aside, manifest)
            lease.confirm()
            self._remote.seal(aside, manifest)
        self._cache.keep(aside, manifest.id)
        return manifest

    def _discard(self, name: str) -> None:
        self._bucket.delete([name])

    def _ids(self) -> list[str]:
        return self._remote.ids()

    def _manifests(self, ids: Iterable[str]) -> list[Manifest | None]:
        return self._remote.manifests(ids)

    def _whole(self, snapshot_id: str) -> tuple[Path, Manifest]:
        if not ID.fullmatch(snapshot_id):
            raise DamagedSnapshot(f"The pointer of {self.uri} names {snapshot_id[:40]!r}, which is no snapshot.")
        return self._cache.fetched(snapshot_id, lambda folder: self._remote.fetch(snapshot_id, folder))

    def _verified_in_place(self, snapshot_id: str) -> Manifest:
        self._cache.forget(snapshot_id)  # so that it is what others will fetch
        return self._whole(snapshot_id)[1]

    def _point_to(self, snapshot_id: str) -> None:
        writing = self._held()
        etag = self._bucket.swap(_POINTER, f"{snapshot_id}\n".encode(), writing.pointer)
        if etag is None:
            raise StoreBusy(
                f"Somebody else moved the pointer of {self.uri} meanwhile: it names {self.current_id()}, and that "
                f"stays. To serve {snapshot_id}: python -m core rollback {snapshot_id}."
            )
        writing.pointer = etag

    def _remove(self, snapshot_id: str) -> None:
        self._held()
        self._remote.remove(snapshot_id)

    def _put(self, name: str, content: bytes) -> None:
        self._bucket.put(name, content)

    def _get(self, name: str) -> bytes | None:
        found = self._bucket.get(name)
        return found.content if found else None

    def _names(self, folder: str) -> list[str]:
        return [name.removeprefix(f"{folder}/") for name in self._bucket.names(f"{folder}/")]
