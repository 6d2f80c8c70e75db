"""The workflow's steps: from which source, with what they may be given, and what they leave behind."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import boto3
import pytest

from core.catalogue.sample import sample_titles
from core.engine import Engine
from core.errors import CallerError, InvalidRequest, TmdbUnauthorised
from core.refresh import workflow
from core.refresh.freshness import age
from core.refresh.report import reports
from core.rest.messages import Request
from core.rest.rows import META
from core.settings import Settings
from core.store.opening import open_store
from tests.emulator import Emulator
from tests.places import S3Place
from tests.tables import DynamoDb, table_api
from tests.tmdb.server import TOKEN, Tmdb

Step = Callable[..., dict[str, Any]]
FIELDS = ("id", "type", "title", "overview", "directors", "cast", "genres", "year")


def now() -> datetime:
    return datetime.now(UTC)


def catalogue(count: int) -> bytes:
    """A catalogue file of the embedded catalogue's first titles."""
    titles = [title.to_dict() for title, _ in zip(sample_titles(), range(count), strict=False)]
    return "".join(json.dumps({name: title[name] for name in FIELDS}) + "\n" for title in titles).encode()


@pytest.fixture
def settings(on_s3: S3Place, emulator: Emulator) -> Settings:
    bucket = on_s3.uri.removeprefix("s3://").partition("/")[0]
    name = on_s3.uri.rpartition("/")[0].rpartition("/")[2]
    return Settings(store=on_s3.uri, raw_catalogue=f"s3://{bucket}/{name}/raw/netflix_all_data.jsonl")


@pytest.fixture
def upload(settings: Settings, s3: Any) -> Callable[[bytes], None]:
    bucket, _, key = settings.raw_catalogue.removeprefix("s3://").partition("/")
    return lambda content: s3.put_object(Bucket=bucket, Key=key, Body=content)


@pytest.fixture
def refresh(settings: Settings) -> Step:
    def step(given: dict[str, Any] | None = None, **other: Any) -> dict[str, Any]:
        chosen = settings.model_copy(update=other)
        return workflow.refresh(given or {}, chosen, clock=now, random=Random(1), seconds=600)

    return step


def test_without_a_key_the_uploaded_file_is_served(
    refresh: Step, upload: Callable[[bytes], None], settings: Settings
) -> None:
    upload(catalogue(40))
    done = refresh()
    engine = Engine.open(settings.store)
    assert (done["status"], done["titles"], done["snapshot"]) == ("published", 40, engine.snapshot.id)
    again = refresh()
    assert (again["status"], again["titles"], again["snapshot"]) == ("unchanged", 40, engine.snapshot.id)
    told = reports(open_store(settings.store))
    assert [report["status"] for report in told] in (["unchanged", "published"], ["unchanged"])  # one a second
    upload(catalogue(30))
    assert refresh()["titles"] == 30 == len(Engine.open(settings.store))


def test_a_file_is_imported_again_once_something_else_is_served(
    refresh: Step, upload: Callable[[bytes], None], settings: Settings
) -> None:
    upload(catalogue(40))
    first = refresh()["snapshot"]
    upload(catalogue(30))
    refresh()
    store = open_store(settings.store)
    with store.writing():
        store.rollback(first)
    assert refresh()["status"] == "published"


def test_without_key_and_file_it_says_what_to_do(refresh: Step) -> None:
    with pytest.raises(CallerError, match=r"Upload a catalogue there, or set TMDB's key"):
        refresh()


def test_a_file_that_is_no_catalogue_leaves_what_was(
    refresh: Step, upload: Callable[[bytes], None], settings: Settings
) -> None:
    upload(catalogue(40))
    first = refresh()["snapshot"]
    upload(b"\x00\x01 nothing that anybody could read")
    with pytest.raises(CallerError):
        refresh()
    assert reports(open_store(settings.store), 1)[0]["status"] == "failed"
    assert open_store(settings.store).current_id() == first and len(Engine.open(settings.store)) == 40


def test_with_a_key_it_asks_tmdb(refresh: Step, tmdb: Tmdb) -> None:
    done = refresh(tmdb_api_key=_secret(TOKEN), tmdb_base_url=tmdb.url, tmdb_providers="8", gate_golden=1.0)
    assert (done["status"], done["titles"]) == ("published", 105)


def test_tmdb_can_be_forced(refresh: Step, upload: Callable[[bytes], None]) -> None:
    upload(catalogue(40))
    with pytest.raises((InvalidRequest, TmdbUnauthorised), match="TMDB_API_KEY"):
        refresh({"update_from_tmdb": True})


def test_the_file_can_be_asked_for_in_spite_of_a_key(refresh: Step, upload: Callable[[bytes], None]) -> None:
    upload(catalogue(40))
    done = refresh({"update_from_tmdb": False}, tmdb_api_key=_secret(TOKEN), tmdb_base_url="http://127.0.0.1:1")
    assert done["status"] == "published"


@pytest.mark.parametrize("given", [{"update": True}, {"full": "yes"}, {"update_from_tmdb": 1}])
def test_what_a_refresh_is_given_is_checked(refresh: Step, given: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest, match="update_from_tmdb"):
        refresh(given)
    with pytest.raises(InvalidRequest, match="update_from_tmdb"):
        workflow.start(given, Settings(), now)


def test_nothing_starts_nothing() -> None:
    with pytest.raises(InvalidRequest, match='{"update_from_tmdb": true}'):
        workflow.start({}, Settings(), now)


def test_the_rows_step_ends_a_refresh(refresh: Step, upload: Callable[[bytes], None], settings: Settings) -> None:
    upload(catalogue(40))
    snapshot = refresh()["snapshot"]
    assert workflow.rows(settings, now, seconds=60) == {"status": "confirmed", "snapshot": snapshot}
    assert age(open_store(settings.store), now()) < 0.01
    assert workflow.hours(settings, now) < 0.01


def test_rows_that_take_too_long_are_gone_on_with(
    refresh: Step, upload: Callable[[bytes], None], settings: Settings, dynamodb: DynamoDb
) -> None:
    upload(catalogue(40))
    snapshot = refresh()["snapshot"]
    table = dynamodb.new()
    chosen = settings.model_copy(update={"rest_table": table.name, "aws_region": "us-east-1"})
    assert workflow.rows(chosen, now, seconds=0) == {"status": "unfinished"}
    assert not [key for key in dynamodb.items(table) if key[0] == META], "no pointer, and nobody is writing"
    assert workflow.rows(chosen, now, seconds=60)["status"] == "confirmed"
    assert table_api(table).respond(Request("GET", "/health", "", {})).status == 200
    assert workflow.rows(chosen, now, seconds=60) == {"status": "confirmed", "snapshot": snapshot}


def test_starting_gives_the_execution(settings: Settings, emulator: Emulator, tmp_path: Path) -> None:
    client = boto3.client("stepfunctions", region_name="us-east-1")
    definition = {"StartAt": "Work", "States": {"Work": {"Type": "Pass", "End": True}}}
    machine = client.create_state_machine(
        name=tmp_path.name[-80:], definition=json.dumps(definition),
        roleArn="arn:aws:iam::123456789012:role/refresh",
    )["stateMachineArn"]  # fmt: skip
    given = {"update_from_tmdb": True, "full": True}
    done = workflow.start(given, settings.model_copy(update={"state_machine_arn": machine}), now)
    said = client.describe_execution(executionArn=done["execution"])
    assert done["status"] == "started" and json.loads(said["input"]) == given


def _secret(text: str) -> Any:
    return Settings(tmdb_api_key=text).tmdb_api_key
