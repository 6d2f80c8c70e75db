"""Snapshots as objects in a bucket. The manifest is put last: a snapshot without one is half uploaded, or half removed.

snapshots/<id>/manifest.json and every file that it names
"""

from collections.abc import Iterable
from pathlib import Path

from core.errors import DamagedSnapshot
from core.store.aws import in_parallel
from core.store.bucket import Bucket
from core.store.manifest import ID, MANIFEST, Manifest, file_hash, parse_manifest


class RemoteSnapshots:
    """Immutable once their manifest stands there."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def ids(self) -> list[str]:
        """The ids of all snapshots, whole or not, newest first."""
        return sorted(filter(ID.fullmatch, self._bucket.folders("snapshots/")), reverse=True)

    def manifests(self, ids: Iterable[str]) -> list[Manifest | None]:
        """The manifest of each of these snapshots, None where it cannot be read."""
        return in_parallel(self._readable, ids)

    def sweep(self) -> None:
        """Deletes what has no manifest. Only for who holds the lock: nobody else is uploading then."""
        names = self._bucket.names("snapshots/")
        whole = {name.split("/")[1] for name in names if name.endswith(f"/{MANIFEST}")}
        self._bucket.delete(name for name in names if name.split("/")[1] not in whole)

    def has(self, snapshot_id: str) -> bool:
        """Whether this snapshot stands there already."""
        return self._readable(snapshot_id) is not None

    def upload(self, folder: Path, manifest: Manifest) -> None:
        """Puts all files but the manifest; S3 checks each one's SHA-256."""

        def upload(name: str) -> None:
            self._bucket.upload(_name(manifest.id, name), folder / name, manifest.files[name]["sha256"])

        in_parallel(upload, manifest.files)

    def seal(self, folder: Path, manifest: Manifest) -> None:
        """Puts the manifest, which makes the snapshot one."""
        self._bucket.upload(_name(manifest.id, MANIFEST), folder / MANIFEST, file_hash(folder / MANIFEST))

    def fetch(self, snapshot_id: str, folder: Path) -> None:
        """Downloads a snapshot into an empty folder. Hashes are for whoever uses it to verify.

        :raises DamagedSnapshot: it lacks its manifest, or a file, or one has another size.
        """
        manifest = self._manifest(snapshot_id, folder)
        for parent in {(folder / name).parent for name in manifest.files}:
            parent.mkdir(parents=True, exist_ok=True)

        def fetch(name: str) -> None:
            if not self._bucket.download(_name(snapshot_id, name), folder / name, manifest.files[name]["bytes"]):
                raise DamagedSnapshot(f"Snapshot {snapshot_id} is damaged: {name} is not what was published.")

        in_parallel(fetch, manifest.files)

    def remove(self, snapshot_id: str) -> None:
        """Deletes a snapshot, its manifest first: what a kill leaves is swept."""
        self._bucket.delete([_name(snapshot_id, MANIFEST)])
        self._bucket.delete(self._bucket.names(_name(snapshot_id, "")))

    def _manifest(self, snapshot_id: str, folder: Path | None = None) -> Manifest:
        found = self._bucket.get(_name(snapshot_id, MANIFEST))
        manifest = parse_manifest(snapshot_id, found.content if found else b"")
        if found and folder:
            (folder / MANIFEST).write_bytes(found.content)
        return manifest

    def _readable(self, snapshot_id: str) -> Manifest | None:
        try:
            manifest = self._manifest(snapshot_id)
        except DamagedSnapshot:
            return None
        return manifest if manifest.id == snapshot_id else None


def _name(snapshot_id: str, file: str) -> str:
    return f"snapshots/{snapshot_id}/{file}"
