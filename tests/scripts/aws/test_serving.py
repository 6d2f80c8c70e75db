"""What makes a stack that stands serve: its endpoint's stage, its catalogue, its first refresh, its application."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import Stubber

from core.catalogue.importer import import_files
from core.catalogue.sample import sample_titles
from core.catalogue.title import Title
from core.errors import RecommenderError, UnreadableFile
from core.refresh import journal
from core.store.opening import open_store
from scripts.aws import application, content, gateway
from scripts.aws.deployment import update
from scripts.aws.saying import Interrupted
from tests.scripts.aws.conftest import Here, pause

API = """
Parameters: {Environment: {Type: String}, KeyRequired: {Type: String, Default: "false"}}
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: !Sub "api-${Environment}"}}
  Root:
    Type: AWS::ApiGateway::Method
    Properties:
      {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, AuthorizationType: NONE,
       ApiKeyRequired: !Ref KeyRequired, Integration: {Type: MOCK}}
  Deployment: {Type: AWS::ApiGateway::Deployment, DependsOn: Root, Properties: {RestApiId: !Ref Api}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: v1}
"""


def test_the_stage_serves_what_the_stack_says_and_is_deployed_once(here: Here) -> None:
    update(here.deployment(API))
    assert gateway.serve(here.stack, here.said.append)
    assert not gateway.serve(here.stack, here.said.append)
    (api,) = here.stack.resources("AWS::ApiGateway::RestApi")
    client = here.client("apigateway")
    before = client.get_stage(restApiId=api, stageName="v1")["deploymentId"]

    update(here.deployment(API, parameters={"KeyRequired": "true"}))
    assert gateway.serve(here.stack, here.said.append)
    after = client.get_stage(restApiId=api, stageName="v1")["deploymentId"]
    assert after != before and client.get_deployment(restApiId=api, deploymentId=after)["description"][:7] == "serves "
    assert not gateway.serve(here.stack, here.said.append)


def test_a_stack_without_an_endpoint_has_nothing_to_deploy(here: Here) -> None:
    update(here.deployment(API[: API.index("  Root:")]))
    assert not gateway.serve(here.stack, here.said.append)


@pytest.fixture
def served(here: Here, monkeypatch: pytest.MonkeyPatch) -> Here:
    """An environment with its bucket, and nothing in it."""
    here.client("s3").create_bucket(Bucket=here.place.data)
    monkeypatch.setattr(content, "FILE", here.folder / "netflix_all_data.csv")
    monkeypatch.setenv("CACHE_DIR", str(here.folder / "cache"))
    monkeypatch.setenv("STORE", "")
    return here


def raw(here: Here) -> bytes | None:
    """What is in the catalogue's place."""
    listed = here.client("s3").list_objects_v2(Bucket=here.place.data).get("Contents", ())
    if content.RAW not in [one["Key"] for one in listed]:
        return None
    return bytes(here.client("s3").get_object(Bucket=here.place.data, Key=content.RAW)["Body"].read())


def test_with_neither_file_nor_key_the_embedded_catalogue_is_served(served: Here, tmp_path: Path) -> None:
    content.put_catalogue(served.place, None, False, served.said.append)
    assert "the embedded catalogue, 659 titles" in served.told
    (tmp_path / "read.csv").write_bytes(raw(served) or b"")
    read: list[Title] = []

    def collect(titles: Iterator[Title]) -> None:
        read.extend(titles)

    import_files([tmp_path / "read.csv"], collect)
    assert read == sample_titles()
    content.put_catalogue(served.place, None, False, served.said.append)
    assert served.told == ""


def test_with_a_key_there_is_no_need_of_a_file(served: Here) -> None:
    content.put_catalogue(served.place, None, True, served.said.append)
    assert raw(served) is None


