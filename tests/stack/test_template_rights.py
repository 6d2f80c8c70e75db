"""Rights of the functions and of the application: what they really ask of AWS is allowed, and nothing else is.

Everything they do is done here, on the emulator, with the names that the stack gives things.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import awswrangler.s3._fs
import boto3
import pytest
import streamlit as st

from core.catalogue.tables import export
from core.errors import CallerError
from core.rest import access
from core.store.opening import open_store
from scripts.aws.emulator import running
from tests.fixtures import START, TITLES, publish
from tests.functions.test_gateway import rest_event
from tests.pages.conftest import visit
from tests.pages.test_admin import ADMIN, enter, hold, press, roll_back
from tests.stack.filling import EVERYTHING, REGION, Stack, stack
from tests.stack.handlers import Context, load, variables
from tests.stack.rights import Call, Right, allows, granted, needed, recorded
from tests.tmdb.server import TOKEN, Tmdb, serving
from tests.tmdb.world import World

BY_LAMBDA = {"logs:CreateLogStream", "logs:PutLogEvents"}
"""What Lambda does itself in the name of a function."""
BY_ELASTIC_BEANSTALK = {"secretsmanager:GetSecretValue"}
"""What it does in the name of an instance, to put secrets into the application's environment."""


@dataclass
class Place:
    """What the stack has, on an emulator; this process is set up to use it."""

    made: Stack
    patch: pytest.MonkeyPatch

    def client(self, service: str) -> Any:
        return boto3.client(service, region_name=REGION)

    def put_key(self, key: str) -> None:
        """Puts TMDB's key into its secret, as the stack does."""
        name = self.made.resources["TmdbKey"]["Properties"]["Name"]
        self.client("secretsmanager").put_secret_value(SecretId=name, SecretString=json.dumps({"TMDB_API_KEY": key}))

    def become(self, handler: str) -> None:
        """Gives this process a function's settings."""
        for name, value in variables(self.made, handler).items():
            self.patch.setenv(name, value)


@pytest.fixture(scope="module")
def made() -> Stack:
    return stack(**EVERYTHING)


@pytest.fixture
def place(made: Stack, tmp_path: Path) -> Iterator[Place]:
    with running(tmp_path / "emulator") as emulator, pytest.MonkeyPatch.context() as patch:
        for name, value in emulator.environment.items():
            patch.setenv(name, value)
        place = Place(made, patch)
        resources = {name: said.get("Properties", {}) for name, said in made.resources.items()}
        place.client("s3").create_bucket(Bucket=resources["Data"]["BucketName"])
        table = {
            key: resources["Rows"][key] for key in ("TableName", "KeySchema", "AttributeDefinitions", "BillingMode")
        }
        place.client("dynamodb").create_table(**table)
        place.client("secretsmanager").create_secret(Name=resources["TmdbKey"]["Name"], SecretString="{}")
        machines = place.client("stepfunctions")
        nobody = machines.create_activity(name="nobody")["activityArn"]  # works at it: an execution goes on
        definition = {"StartAt": "Work", "States": {"Work": {"Type": "Task", "Resource": nobody, "End": True}}}
        machines.create_state_machine(
            name=resources["Workflow"]["StateMachineName"],
            definition=json.dumps(definition),
            roleArn=made.arn("EtlRole"),
        )
        place.become("etl.handler")
        patch.setenv("CACHE_DIR", str(tmp_path / "cache"))
        yield place


def upload_raw(place: Place, folder: Path) -> None:
    export(TITLES, folder / "raw.csv")
    bucket = place.made.resources["Data"]["Properties"]["BucketName"]
    place.client("s3").put_object(
        Bucket=bucket, Key="raw/netflix_all_data.csv", Body=(folder / "raw.csv").read_bytes()
    )  # fmt: skip


def compared(made: Stack, role: str, calls: list[Call], by_aws: set[str]) -> tuple[set[Right], set[Right]]:
    """What was done without a right to it, and what there is a right to and was not done."""
    grants, asked = granted(made.resources[role]["Properties"]), {right for call in calls for right in needed(call)}
    refused = {right for right in asked if not any(allows(grant, right) for grant in grants)}
    unused = {grant for grant in grants if not any(allows(grant, right) for right in asked)}
    return refused, {grant for grant in unused if grant[0] not in by_aws}


