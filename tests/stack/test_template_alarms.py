"""Alarms and dashboard look at metrics that there are, tell the administrator, and say what to do."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.store.local import LocalStore
from tests.emulator import Emulator
from tests.fixtures import ROOT, publish
from tests.stack.filling import EVERYTHING, Stack, stack
from tests.stack.handlers import Context, load, variables
from tests.stack.rights import Call, recorded

OWN = "NetflixRecommendation"
METRICS = {
    "AWS/ApiGateway": ({"ApiName", "Stage"}, {"4XXError", "5XXError", "Count", "IntegrationLatency", "Latency"}),
    "AWS/DynamoDB": (
        {"TableName"},
        {"ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "ReadThrottleEvents", "WriteThrottleEvents"},
    ),
    "AWS/ElasticBeanstalk": ({"EnvironmentName"}, {"EnvironmentHealth"}),
    "AWS/Lambda": ({"FunctionName"}, {"Duration", "Errors", "Invocations", "Throttles"}),
    "AWS/States": (
        {"StateMachineArn"},
        {"ExecutionsAborted", "ExecutionsFailed", "ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsTimedOut"},
    ),
}
"""By namespace: the dimensions and metrics that AWS documents, of those that matter here."""
OPERATIONS = ROOT / "docs" / "operations.md"
LONGEST = 24 * 3600  # seconds that an alarm may look back

Metric = tuple[str, str, tuple[tuple[str, str], ...]]
"""Namespace, name, and dimensions in order of name."""


@pytest.fixture(scope="module")
def everything() -> Stack:
    return stack(**EVERYTHING)


@pytest.fixture(scope="module")
def alarms(everything: Stack) -> dict[str, Any]:
    return everything.of("CloudWatch::Alarm")


@pytest.fixture
def sent(everything: Stack, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> set[Metric]:
    """What the stack's function sends to CloudWatch when its rule calls it for the age."""
    publish(LocalStore(tmp_path / "store"), built_at=datetime.now(UTC))
    told = {**variables(everything, "etl.handler"), **emulator.environment, "STORE": str(tmp_path / "store")}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    [rule] = [said for said in everything.of("Events::Rule").values() if "RoleArn" not in said["Targets"][0]]
    calls: list[Call] = []
    with recorded(calls):
        load("etl", monkeypatch).handler(json.loads(rule["Targets"][0]["Input"]), Context())
    return {
        metric(call.given["Namespace"], one["MetricName"], {each["Name"]: each["Value"] for each in one["Dimensions"]})
        for call in calls
        for one in call.given["MetricData"]
    }


def metric(namespace: str, name: str, dimensions: dict[str, str]) -> Metric:
    return namespace, name, tuple(sorted(dimensions.items()))


def watched(alarm: dict[str, Any]) -> Metric:
    dimensions = {one["Name"]: one["Value"] for one in alarm["Dimensions"]}
    return metric(alarm["Namespace"], alarm["MetricName"], dimensions)


def shown(everything: Stack) -> list[Metric]:
    """The metrics of the dashboard, where ``.`` and ``...`` stand for what the line before says."""
    [dashboard] = everything.of("CloudWatch::Dashboard").values()
    found = []
    for widget in json.loads(dashboard["DashboardBody"])["widgets"]:
        before: list[str] = []
        for line in widget["properties"]["metrics"]:
            words = [word for word in line if isinstance(word, str)]
            if words[0] == "...":
                words = before[: len(before) - len(words) + 1] + words[1:]
            before = [before[place] if word == "." else word for place, word in enumerate(words)]
            namespace, name, *pairs = before
            found.append(metric(namespace, name, dict(zip(pairs[::2], pairs[1::2], strict=True))))
    return found