def test_a_file_is_uploaded_where_it_is_another(served: Here, tmp_path: Path) -> None:
    content.FILE.write_text("id,title,type\n1,One,movie\n")
    content.put_catalogue(served.place, None, True, served.said.append)
    assert "Uploading" in served.told and raw(served) == content.FILE.read_bytes()
    content.put_catalogue(served.place, None, True, served.said.append)
    assert served.told == ""
    (tmp_path / "chosen.csv").write_text("id,title,type\n2,Two,movie\n")
    content.put_catalogue(served.place, tmp_path / "chosen.csv", True, served.said.append)
    assert "Uploading" in served.told and raw(served) == (tmp_path / "chosen.csv").read_bytes()
    with pytest.raises(UnreadableFile, match="Correct --catalogue"):
        content.put_catalogue(served.place, tmp_path / "nothing.csv", True, served.said.append)


@dataclass
class Machine:
    """A state machine of one state; of the kind that works, until it is told that it has."""

    client: Any
    arn: str
    activity: str

    @classmethod
    def new(cls, here: Here, **state: Any) -> "Machine":
        client, name = here.client("stepfunctions"), f"machine-{here.place.environment}"
        activity = str(client.create_activity(name=name)["activityArn"])
        only = state or {"Type": "Task", "Resource": activity, "End": True}
        made = client.create_state_machine(
            name=name, definition=json.dumps({"StartAt": "Only", "States": {"Only": only}}),
            roleArn="arn:aws:iam::123456789012:role/workflow",
        )  # fmt: skip
        return cls(client, str(made["stateMachineArn"]), activity)

    def end(self) -> None:
        """Ends what is running."""
        token = self.client.get_activity_task(activityArn=self.activity)["taskToken"]
        self.client.send_task_success(taskToken=token, output="{}")


def test_a_refresh_is_watched_to_its_end(served: Here) -> None:
    machine = Machine.new(served)
    store = open_store(f"s3://{served.place.data}/store")
    work = iter([(1200, 8000), (1300, 8000), (4000, 8000)])

    def work_on(seconds: float) -> None:
        done = next(work, None)
        if done:
            journal.Journal(store, "1", lambda: datetime.now(UTC)).tell("fetching titles", *done)
        else:
            machine.end()

    assert not content.is_published(served.place)
    assert content.refresh(served.place, machine.arn, served.said.append, work_on)
    assert served.told.splitlines() == [
        "A refresh was started", "  fetching titles 1,200 of 8,000", "  fetching titles 4,000 of 8,000",
        "The refresh ended; nothing is served",
    ]  # fmt: skip
    served.client("s3").put_object(Bucket=served.place.data, Key="store/current", Body=b"20260102T030405Z-00000000\n")
    assert content.is_published(served.place)


def test_a_refresh_that_fails_is_explained(served: Here) -> None:
    cause = json.dumps({"errorMessage": "Too few."})
    machine = Machine.new(served, Type="Fail", Error="GateFailed", Cause=cause)
    assert not content.refresh(served.place, machine.arn, served.said.append, pause)
    assert "The refresh failed: FAILED: GateFailed: Too few.\nWhat was served before still is" in served.told


def test_a_refresh_that_runs_is_not_started_twice(served: Here) -> None:
    machine = Machine.new(served)
    assert content.refresh(served.place, machine.arn, served.said.append, pause, wait=False)

    def gone(seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="No longer watching the refresh; AWS goes on"):
        content.refresh(served.place, machine.arn, served.said.append, gone)
    assert "A refresh is running on AWS." in served.told
    (running,) = machine.client.list_executions(stateMachineArn=machine.arn)["executions"]
    assert running["status"] == "RUNNING"
    machine.end()


def platform(version: str) -> str:
    """A platform's ARN."""
    return f"arn:aws:elasticbeanstalk:us-east-1::platform/Python 3.12 running on 64bit Amazon Linux 2023/{version}"


