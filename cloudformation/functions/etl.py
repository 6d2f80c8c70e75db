"""The refresh on AWS: called by the workflow for each of its steps, every hour for the age, and by hand to start it."""

import json
from datetime import UTC, datetime
from random import Random
from typing import Any

from core.build import Progress
from core.refresh import workflow
from core.settings import Settings
from core.store import aws

_SHARE = 0.6  # of a call's time for what can be gone on with by the next one; the rest is for what cannot


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Does the step that ``event`` names; without one, starts the workflow: ``{"update_from_tmdb": true}``."""
    step, seconds = event.get("step"), context.get_remaining_time_in_millis() / 1000 * _SHARE
    if step == "refresh":
        return workflow.refresh(
            event.get("input", {}),
            _with_key(Settings()),
            clock=_now,
            random=Random(),
            seconds=seconds,
            progress=_logged(),
        )
    if step == "rows":
        return workflow.rows(Settings(), _now, seconds=seconds, progress=_logged())
    if step == "age":
        return _measured(workflow.hours(Settings(), _now), Settings())
    return workflow.start(event, Settings(), _now)


def _now() -> datetime:
    return datetime.now(UTC)


def _with_key(settings: Settings) -> Settings:
    """The settings with TMDB's key, read anew in each call: a new one is used from then on."""
    with aws.told(f"The secret {settings.tmdb_secret}", "secretsmanager:GetSecretValue on it"):
        client = aws.client("secretsmanager", settings.aws_region or None)
        secret = client.get_secret_value(SecretId=settings.tmdb_secret)["SecretString"]
    return Settings(tmdb_api_key=json.loads(secret)["TMDB_API_KEY"])


def _measured(hours: float, settings: Settings) -> dict[str, Any]:
    """Tells CloudWatch the age, which an alarm looks at."""
    with aws.told("CloudWatch", "cloudwatch:PutMetricData"):
        aws.client("cloudwatch", settings.aws_region or None).put_metric_data(
            Namespace="NetflixRecommendation",
            MetricData=[
                {"MetricName": "SnapshotAge", "Value": hours,
                 "Dimensions": [{"Name": "Environment", "Value": settings.environment}]}
            ],
        )  # fmt: skip
    return {"status": "measured", "hours": hours}


def _logged() -> Progress:
    """Progress as a line in the log for each step."""
    told: set[str] = set()

    def progress(step: str, done: int, of: int) -> None:
        if step not in told:
            told.add(step)
            print(json.dumps({"step": step, "of": of}))  # noqa: T201 - what a function prints is its log

    return progress
