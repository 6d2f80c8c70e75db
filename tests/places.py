"""Where a store is kept, from behind: what a disk that fails, another program or a killed process does to it."""

import itertools
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from core.engine import Engine
from core.store.local import LocalStore
from core.store.protocol import Store
from core.store.s3 import S3Store
from tests.emulator import Emulator

Clock = Callable[[], datetime]
LEASE = timedelta(seconds=60)
_prefixes = itertools.count()


class Place(ABC):
    """A place for one store. Names are paths below it, as the stores' modules lay them out."""

    uri: str
    lock: str
    environment: Mapping[str, str] = {}
    stride = 1  # which share of many alike cases is tried: one in so many

    @abstractmethod
    def open(self, clock: Clock | None = None) -> Store:
        """The store, as a machine sees it that never saw it before."""

    @abstractmethod
    def code(self, lease: float) -> str:
        """Python that makes ``store`` in another process; a dead writer's lock is free after ``lease`` seconds."""

    @abstractmethod
    def read(self, name: str) -> bytes: ...

    @abstractmethod
    def write(self, name: str, content: bytes) -> None: ...

    @abstractmethod
    def delete(self, name: str) -> None: ...

    @abstractmethod
    def names(self, folder: str = "") -> list[str]: ...

    @abstractmethod
    def fill(self, folder: Path) -> None:
        """Copies a local store here."""

    def engine(self) -> Engine:
        """What a program serves that is started on another machine."""
        return Engine.open(self.uri)

    def spoil(self, name: str) -> None:
        """Flips one bit of the byte in the middle, or puts something where there was nothing."""
        content = bytearray(self.read(name) or b"\0")
        content[len(content) // 2] ^= 1
        self.write(name, bytes(content))


class LocalPlace(Place):
    lock = ".lock"

    def __init__(self, root: Path) -> None:
        self.root, self.uri = root, str(root)

    def open(self, clock: Clock | None = None) -> Store:
        return LocalStore(self.root)

    def code(self, lease: float) -> str:
        return (
            f"from pathlib import Path\nfrom core.store.local import LocalStore\nstore = LocalStore(Path({self.uri!r}))"
        )

    def read(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        (self.root / name).write_bytes(content)

    def delete(self, name: str) -> None:
        (self.root / name).unlink()

    def names(self, folder: str = "") -> list[str]:
        files = [path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file()]
        return sorted(name for name in files if name.startswith(folder))

    def fill(self, folder: Path) -> None:
        shutil.copytree(folder, self.root)


class S3Place(Place):
    lock = "lock"
    stride = 9

    def __init__(self, client: Any, uri: str, folder: Path, environment: Mapping[str, str]) -> None:
        """``folder`` is for the copies that each machine keeps; programs keep theirs in ``CACHE_DIR``."""
        self.uri, self.client, self._folder, self._machines = uri, client, folder, itertools.count()
        self.environment = environment
        self._bucket, _, self._prefix = uri.removeprefix("s3://").partition("/")

    def open(self, clock: Clock | None = None) -> Store:
        cache = self._folder / f"machine-{next(self._machines)}"
        return S3Store(self.uri, cache=cache, clock=clock or (lambda: datetime.now(UTC)), lease=LEASE)

    def code(self, lease: float) -> str:
        cache = str(self._folder / f"machine-{next(self._machines)}")
        return (
            "from datetime import timedelta\nfrom pathlib import Path\nfrom core.store.s3 import S3Store\n"
            f"store = S3Store({self.uri!r}, cache=Path({cache!r}), lease=timedelta(seconds={lease}))"
        )

    def read(self, name: str) -> bytes:
        return bytes(self.client.get_object(Bucket=self._bucket, Key=f"{self._prefix}/{name}")["Body"].read())

    def write(self, name: str, content: bytes) -> None:
        self.client.put_object(Bucket=self._bucket, Key=f"{self._prefix}/{name}", Body=content)

    def delete(self, name: str) -> None:
        self.client.delete_object(Bucket=self._bucket, Key=f"{self._prefix}/{name}")

    def names(self, folder: str = "") -> list[str]:
        place = {"Bucket": self._bucket, "Prefix": f"{self._prefix}/{folder}"}
        pages = self.client.get_paginator("list_objects_v2").paginate(**place)
        return [entry["Key"].removeprefix(f"{self._prefix}/") for page in pages for entry in page.get("Contents", ())]

    def fill(self, folder: Path) -> None:
        files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda path: self.write(path.relative_to(folder).as_posix(), path.read_bytes()), files))

    def engine(self) -> Engine:
        shutil.rmtree(self.environment["CACHE_DIR"], ignore_errors=True)
        return super().engine()


@pytest.fixture(scope="session")
def s3(emulator: Emulator) -> Any:
    """A client that looks behind the stores, into a bucket of theirs."""
    keys = emulator.environment
    client = boto3.client(
        "s3", endpoint_url=emulator.url, region_name="us-east-1",
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"], aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
    )  # fmt: skip
    client.create_bucket(Bucket="stores")
    return client


@pytest.fixture
def on_s3(emulator: Emulator, s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> S3Place:
    """An empty place on S3, with this process set up to use it."""
    environment = emulator.environment | {"CACHE_DIR": str(tmp_path / "cache")}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return S3Place(s3, f"s3://stores/{next(_prefixes)}/store", tmp_path / "machines", environment)