def platforms(*versions: str, status: str = "Ready") -> dict[str, Any]:
    """What Elastic Beanstalk says there are."""
    return {
        "PlatformSummaryList": [
            {"PlatformArn": platform(version), "PlatformVersion": version, "PlatformStatus": status}
            for version in versions
        ]
    }


def test_the_newest_platform_is_found(here: Here) -> None:
    with Stubber(here.client("elasticbeanstalk")) as stubbed:
        stubbed.add_response("list_platform_versions", platforms("4.9.0", "4.12.0", "4.2.0"))
        assert application.newest_platform(here.place) == platform("4.12.0")
        stubbed.add_response("list_platform_versions", platforms("5.0.0", status="Creating"))
        with pytest.raises(RecommenderError, match="no platform for Python 3.12 .* in us-east-1"):
            application.newest_platform(here.place)


PLATFORM = """
Parameters: {Environment: {Type: String}, Platform: {Type: String, Default: ""}}
Resources:
  Told: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Sub "on ${Platform}"}}
"""


def test_the_platform_stays_until_another_is_asked_for(here: Here) -> None:

    def on(minor: int, **given: Any) -> str:
        with Stubber(here.client("elasticbeanstalk")) as stubbed:
            stubbed.add_response("list_platform_versions", platforms(f"4.{minor}.0"))
            update(here.deployment(PLATFORM, **given))
        return here.stack.parameters()["Platform"]

    assert on(1) == platform("4.1.0")
    assert on(2) == platform("4.1.0")
    assert on(2, new_platform=True) == platform("4.2.0")
    assert on(3, parameters={"Platform": platform("4.7.0")}) == platform("4.7.0")
    assert on(3, application=False) == ""
    assert on(3) == ""
    assert on(3, application=True) == platform("4.3.0")


NAME = "netflix-env"


def environment(status: str, health: str, detail: str) -> dict[str, Any]:
    """What Elastic Beanstalk says of it."""
    said = {"EnvironmentName": NAME, "Status": status, "Health": health, "HealthStatus": detail}
    return {"Environments": [said]}


def test_the_application_is_waited_for(here: Here) -> None:
    asked = {"EnvironmentNames": [NAME], "IncludeDeleted": False}
    with Stubber(here.client("elasticbeanstalk")) as stubbed:
        for answer in (("Launching", "Grey", "Pending"), ("Ready", "Grey", "Pending"), ("Ready", "Green", "Ok")):
            stubbed.add_response("describe_environments", environment(*answer), asked)
        assert application.wait(here.place, NAME, here.said.append, lambda seconds: None)
    assert here.told.splitlines()[-1] == "  the application's environment is Ready, its health Green (Ok)"


def test_an_application_that_does_not_get_well_is_explained(here: Here) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    events = [
        {"EventDate": at + timedelta(minutes=1), "Severity": "ERROR", "Message": "Deployment failed."},
        {"EventDate": at, "Severity": "WARN", "Message": "Health moved to Degraded."},
    ]
    with Stubber(here.client("elasticbeanstalk")) as stubbed:
        stubbed.add_response("describe_environments", environment("Ready", "Red", "Degraded"))
        stubbed.add_response("describe_environments", environment("Ready", "Red", "Degraded"))
        stubbed.add_response(
            "describe_events", {"Events": events}, {"EnvironmentName": NAME, "Severity": "WARN", "MaxRecords": 5}
        )
        assert not application.wait(here.place, NAME, here.said.append, lambda seconds: None, patience=0.1)
        assert here.told.splitlines() == [
            "  the application's environment is Ready, its health Red (Degraded)",
            "  03:04:05  WARN  Health moved to Degraded.", "  03:05:05  ERROR  Deployment failed.",
            f"It is not well yet. Look at it: aws elasticbeanstalk describe-events --environment-name {NAME}",
        ]  # fmt: skip
        stubbed.add_response("describe_environments", {"Environments": []})
        assert not application.wait(here.place, NAME, here.said.append, lambda seconds: None)
    assert f"knows no environment {NAME}" in here.told