def test_the_refresh(place: Place, tmp_path: Path) -> None:
    etl, calls = load("etl", place.patch), list[Call]()
    place.patch.setenv("KEEP_SNAPSHOTS", "1")
    place.patch.setenv("GATE_GOLDEN", "1")

    def done(event: dict[str, Any], seconds: float = 900.0) -> str:
        with recorded(calls):
            return str(etl.handler(event, Context(seconds))["status"])

    fetch, read = {"step": "refresh", "input": {}}, {"step": "refresh", "input": {"update_from_tmdb": False}}
    place.put_key("")
    with pytest.raises(CallerError, match="There is no s3://"):
        done(fetch)
    upload_raw(place, tmp_path)
    assert [done(fetch), done(fetch), done({"step": "rows"})] == ["published", "unchanged", "confirmed"]
    place.put_key(TOKEN)
    with serving(Tmdb(World.of(8, 6))) as tmdb:
        place.patch.setenv("TMDB_BASE_URL", tmdb.url)
        assert done(fetch, seconds=0.001) == "unfinished"
        place.patch.setattr(awswrangler.s3._fs, "_MIN_WRITE_BLOCK", 1024)  # 10,000 titles have more than its 5 MiB
        assert done(fetch) == "published"
    assert [done(read), done({"step": "rows"}), done({"step": "age"})] == ["published", "confirmed", "measured"]
    assert done({"update_from_tmdb": True}) == "started"
    operations = {call.operation for call in calls}
    assert {"CompleteMultipartUpload", "DeleteObjects", "BatchWriteItem", "TransactWriteItems"} <= operations
    assert compared(place.made, "EtlRole", calls, BY_LAMBDA) == (set(), set())


def test_the_endpoint(place: Place, tmp_path: Path) -> None:
    etl, calls = load("etl", place.patch), list[Call]()
    place.put_key("")
    upload_raw(place, tmp_path)
    for step in ("refresh", "rows"):
        etl.handler({"step": step}, Context())
    place.become("api.handler")
    for name in ("handlers", "propagate", "level"):
        place.patch.setattr(access.LOG, name, getattr(access.LOG, name))
    events = [
        rest_event("/recommendations/m01", {"feature_type": ["both"]}), rest_event("/titles/m08"),
        rest_event("/titles/nobody"), rest_event("/titles", {"q": ["vault"]}), rest_event("/health"),
        rest_event("/recommendations", method="POST"), rest_event("/openapi.json"), rest_event("/docs"),
        rest_event("/"), rest_event("/titles/m01", method="OPTIONS"),
    ]  # fmt: skip
    with recorded(calls):
        load("gateway", place.patch)
        api = load("api", place.patch)
        statuses = [api.handler(event, None)["statusCode"] for event in events]
    assert statuses == [200, 200, 404, 501, 200, 501, 200, 200, 200, 204]
    assert compared(place.made, "ApiRole", calls, BY_LAMBDA) == (set(), set())


def test_the_application(place: Place) -> None:
    store, calls = open_store(os.environ["STORE"]), list[Call]()
    for count in (10, 11, 12):
        publish(store, TITLES[:count], built_at=START + timedelta(hours=count))
    candidate = hold(store, 9)  # type: ignore[arg-type]
    earlier = next(manifest.id for manifest in store.snapshots() if manifest.counts["titles"] == 11)
    place.patch.setenv("ADMIN_EMAIL", ADMIN["email"])
    place.patch.setenv("REFRESH_SECONDS", "0.2")
    st.cache_resource.clear()
    try:
        with recorded(calls):
            visit()
            at = roll_back(enter(), earlier)
            press(at, "Publish anyway")
            at.text_area(key="admin:reason").input("They left.")
            press(at, "Publish")
            assert store.current_id() == candidate
            press(at, "Start a refresh")
            press(enter(), "Cancel it")
            assert "ABORTED" in enter().warning[0].value
    finally:
        st.cache_resource.clear()
    assert {"StartExecution", "StopExecution", "DescribeExecution"} <= {call.operation for call in calls}
    assert compared(place.made, "AppRole", calls, BY_ELASTIC_BEANSTALK) == (set(), set())
