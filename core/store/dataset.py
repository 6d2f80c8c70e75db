"""The catalogue of a store on S3: a Parquet data set that Athena can query, replaced in one step.

catalogue/current.json                        the version that is read, and its files
catalogue/<version>/type=movie/00000.parquet  titles of one type in order of id; 00001 goes on
"""

import heapq
import io
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from core.catalogue.tables import parquet_schema, parquet_table, read_parquet
from core.catalogue.title import TYPES, Title
from core.errors import StoreBusy, StoreError
from core.store import aws
from core.store.bucket import Bucket

_POINTER = "catalogue/current.json"
_TITLES = 10_000  # in memory at once
_GLUE_RIGHTS = "glue:GetTable, glue:CreateTable, glue:UpdateTable, glue:GetPartitions and glue:BatchDeletePartition"
TABLE = "titles"


class Dataset:
    """Written by one process at a time; whoever reads while it is replaced reads what was there."""

    def __init__(self, bucket: Bucket, region: str | None, glue_database: str | None) -> None:
        """``glue_database`` is where the table ``titles`` is registered; None for nowhere."""
        self._bucket = bucket
        self._region = region
        self._glue_database = glue_database

    def count(self) -> int:
        """The number of titles, 0 where there is no catalogue."""
        return int(self._current()["titles"])

    def read(self) -> Iterator[Title]:
        """All titles in order of id, streamed: of each type one file at a time is in memory.

        :raises UnreadableFile: a file is not what was written.
        """
        files = self._current()["files"]
        return heapq.merge(*(self._read(kind, files[kind]) for kind in TYPES), key=lambda title: title.id)

    def write(self, titles: Iterable[Title], version: str, confirm: Callable[[], None]) -> None:
        """Writes ``titles``, which come in order of id, as a new version, and makes it the one that is read.

        Versions but for the one read until now are deleted first: it may still be being read, and serves if this fails.
        ``confirm`` raises when the lock was lost; it is asked before the step that cannot be taken back.
        """
        seen = self._bucket.get(_POINTER)
        current = self._current()["version"]
        self._bucket.delete(
            name for name in self._bucket.names("catalogue/") if name != _POINTER and name.split("/")[1] != current
        )
        files: dict[str, list[str]] = {kind: [] for kind in TYPES}
        count, rest = 0, iter(titles)
        while chunk := list(islice(rest, _TITLES)):
            count += len(chunk)
            for kind in TYPES:
                if of_kind := [title for title in chunk if title.type == kind]:
                    name = f"catalogue/{version}/type={kind}/{len(files[kind]):05d}.parquet"
                    self._write(of_kind, name)
                    files[kind].append(name)
        said = json.dumps({"version": version, "titles": count, "files": files}, indent=1) + "\n"
        confirm()
        if not self._bucket.swap(_POINTER, said.encode(), seen.etag if seen else None):
            raise StoreBusy(f"Somebody else replaced the catalogue in {self._bucket.uri} meanwhile; theirs stays.")
        if self._glue_database:
            self._register(f"{self._bucket.uri}/catalogue/{version}/", self._glue_database)

    def _current(self) -> dict[str, Any]:
        found = self._bucket.get(_POINTER)
        if found is None:
            return {"version": "", "titles": 0, "files": {kind: [] for kind in TYPES}}
        try:
            said = json.loads(found.content)
            files = {kind: [str(name) for name in said["files"][kind]] for kind in TYPES}
            return {"version": str(said["version"]), "titles": int(said["titles"]), "files": files}
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(
                f"{self._bucket.uri}/{_POINTER} is not what was written there ({error}). Delete it and import again."
            ) from error

    def _read(self, kind: str, names: list[str]) -> Iterator[Title]:
        for name in names:
            found = self._bucket.get(name)
            content = found.content if found else b""
            yield from read_parquet(io.BytesIO(content), f"{self._bucket.uri}/{name}", type=kind)

    def _write(self, titles: list[Title], name: str) -> None:
        """ArrowDtype keeps the columns what they are: whole numbers and lists, where some or all are not known."""
        import awswrangler  # with pandas, 1 s to import: only who writes a catalogue to S3 pays for it
        import pandas

        frame = parquet_table(titles).drop_columns("type").to_pandas(types_mapper=pandas.ArrowDtype)
        with aws.told(self._bucket.uri):
            awswrangler.s3.to_parquet(
                frame, f"{self._bucket.uri}/{name}", index=False, compression="zstd",
                boto3_session=aws.session(self._region),
            )  # fmt: skip

    def _register(self, path: str, database: str) -> None:
        """Points Athena's table at a version, in one step: its partitions are known beforehand, not looked up."""
        import awswrangler
        import pandas

        empty = parquet_schema().empty_table().to_pandas(types_mapper=pandas.ArrowDtype)
        types, partitions = awswrangler.catalog.extract_athena_types(empty, index=False, partition_cols=["type"])
        with aws.told(f"The catalogue stands in {path}; the Glue database {database}", _GLUE_RIGHTS):
            awswrangler.catalog.create_parquet_table(
                database, TABLE, path, types, partitions_types=partitions, compression="zstd", mode="overwrite",
                athena_partition_projection_settings={
                    "projection_types": {"type": "enum"},
                    "projection_values": {"type": ",".join(TYPES)},
                },
                boto3_session=aws.session(self._region),
            )  # fmt: skip
