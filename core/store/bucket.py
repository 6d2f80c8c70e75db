"""The objects below one prefix of an S3 bucket: read, put, swapped, listed and deleted."""

import base64
import re
import shutil
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from botocore.exceptions import ClientError, FlexibleChecksumError, HTTPClientError, IncompleteReadError

from core.errors import InvalidRequest, StoreError
from core.store import aws

_URI = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/+[A-Za-z0-9_][A-Za-z0-9_.=-]*)*)/*")
_ATTEMPTS = 3  # at reading an object's bytes: boto3 repeats what fails before they flow
_ERASING = "s3:ListBucketVersions, s3:ListBucketMultipartUploads, s3:AbortMultipartUpload and s3:DeleteObjectVersion"
_DELETED_AT_ONCE = 1000  # as many as S3 takes


class Found(NamedTuple):
    """An object's bytes and the ETag that a swap compares."""

    content: bytes
    etag: str


class Bucket:
    """Objects are named without the prefix. Every method raises what :func:`core.store.aws.told` says."""

    def __init__(self, uri: str, region: str | None = None) -> None:
        """``uri`` is s3://bucket/prefix; nothing is asked of S3 yet.

        :raises InvalidRequest: it is not.
        """
        parts = _URI.fullmatch(uri)
        if not parts:
            raise InvalidRequest("store", f"Write a store on S3 as s3://bucket/prefix; {uri[:80]!r} is not one.")
        self.name = parts[1]
        self.prefix = "".join(f"{segment}/" for segment in parts[2].split("/") if segment)
        self.uri = f"s3://{self.name}/{self.prefix}".rstrip("/")
        self._region = region

    @property
    def _client(self) -> Any:
        return aws.client("s3", self._region)

    def get(self, name: str) -> Found | None:
        """A small object, None where there is none."""
        with aws.told(self.uri):
            try:
                answer = self._client.get_object(Bucket=self.name, Key=self.prefix + name)
            except self._client.exceptions.NoSuchKey:
                return None
            return Found(answer["Body"].read(), answer["ETag"])

    def put(self, name: str, content: bytes) -> None:
        """Puts a small object in the place of an earlier one."""
        with aws.told(self.uri):
            self._client.put_object(Bucket=self.name, Key=self.prefix + name, Body=content)

    def swap(self, name: str, content: bytes, etag: str | None) -> str | None:
        """Puts a small object where the one with this ETag is (None: where none is), and gives its new ETag.

        None when something else stands there: somebody was quicker.
        """
        condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        with aws.told(self.uri):
            try:
                answer = self._client.put_object(Bucket=self.name, Key=self.prefix + name, Body=content, **condition)
                return str(answer["ETag"])
            except ClientError as error:
                if aws.code(error) not in ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"):
                    raise
        there = self.get(name)  # ours, where an answer was lost and boto3 asked again
        return there.etag if there and there.content == content else None

    def upload(self, name: str, path: Path, sha256: str) -> None:
        """Puts a file of at most 5 GiB; S3 refuses it unless what arrives has this hexadecimal SHA-256."""
        with aws.told(self.uri), path.open("rb") as file:
            self._client.put_object(
                Bucket=self.name, Key=self.prefix + name, Body=file,
                ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode(),
            )  # fmt: skip

    def download(self, name: str, path: Path, size: int | None = None) -> bool:
        """Writes an object to a file; False where there is none, or not one of ``size`` bytes with its checksum."""
        with aws.told(self.uri), path.open("wb") as file:
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    return self._stream(name, file, size)
                except (HTTPClientError, IncompleteReadError):
                    if attempt == _ATTEMPTS:
                        raise
            raise AssertionError("the last attempt returns or raises")

    def _stream(self, name: str, file: IO[bytes], size: int | None) -> bool:
        file.seek(0)
        file.truncate()
        try:
            answer = self._client.get_object(Bucket=self.name, Key=self.prefix + name, ChecksumMode="ENABLED")
            if size is not None and answer["ContentLength"] != size:
                answer["Body"].close()
                return False
            shutil.copyfileobj(answer["Body"], file, 1 << 20)
        except (self._client.exceptions.NoSuchKey, FlexibleChecksumError):
            return False
        return True

    def names(self, folder: str = "") -> list[str]:
        """All objects whose names begin with ``folder``, in the order of their bytes."""
        with aws.told(self.uri):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.name, Prefix=self.prefix + folder
            )
            return [entry["Key"].removeprefix(self.prefix) for page in pages for entry in page.get("Contents", ())]

    def folders(self, folder: str) -> list[str]:
        """The names of the folders directly in ``folder``, which ends in a slash."""
        with aws.told(self.uri):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.name, Prefix=self.prefix + folder, Delimiter="/"
            )
            found = [entry["Prefix"] for page in pages for entry in page.get("CommonPrefixes", ())]
        return [key.removeprefix(self.prefix + folder).rstrip("/") for key in found]

    def delete(self, names: Iterable[str]) -> None:
        """Deletes objects; those that are not there are no matter."""
        self._delete({"Key": self.prefix + name} for name in names)

    def erase(self, folder: str) -> None:
        """Deletes an object, or all in a folder (a name that ends in a slash), with earlier versions and half uploads.

        :raises StoreRefused: also where looking at versions is not allowed: nothing may be left unseen.
        """
        wanted = self.prefix + folder
        place = {"Bucket": self.name, "Prefix": wanted}
        with aws.told(self.uri, _ERASING):
            for page in self._client.get_paginator("list_multipart_uploads").paginate(**place):
                for upload in page.get("Uploads", ()):
                    self._client.abort_multipart_upload(
                        Bucket=self.name, Key=upload["Key"], UploadId=upload["UploadId"]
                    )
            pages = list(self._client.get_paginator("list_object_versions").paginate(**place))
        self._delete(
            {"Key": entry["Key"], "VersionId": entry["VersionId"]}
            for page in pages
            for kind in ("Versions", "DeleteMarkers")
            for entry in page.get(kind, ())
            if folder.endswith("/") or entry["Key"] == wanted
        )

    def _delete(self, objects: Iterable[dict[str, str]]) -> None:
        rest = iter(objects)
        with aws.told(self.uri):
            while batch := list(islice(rest, _DELETED_AT_ONCE)):
                answer = self._client.delete_objects(Bucket=self.name, Delete={"Objects": batch, "Quiet": True})
                if errors := answer.get("Errors"):
                    raise StoreError(f"{self.uri}: {errors[0]['Key']} could not be deleted ({errors[0]['Code']}).")
