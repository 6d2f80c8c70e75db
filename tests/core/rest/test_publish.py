"""Publishing rows: only what changed, nothing visible before the pointer moves, and nobody reads two snapshots."""

import itertools
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.catalogue.title import Title
from core.engine import Engine
from core.errors import ExpiredSnapshot, NoSnapshot, StoreBusy, StoreError, StoreRefused
from core.rest import rows
from core.rest.api import Api
from core.rest.engine_source import EngineSource
from core.rest.messages import Request
from core.rest.publish import publish_rows
from core.rest.table import Table, Write
from core.rest.table_source import TableSource
from core.store.local import LocalStore
from tests.fixtures import START, TITLES
from tests.fixtures import publish as make_snapshot
from tests.tables import NOW, DynamoDb, table_api

RETITLED = tuple(replace(each, poster_path="/new.jpg") if each.id == "m09" else each for each in TITLES)
FEWER = tuple(each for each in TITLES if each.id not in ("m04", "m10"))
LATER = NOW + timedelta(days=1)


class Killed(BaseException):
    """The process ends here."""


class Dying(Table):
    """A table whose writer is killed after ``lives`` batches."""

    lives = 0

    def write(self, writes: Iterable[Write], before: Callable[[], None] = lambda: None) -> int:
        for done, one in enumerate(writes):
            if done == self.lives:
                raise Killed
            super().write([one], before)
        raise Killed

    def delete_if(self, *_: Any) -> bool:
        return False  # who is killed lets go of nothing


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Engine]:
    numbers = itertools.count()

    def made(titles: Iterable[Title] = TITLES, built_at: datetime = START) -> Engine:
        folder = tmp_path / str(next(numbers))
        make_snapshot(LocalStore(folder), titles, built_at=built_at)
        return Engine.open(folder)

    return made


def told(api: Api, ids: Iterable[str] = tuple(title.id for title in TITLES)) -> list[tuple[int, bytes]]:
    """Everything that an endpoint says of these titles."""
    asked = [(f"/titles/{title_id}", "") for title_id in ids]
    asked += [
        (f"/recommendations/{each}", f"count=50&feature_type={kind}") for each in ids for kind in ("both", "hybrid")
    ]
    answers = [api.respond(Request("GET", path, query, id="r")) for path, query in asked]
    return [(each.status, b"" if each.status == 404 else each.body) for each in answers]


def of_engine(engine: Engine) -> list[tuple[int, bytes]]:
    return told(Api(EngineSource(lambda: engine), lambda: NOW))


