"""The application on Elastic Beanstalk: which platform it runs on, and whether it is well."""

from typing import Any

from core.errors import RecommenderError
from core.store import aws
from scripts.aws.place import Place
from scripts.aws.saying import Tell
from scripts.aws.stack import Pause, waits

_BRANCH = "Python 3.12 running on 64bit Amazon Linux 2023"
_RIGHTS = "elasticbeanstalk:List… and elasticbeanstalk:Describe…"
_WELL = "Green"
_EVENTS = 5


def newest_platform(place: Place) -> str:
    """The ARN of the newest platform of Python 3.12 on Amazon Linux 2023.

    :raises RecommenderError: the region has none.
    """
    wanted = [{"Type": "PlatformBranchName", "Operator": "=", "Values": [_BRANCH]}]
    with aws.told("Elastic Beanstalk", _RIGHTS):
        pages = place.client("elasticbeanstalk").get_paginator("list_platform_versions").paginate(Filters=wanted)
        listed = [one for page in pages for one in page["PlatformSummaryList"] if one["PlatformStatus"] == "Ready"]
    found = [(tuple(map(int, one["PlatformVersion"].split("."))), str(one["PlatformArn"])) for one in listed]
    if not found:
        raise RecommenderError(
            f"Elastic Beanstalk has no platform for Python 3.12 on Amazon Linux 2023 in {place.region}. Deploy to "
            "another region (AWS_REGION), or without the application (--no-app)."
        )
    return max(found)[1]


def wait(place: Place, name: str, tell: Tell, pause: Pause, patience: float = 900.0) -> bool:
    """Waits until an environment is ready and well, and tells how it is; False where it is not after ``patience``."""
    waited, told = 0.0, ""
    for seconds in waits():
        said = _described(place, name)
        if said is None:
            tell(f"Elastic Beanstalk knows no environment {name}. Run this again.")
            return False
        status, health = str(said["Status"]), str(said.get("Health", "Grey"))
        if (line := f"  the application's environment is {status}, its health {_health(said)}") != told:
            tell(line)
            told = line
        if status == "Terminated" or (status == "Ready" and health == _WELL):
            return status == "Ready"
        if waited >= patience:
            break
        pause(seconds)
        waited += seconds
    for line in _complaints(place, name):
        tell(line)
    tell(f"It is not well yet. Look at it: aws elasticbeanstalk describe-events --environment-name {name}")
    return False


def _described(place: Place, name: str) -> dict[str, Any] | None:
    with aws.told("Elastic Beanstalk", _RIGHTS):
        found = place.client("elasticbeanstalk").describe_environments(
            EnvironmentNames=[name], IncludeDeleted=False
        )["Environments"]  # fmt: skip
    return dict(found[0]) if found else None


def _health(said: dict[str, Any]) -> str:
    colour = str(said.get("Health", "Grey"))
    return f"{colour} ({said['HealthStatus']})" if said.get("HealthStatus") else colour


def _complaints(place: Place, name: str) -> list[str]:
    with aws.told("Elastic Beanstalk", _RIGHTS):
        events = place.client("elasticbeanstalk").describe_events(
            EnvironmentName=name, Severity="WARN", MaxRecords=_EVENTS
        )["Events"]  # fmt: skip
    return [f"  {event['EventDate']:%H:%M:%S}  {event['Severity']}  {event['Message']}" for event in events[::-1]]
