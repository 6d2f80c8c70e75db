"""The catalogue on S3: its files, its versions, and the table that Athena reads."""

import io
import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from core.catalogue.title import NAMES, Title
from core.errors import StoreBusy, StoreError, StoreRefused
from core.store import dataset
from core.store.s3 import S3Store
from tests.fixtures import TITLES
from tests.places import S3Place

IN_ORDER = sorted(TITLES, key=lambda title: title.id)


@pytest.fixture
def glue(on_s3: S3Place) -> Any:
    return boto3.client("glue", region_name=on_s3.environment["AWS_REGION"])


def keep(store: S3Store, titles: list[Title]) -> None:
    with store.writing():
        store.replace_catalogue(titles)


def versions(place: S3Place) -> set[str]:
    return {name.split("/")[1] for name in place.names("catalogue/")} - {"current.json"}


def many(count: int) -> list[Title]:
    return [
        replace(TITLES[n % len(TITLES)], id=f"t{n:05d}", type="movie" if n % 3 else "series", year=None if n % 5 else n)
        for n in range(count)
    ]


def test_titles_lie_in_files_of_one_type_and_come_back_in_order(
    on_s3: S3Place, store: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "_TITLES", 100)
    titles = many(250)
    keep(store, titles)
    (version,) = versions(on_s3)
    assert on_s3.names(f"catalogue/{version}/") == [
        f"catalogue/{version}/type={kind}/{n:05d}.parquet" for kind in ("movie", "series") for n in range(3)
    ]
    assert list(store.read_catalogue()) == titles
    assert list(store.read_catalogue()) == list(store.read_catalogue())


def test_columns_are_what_they_are_even_where_nothing_is_known(on_s3: S3Place, store: S3Store) -> None:
    import pyarrow.parquet as parquet

    keep(store, [Title("a", "movie", "Alpha")])
    (name,) = [name for name in on_s3.names("catalogue/") if name.endswith(".parquet")]
    schema = parquet.read_schema(io.BytesIO(on_s3.read(name)))
    kinds = {field.name: str(field.type) for field in schema}
    assert list(kinds) == [field for field in NAMES if field != "type"]
    assert (kinds["year"], kinds["vote_average"], kinds["title"]) == ("int64", "double", "string")
    assert kinds["cast"] in ("list<element: string>", "list<item: string>")


def test_it_is_written_in_pieces(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "_TITLES", 50)
    taken, written = 0, []
    monkeypatch.setattr(dataset.Dataset, "_write", lambda self, titles, name: written.append((taken, len(titles))))

    def one_by_one() -> Iterator[Title]:
        nonlocal taken
        for title in many(200):
            taken += 1
            yield title

    with store.writing():
        store.replace_catalogue(one_by_one())
    assert {at for at, _ in written} == {50, 100, 150, 200}
    assert sum(count for _, count in written) == 200


def test_who_reads_while_it_is_replaced_reads_what_was_there(store: S3Store) -> None:
    keep(store, IN_ORDER)
    reading = store.read_catalogue()
    first = next(reading)
    keep(store, IN_ORDER[:2])
    assert [first, *reading] == IN_ORDER
    assert list(store.read_catalogue()) == IN_ORDER[:2]


def test_one_earlier_version_is_kept_for_who_is_reading_it(on_s3: S3Place, store: S3Store) -> None:
    for count in (1, 2, 3):
        keep(store, IN_ORDER[:count])
    assert len(versions(on_s3)) == 2


def test_a_catalogue_that_somebody_else_replaced_meanwhile_stays(on_s3: S3Place, store: S3Store) -> None:
    keep(store, IN_ORDER)

    def meanwhile() -> Iterator[Title]:
        yield IN_ORDER[0]
        said = json.loads(on_s3.read("catalogue/current.json"))
        on_s3.write("catalogue/current.json", json.dumps({**said, "titles": 7}).encode())

    with pytest.raises(StoreBusy, match="theirs stays"), store.writing():
        store.replace_catalogue(meanwhile())
    assert store.catalogue_count() == 7


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b"[]", b'{"version": "x", "titles": "many", "files": {}}'])
def test_a_pointer_that_says_nothing_is_told(on_s3: S3Place, store: S3Store, content: bytes) -> None:
    on_s3.write("catalogue/current.json", content)
    with pytest.raises(StoreError, match=r"current\.json is not what was written"):
        store.catalogue_count()


# ---- Athena's table


def test_the_table_follows_the_catalogue(on_s3: S3Place, glue: Any, tmp_path: Path) -> None:
    database = f"library_{uuid.uuid4().hex[:8]}"
    glue.create_database(DatabaseInput={"Name": database})
    store = S3Store(on_s3.uri, cache=tmp_path, region="us-east-1", glue_database=database)
    for count in (5, 12):
        keep(store, IN_ORDER[:count])
        table = glue.get_table(DatabaseName=database, Name="titles")["Table"]
        version = json.loads(on_s3.read("catalogue/current.json"))["version"]
        assert table["StorageDescriptor"]["Location"] == f"{on_s3.uri}/catalogue/{version}/"
        columns = {column["Name"]: column["Type"] for column in table["StorageDescriptor"]["Columns"]}
        assert list(columns) == [name for name in NAMES if name != "type"]
        assert (columns["year"], columns["cast"], columns["vote_average"]) == ("bigint", "array<string>", "double")
        assert table["PartitionKeys"] == [{"Name": "type", "Type": "string"}]
        # Athena works the partitions' places out from these, so that the table changes in one step.
        said = table["Parameters"]
        assert {name: said[name] for name in said if name.startswith("projection.")} == {
            "projection.enabled": "true", "projection.type.type": "enum", "projection.type.values": "movie,series",
        }  # fmt: skip


def test_without_the_database_the_catalogue_stands_and_it_is_told(on_s3: S3Place, tmp_path: Path) -> None:
    store = S3Store(on_s3.uri, cache=tmp_path, region="us-east-1", glue_database="nowhere")
    with pytest.raises(StoreRefused, match="nowhere.*GLUE_DATABASE") as raised, store.writing():
        store.replace_catalogue(IN_ORDER)
    assert "The catalogue stands" in str(raised.value)
    assert store.catalogue_count() == len(IN_ORDER)
