"""The stack from its creation to its end, as people deploy it: real packages, a real workflow, HTTP."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from core.engine import Engine
from core.rest.api import Api
from core.rest.engine_source import EngineSource
from core.rest.messages import Request as ApiRequest
from scripts.aws import destroy, packages
from scripts.aws.cloud import settings_of
from scripts.aws.deployment import update
from scripts.aws.stack import StackFailed
from tests.pages.conftest import visit
from tests.pages.test_admin import ADMIN, enter, press
from tests.stack.clouds import Cloud, standing
from tests.tables import NOW

METHODS = ("overview", "multi", "hybrid")


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with standing(tmp_path_factory) as stands:
        yield stands


@pytest.fixture(scope="module")
def engine(cloud: Cloud) -> Engine:
    return Engine.open(f"s3://{cloud.outputs['DataBucket']}/store")


def test_what_was_uploaded_is_served(cloud: Cloud, engine: Engine) -> None:
    assert len(engine) == 659 and engine.snapshot.id == cloud.served()
    health = cloud.get("/health").document
    assert (health["status"], health["snapshot"]["id"]) == ("ok", engine.snapshot.id)


def test_the_endpoint_answers_what_the_engine_answers(cloud: Cloud, engine: Engine) -> None:
    api = Api(EngineSource(lambda: engine), lambda: NOW)
    for number, title_id in enumerate(engine.ids[::6]):
        method = METHODS[number % 3]
        query = f"feature_type={method}&count=10"
        wanted = api.respond(ApiRequest("GET", f"/recommendations/{title_id}", query, {}))
        got = cloud.get(f"/recommendations/{title_id}?{query}")
        assert (got.status, got.document) == (wanted.status, json.loads(wanted.body)), title_id


def test_errors_are_problem_documents(cloud: Cloud) -> None:
    wrong = cloud.get("/recommendations/movie-603?feature_type=none")
    assert wrong.status == 400 and wrong.headers["content-type"] == "application/problem+json"
    missing = cloud.get("/titles/movie-0")
    assert missing.status == 404 and missing.document["status"] == 404


def test_an_update_that_changes_nothing_changes_nothing(cloud: Cloud) -> None:
    cloud.said.clear()
    assert cloud.deploy()
    assert any("nothing to change" in line for line in cloud.said)


def test_the_workflow_again_finds_nothing_new(cloud: Cloud) -> None:
    before = cloud.served()
    ended = cloud.ended(cloud.execute())
    assert ended["status"] == "SUCCEEDED" and cloud.served() == before


def test_the_age_is_measured_and_raises_the_alarm(cloud: Cloud) -> None:
    queue = cloud.listen()
    error, said = cloud.invoke({"step": "age"})
    assert error is None and 0 <= said["hours"] < 1
    metric = cloud.client("cloudwatch").list_metrics(Namespace="NetflixRecommendation")["Metrics"]
    assert [(one["MetricName"], one["Dimensions"]) for one in metric] == [
        ("SnapshotAge", [{"Name": "Environment", "Value": "test"}])
    ]
    _age(cloud, 100.0)
    told = json.loads(cloud.mail(queue, "Stale")["Message"])
    assert (told["AlarmName"], told["NewStateValue"]) == ("netflix-recommendation-Stale-test", "ALARM")
    assert "docs/operations.md" in told["AlarmDescription"]


def _age(cloud: Cloud, hours: float) -> None:
    cloud.client("cloudwatch").put_metric_data(
        Namespace="NetflixRecommendation",
        MetricData=[
            {"MetricName": "SnapshotAge", "Value": hours, "Dimensions": [{"Name": "Environment", "Value": "test"}]}
        ],
    )


def test_a_broken_update_is_undone(cloud: Cloud, tmp_path: Path) -> None:
    before = cloud.served()
    good = cloud.deployment()
    broken = tmp_path / "template.yaml"
    text = good.template.read_text("utf-8")
    broken.write_text(
        text.replace("S3Key: !Ref ApiPackage", "S3Key: nowhere.zip").replace("Timeout: 10", "Timeout: 11")
    )
    with pytest.raises(StackFailed, match="ApiFunction"):
        update(replace(good, template=broken))
    assert good.stack.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert cloud.get("/health").document["snapshot"]["id"] == before
    assert cloud.ended(cloud.execute())["status"] == "SUCCEEDED"
    assert cloud.deploy()


def test_the_commands_of_the_readme(cloud: Cloud, tmp_path: Path) -> None:
    aws = shutil.which("aws", path=str(packages.ROOT / ".venv" / "aws" / "bin")) or shutil.which("aws")
    if not aws:
        pytest.skip("there is no aws command here (make scan brings it)")
    readme = (packages.ROOT / "cloudformation" / "README.md").read_text("utf-8")
    commands = readme.split("## By hand")[1].split("```sh\n")[1].split("```")[0].strip().splitlines()
    assert len(commands) == 5
    (tmp_path / "netflix_all_data.csv").write_bytes(
        cloud.client("s3").get_object(Bucket=cloud.outputs["DataBucket"], Key="raw/netflix_all_data.csv")["Body"].read()
    )
    version = subprocess.run([aws, "--version"], capture_output=True, text=True, check=True).stdout
    for command in commands:
        here = command.replace("-dev", "-test").replace("aws ", f"{aws} ", 1)
        if version.startswith("aws-cli/1"):  # which takes a payload as it is, and does not know the option
            here = here.replace("--cli-binary-format raw-in-base64-out ", "")
        done = subprocess.run(here, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        for arn in _executions(cloud, "RUNNING"):
            cloud.ended(arn)
    assert json.loads((tmp_path / "out.json").read_text())["status"] == "started"


def _executions(cloud: Cloud, status: str = "") -> list[str]:
    wanted = {"statusFilter": status} if status else {}
    listed = cloud.client("stepfunctions").list_executions(stateMachineArn=cloud.outputs["StateMachineArn"], **wanted)
    return [one["executionArn"] for one in listed["executions"]]


def test_the_application_serves_it_and_its_administrator_refreshes_it(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {**settings_of(cloud.outputs, "test"), "ADMIN_EMAIL": ADMIN["email"], "ADMIN_PASSWORD": ""}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    st.cache_resource.clear()
    try:
        assert visit().caption[0].value == "659 titles"
        before = _executions(cloud, "SUCCEEDED")
        known = _executions(cloud)
        press(enter(), "Start a refresh")
        (started,) = set(_executions(cloud)) - set(known)
        assert cloud.ended(started)["status"] == "SUCCEEDED"
        assert len(_executions(cloud, "SUCCEEDED")) == len(before) + 1
    finally:
        st.cache_resource.clear()


def test_at_the_end_nothing_is_left(cloud: Cloud) -> None:
    assert destroy.destroy(cloud.deployment().stack, cloud.said.append) == []
    left: dict[str, Any] = {
        "buckets": cloud.client("s3").list_buckets()["Buckets"],
        "tables": cloud.client("dynamodb").list_tables()["TableNames"],
        "functions": cloud.client("lambda").list_functions()["Functions"],
        "machines": cloud.client("stepfunctions").list_state_machines()["stateMachines"],
        "apis": cloud.client("apigateway").get_rest_apis()["items"],
        "alarms": cloud.client("cloudwatch").describe_alarms()["MetricAlarms"],
        "rules": cloud.client("events").list_rules()["Rules"],
        "secrets": cloud.client("secretsmanager").list_secrets()["SecretList"],
        "topics": cloud.client("sns").list_topics()["Topics"],
        "logs": cloud.client("logs").describe_log_groups()["logGroups"],
        "roles": [
            one for one in cloud.client("iam").list_roles()["Roles"] if "netflix" in json.dumps(one, default=str)
        ],
    }
    assert {name: found for name, found in left.items() if found} == {}