def keys(items: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    return {key for key in items if key[0] != rows.META}


def test_the_same_snapshot_again_writes_nothing(dynamodb: DynamoDb, small: Engine) -> None:
    table = dynamodb.new()
    first = publish_rows(small.snapshot, table, lambda: NOW)
    assert (first.sequence, first.titles, first.written, first.removed) == (1, 12, 48, 0)
    before = dynamodb.items(table)
    assert len(before) == 49
    again = publish_rows(small.snapshot, table, lambda: LATER)
    assert (again.sequence, again.written, again.removed) == (1, 0, 0)
    assert dynamodb.items(table) == before


def test_a_changed_title_writes_only_its_rows(dynamodb: DynamoDb, make: Callable[..., Engine]) -> None:
    table = dynamodb.new()
    publish_rows(make().snapshot, table, lambda: NOW)
    before = keys(dynamodb.items(table))
    changed = make(RETITLED)
    done = publish_rows(changed.snapshot, table, lambda: LATER)
    assert keys(dynamodb.items(table)) - before == {("title#m09", "title#0000000002")}
    assert (done.sequence, done.written, done.removed) == (2, 1, 0)
    assert told(table_api(table)) == of_engine(changed)


def test_a_title_that_leaves_and_one_that_comes_back(dynamodb: DynamoDb, make: Callable[..., Engine]) -> None:
    table, days = dynamodb.new(), iter(NOW + timedelta(days=day) for day in range(99))
    engines = [make(titles) for titles in (TITLES, FEWER, RETITLED, TITLES[:3], FEWER)]
    for engine in engines:
        day = next(days)
        publish_rows(engine.snapshot, table, lambda day=day: day)
        assert told(table_api(table)) == of_engine(engine)
    for number in (1, 2):  # of an unchanging catalogue, one version of each row is left
        rebuilt = make(FEWER, START + timedelta(days=number))
        day = next(days)
        publish_rows(rebuilt.snapshot, table, lambda day=day: day)
        assert told(table_api(table)) == of_engine(rebuilt)
    assert len(keys(dynamodb.items(table))) == len(FEWER) * 4


@pytest.mark.parametrize("lives", [0, 1, 20, 99])
def test_killed_half_way_nothing_is_seen_and_the_next_goes_on(
    dynamodb: DynamoDb, make: Callable[..., Engine], lives: int
) -> None:
    table = dynamodb.new()
    old, new = make(), make(FEWER)
    publish_rows(old.snapshot, table, lambda: NOW)
    dying = Dying(table.name, "us-east-1")
    dying.lives = lives
    with pytest.raises(Killed):
        publish_rows(new.snapshot, dying, lambda: LATER)
    assert told(table_api(table)) == of_engine(old)
    with pytest.raises(StoreBusy, match="10 minutes"):
        publish_rows(new.snapshot, table, lambda: LATER)
    written = sum(sequence.endswith("2") for _, sequence in dynamodb.items(table))
    assert lives >= 99 or written == lives
    done = publish_rows(new.snapshot, table, lambda: LATER + timedelta(hours=1))
    complete = dynamodb.new()
    publish_rows(old.snapshot, complete, lambda: NOW)
    assert done.written == publish_rows(new.snapshot, complete, lambda: LATER).written - written
    assert told(table_api(table)) == of_engine(new)
    assert dynamodb.items(table).keys() - {("meta", "writer")} == dynamodb.items(complete).keys()


def test_what_somebody_killed_left_of_another_snapshot_is_not_read(
    dynamodb: DynamoDb, make: Callable[..., Engine]
) -> None:
    table, engine = dynamodb.new(), make(RETITLED)
    publish_rows(make().snapshot, table, lambda: NOW)
    dying = Dying(table.name, "us-east-1")
    dying.lives = 99
    with pytest.raises(Killed):
        publish_rows(make(FEWER).snapshot, dying, lambda: LATER)
    publish_rows(engine.snapshot, table, lambda: LATER + timedelta(hours=1))
    assert told(table_api(table)) == of_engine(engine)
    assert sum(sequence.endswith("2") for _, sequence in dynamodb.items(table)) == 1


def test_who_reads_the_publication_before_goes_on_reading_it(dynamodb: DynamoDb, make: Callable[..., Engine]) -> None:
    table, engines = dynamodb.new(), [make(titles) for titles in (TITLES, FEWER, RETITLED)]
    for day, engine in enumerate(engines):
        reader = Api(TableSource(table, lambda: NOW, keep=60), lambda: NOW)
        if day:
            assert told(reader) == of_engine(engines[day - 1])  # and has read the pointer
        publish_rows(engine.snapshot, table, lambda day=day: NOW + timedelta(days=day))
        if day:
            assert told(reader) == of_engine(engines[day - 1])


def test_nothing_is_removed_that_somebody_may_still_read(dynamodb: DynamoDb, make: Callable[..., Engine]) -> None:
    table, old = dynamodb.new(), make()
    publish_rows(old.snapshot, table, lambda: NOW)
    reader = Api(TableSource(table, lambda: NOW, keep=60), lambda: NOW)
    assert told(reader) == of_engine(old)
    for second, titles in enumerate((FEWER, RETITLED, FEWER)):
        when = NOW + timedelta(seconds=second)
        assert publish_rows(make(titles).snapshot, table, lambda when=when: when).removed == 0
    assert told(reader) == of_engine(old)


def test_each_answer_is_of_one_snapshot_while_others_are_published(
    dynamodb: DynamoDb, make: Callable[..., Engine]
) -> None:
    table, stopped, answers = dynamodb.new(), threading.Event(), []

    def edition(number: int) -> str:
        titles = [replace(title, title=f"{title.title} {number}") for title in TITLES]
        return publish_rows(make(titles).snapshot, table, lambda: NOW + timedelta(days=number)).snapshot_id

    published = {edition(1): "1"}

    def look() -> None:
        api = table_api(table)
        while not stopped.is_set():
            answers.append(api.respond(Request("GET", "/recommendations/m01", "feature_type=both")))

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(2, 6):
        published[edition(number)] = str(number)
    stopped.set()
    for reader in readers:
        reader.join()
    assert {answer.headers["x-snapshot-id"] for answer in answers} >= set(list(published)[1:-1])
    for answer in answers:
        said = json.loads(answer.body)
        items = [item for each in said["lists"].values() for item in each["items"]]
        editions = {title["title"].split()[-1] for title in (said["source"], *items)}
        assert (answer.status, editions) == (200, {published[answer.headers["x-snapshot-id"]]})


def test_one_writer_at_a_time(dynamodb: DynamoDb, make: Callable[..., Engine], small: Engine) -> None:
    table, other = dynamodb.new(), make(FEWER)

    class Slow(Table):
        def scan(self, attributes: Any) -> Iterator[Any]:
            with pytest.raises(StoreBusy):
                publish_rows(other.snapshot, table, lambda: NOW)
            return super().scan(attributes)

    publish_rows(small.snapshot, Slow(table.name, "us-east-1"), lambda: NOW)
    assert told(table_api(table)) == of_engine(small)
    assert ("meta", "writer") not in dynamodb.items(table)


def test_who_was_overtaken_does_not_move_the_pointer(
    dynamodb: DynamoDb, make: Callable[..., Engine], small: Engine
) -> None:
    table, other = dynamodb.new(), make(FEWER)

    class Overtaken(Table):
        def put_while(self, *arguments: Any) -> bool:
            publish_rows(other.snapshot, table, lambda: NOW + timedelta(hours=1))
            return super().put_while(*arguments)

    with pytest.raises(StoreBusy, match="meanwhile"):
        publish_rows(small.snapshot, Overtaken(table.name, "us-east-1"), lambda: NOW)
    assert told(table_api(table)) == of_engine(other)


def test_a_title_that_does_not_fit_is_named_and_nothing_changes(
    dynamodb: DynamoDb, make: Callable[..., Engine], small: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = dynamodb.new()
    publish_rows(small.snapshot, table, lambda: NOW)
    monkeypatch.setattr(rows, "MAX_ITEM", 100)
    with pytest.raises(StoreError, match=r"title row of m09 has \d+ bytes"):
        publish_rows(make(RETITLED).snapshot, table, lambda: LATER)
    assert told(table_api(table)) == of_engine(small)


def test_a_reader_says_what_is_wrong_with_the_table(
    dynamodb: DynamoDb, small: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, now = dynamodb.new(), NOW

    def clock() -> datetime:
        return now

    source = TableSource(table, clock, keep=5)
    with pytest.raises(NoSnapshot):
        source.view()
    with pytest.raises(StoreRefused, match="There is no table nowhere"):
        TableSource(Table("nowhere", "us-east-1"), clock).view()
    publish_rows(small.snapshot, table, clock)
    assert source.view().snapshot["id"] == small.snapshot.id
    monkeypatch.setattr(rows, "FORMAT", 2)
    now += timedelta(seconds=4)
    source.view()  # the pointer is not read again so soon
    now += timedelta(seconds=1)
    with pytest.raises(StoreError, match="format 1, and this endpoint reads 2"):
        source.view()
    dynamodb.client.put_item(TableName=table.name, Item={"pk": {"S": "meta"}, "sk": {"S": "current"}})
    with pytest.raises(StoreError, match="none of ours"):
        TableSource(table, clock).view()
    response = table_api(table).respond(Request("GET", "/health"))
    assert (response.status, response.headers["retry-after"]) == (503, "10")


def test_what_tmdb_said_is_served_for_180_days(dynamodb: DynamoDb, make: Callable[..., Engine]) -> None:
    engine = make()
    settings = {**engine.snapshot.manifest.settings, "fetched_from": START.isoformat()}
    engine.snapshot.manifest = replace(engine.snapshot.manifest, settings=settings)
    table = dynamodb.new()
    publish_rows(engine.snapshot, table, lambda: NOW)
    TableSource(table, lambda: START + timedelta(days=180)).view()
    with pytest.raises(ExpiredSnapshot):
        TableSource(table, lambda: START + timedelta(days=180, seconds=1)).view()


def test_rows_have_no_more_than_they_say(small: Engine, dynamodb: DynamoDb) -> None:
    table = dynamodb.new()
    publish_rows(small.snapshot, table, lambda: NOW)
    item = dynamodb.items(table)["title#m01", "multi#0000000001"]
    assert set(item) == {"pk", "sk", "digest", "body"}
    told = rows.document(item)
    assert json.dumps(told["source"]) == json.dumps(
        {"title_id": "m01", "title": "The Vault", "type": "movie", "year": 1998}
    )
    assert [each["title_id"] for each in told["items"]][:1] == ["m02"] and told["notice"] == "few_similar"