def test_every_metric_that_is_looked_at_is_one_that_is_sent(
    everything: Stack, alarms: dict[str, Any], sent: set[Metric]
) -> None:
    assert len(sent) == 1
    looked_at = {*map(watched, alarms.values()), *shown(everything)}
    assert sent <= looked_at
    resources = everything.resources
    real = {
        "ApiName": {said["Name"] for said in everything.of("ApiGateway::RestApi").values()},
        "Stage": {said["StageName"] for said in everything.of("ApiGateway::Stage").values()},
        "TableName": {resources["Rows"]["Properties"]["TableName"]},
        "EnvironmentName": {resources["AppEnvironment"]["Properties"]["EnvironmentName"]},
        "FunctionName": {said["FunctionName"] for said in everything.of("Lambda::Function").values()},
        "StateMachineArn": {everything.arn("Workflow")},
    }
    for namespace, name, dimensions in looked_at:
        if namespace == OWN:
            assert (namespace, name, dimensions) in sent
            continue
        known, names = METRICS[namespace]
        assert name in names and {key for key, _ in dimensions} == known, name
        for key, value in dimensions:
            assert value in real[key], f"{name} of {value}"


def test_every_alarm_is_on_the_dashboard_too(everything: Stack, alarms: dict[str, Any]) -> None:
    assert set(map(watched, alarms.values())) <= set(shown(everything))


def test_the_applications_health_is_measured(everything: Stack) -> None:
    """Elastic Beanstalk sends EnvironmentHealth only where its enhanced health reporting is on."""
    [environment] = everything.of("ElasticBeanstalk::Environment").values()
    told = {(one["Namespace"], one["OptionName"]): one["Value"] for one in environment["OptionSettings"]}
    in_bundle = (ROOT / ".ebextensions" / "app.config").read_text("utf-8")
    namespace = "aws:elasticbeanstalk:healthreporting:system"
    assert told.get((namespace, "SystemType")) == "enhanced" or re.search(
        rf"{namespace}:\n\s+SystemType: enhanced\n", in_bundle
    )


def test_every_alarm_reaches_the_administrator(everything: Stack, alarms: dict[str, Any]) -> None:
    topic = everything.arn("Admin")
    [mail] = everything.of("SNS::Subscription").values()
    assert mail == {"TopicArn": topic, "Protocol": "email", "Endpoint": EVERYTHING["AdminEmail"]}
    for alarm in alarms.values():
        assert alarm["AlarmActions"] == [topic]
        assert alarm.get("OKActions", [topic]) == [topic]
        assert alarm.get("ActionsEnabled", True) is True
    assert {"Stale", "AppUnhealthy"} <= {name for name, alarm in alarms.items() if "OKActions" in alarm}  # which last


def test_every_alarm_can_ring(alarms: dict[str, Any]) -> None:
    for alarm in alarms.values():
        assert 1 <= alarm["DatapointsToAlarm"] <= alarm["EvaluationPeriods"]
        assert alarm["EvaluationPeriods"] * alarm["Period"] <= LONGEST
        assert ("Statistic" in alarm) != ("ExtendedStatistic" in alarm)
        assert alarm["ComparisonOperator"].startswith("GreaterThan")
    assert alarms["Stale"]["TreatMissingData"] == "breaching"  # not measured is as bad as old
    assert alarms["Stale"]["Period"] >= 3600  # it is measured every hour
    quiet = {name for name, alarm in alarms.items() if alarm["TreatMissingData"] == "notBreaching"}
    assert quiet == alarms.keys() - {"Stale", "AppUnhealthy"}  # AWS sends nothing of what does not happen


def test_what_to_do_about_every_alarm_is_written_down(alarms: dict[str, Any]) -> None:
    _, _, part = OPERATIONS.read_text("utf-8").partition("\n## Alarms\n")
    part = re.split(r"\n## ", part)[0]
    written = dict(re.findall(r"^### (\w+)\n+((?:(?!###).*\n?)+)", part, re.MULTILINE))
    assert written.keys() == alarms.keys()
    for name, alarm in alarms.items():
        assert len(written[name].split()) > 40, f"{name}: what it means, what to look at, what to do"
        assert f'docs/operations.md, "{name}"' in alarm["AlarmDescription"]
        assert alarm["AlarmName"] == f"netflix-recommendation-{name}-{EVERYTHING['Environment']}"
