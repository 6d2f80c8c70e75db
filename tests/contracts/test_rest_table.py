"""The endpoint that answers from rows says what the endpoint with an engine says, byte for byte."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.catalogue.importer import import_files
from core.catalogue.title import Title
from core.engine import Engine
from core.rest.api import Api
from core.rest.engine_source import EngineSource
from core.rest.messages import Request, Response
from core.rest.publish import pointer_to, publish_rows
from core.rest.rows import Item, Row
from core.rest.rows_builder import snapshot_rows
from core.rest.table import Table
from tests.fixtures import engine_of
from tests.tables import NOW, DynamoDb, table_api

NETFLIX = Path(__file__).parents[3] / "shared" / "data" / "netflix" / "netflix_titles.csv"
FEATURE_TYPES = ("overview", "multi", "hybrid", "both")
COUNTS = (1, 10, 50)


def engine_api(engine: Engine) -> Api:
    return Api(EngineSource(lambda: engine), lambda: NOW)


def both(apis: tuple[Api, Api], path: str, query: str = "") -> tuple[Response, Response]:
    """What the endpoint of the engine and the endpoint of the rows answer."""
    first, second = (api.respond(Request("GET", path, query, id="r")) for api in apis)
    return first, second


def alike(apis: tuple[Api, Api], ids: list[str], feature_types: tuple[str, ...], counts: tuple[int, ...]) -> int:
    """How many answers were compared; they are the same in every byte and header."""
    compared = 0
    for title_id in ids:
        questions = [
            (f"/recommendations/{title_id}", f"feature_type={feature_type}&count={count}")
            for feature_type in feature_types
            for count in counts
        ]
        for path, query in (*questions, (f"/titles/{title_id}", "")):
            expected, got = both(apis, path, query)
            assert (got.status, got.body) == (200, expected.body), (path, query)
            assert got.headers == expected.headers
            compared += 1
    return compared


class _Kept(Table):
    """A table whose items stand in this process, as many as the emulator would be slow to take."""

    def __init__(self, rows: Iterator[Row], pointer: Item) -> None:
        self.name = "kept"
        self._pointer = pointer
        self._rows = {(item["pk"]["S"], item["sk"]["S"]): item for item in (row.item(1) for row in rows)}

    def get(self, key: Item) -> Item | None:
        return self._pointer

    def newest(self, partition: str, first: str, last: str) -> Item | None:
        return self._rows.get((partition, last))


def kept_api(engine: Engine) -> Api:
    """The endpoint of an engine's rows, kept in this process."""
    return table_api(_Kept(snapshot_rows(engine.snapshot), pointer_to(engine.snapshot, 1, NOW).item()))


def test_answers_out_of_a_real_table(embedded: Engine, dynamodb: DynamoDb) -> None:
    table = dynamodb.new()
    publish_rows(embedded.snapshot, table, lambda: NOW)
    apis = engine_api(embedded), table_api(table, keep=60)
    assert alike(apis, embedded.ids[::8], FEATURE_TYPES, (50,)) == len(embedded.ids[::8]) * 5
    expected, got = both(apis, "/health")
    assert (got.status, got.body) == (200, expected.body)


def test_every_list_of_every_title(embedded: Engine) -> None:
    apis = engine_api(embedded), kept_api(embedded)
    assert alike(apis, embedded.ids, FEATURE_TYPES, COUNTS) == len(embedded) * 13


def test_short_lists_and_odd_names(small: Engine, dynamodb: DynamoDb) -> None:
    table = dynamodb.new()
    publish_rows(small.snapshot, table, lambda: NOW)
    apis = engine_api(small), table_api(table)
    assert alike(apis, small.ids, FEATURE_TYPES, (1, 2, 3, 4, 5, 10, 50)) == len(small) * 29
    notices = [both(apis, f"/recommendations/{each}", "count=50")[1].body for each in ("m07", "m01")]
    assert b'"notice":"no_text"' in notices[0] and b'"notice":"few_similar"' in notices[1]


def test_refusals_are_the_same(embedded: Engine, dynamodb: DynamoDb) -> None:
    table = dynamodb.new()
    publish_rows(embedded.snapshot, table, lambda: NOW)
    apis = engine_api(embedded), table_api(table)
    for path, query in (
        ("/recommendations/603", ""),
        ("/recommendations/MOVIE-603", ""),
        ("/titles/603", "count=3"),
        ("/recommendations/movie-603", "count=0&nothing=1"),
        ("/recommendations/movie-603", "count=51"),
        ("/titles/" + "%F0%9F%98%80" * 1000, ""),
        ("/titles/%00", ""),
        ("/titles/..%2F..%2Fetc%2Fpasswd", ""),
        ("/nothing", ""),
    ):
        expected, got = both(apis, path, query)
        assert (got.status, got.body) == (expected.status, expected.body), path
        assert got.status in (400, 404)


@pytest.mark.parametrize(
    "query",
    ["type=movie", "genre=Drama", "year_from=1990", "year_to=1990", "exclude=movie-604", "diversity=0.5",
     "diversity=0", "explain=true", "language=es", "whole_series=true"],
)  # fmt: skip
def test_what_rows_cannot_say_is_refused_and_not_described(dynamodb: DynamoDb, small: Engine, query: str) -> None:
    table = dynamodb.new()
    publish_rows(small.snapshot, table, lambda: NOW)
    api = table_api(table)
    name = query.partition("=")[0]
    response = api.respond(Request("GET", "/recommendations/m01", query))
    assert response.status == 501 and name.encode() in response.body
    described = api.respond(Request("GET", "/openapi.json")).body
    assert f'"name":"{name}"'.encode() not in described and b'"name":"count"' in described
    assert b"/titles/{title_id}" in described and b'"recommend"' not in described and b'"search"' not in described
    for method, path in (("POST", "/recommendations"), ("GET", "/titles")):
        assert api.respond(Request(method, path, "q=matrix" if method == "GET" else "")).status == 501


@pytest.mark.skipif(not NETFLIX.is_file(), reason=f"the catalogue is not in {NETFLIX.parent}")
def test_a_real_catalogue(tmp_path: Path) -> None:
    titles: list[Title] = []
    import_files([NETFLIX], titles.extend)
    engine = engine_of(tmp_path, titles, ["en"])
    apis = engine_api(engine), kept_api(engine)
    assert alike(apis, engine.ids[::80], FEATURE_TYPES, COUNTS) == len(engine.ids[::80]) * 13
