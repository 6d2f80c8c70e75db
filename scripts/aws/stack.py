"""A CloudFormation stack: how it stands, what happens to it while one watches, and its end."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from core.errors import RecommenderError
from core.store import aws
from scripts.aws.place import Place
from scripts.aws.saying import Tell

RIGHTS = "cloudformation:* on the stack, and what its resources need"
_CANCELLED = ("Resource creation cancelled", "Resource update cancelled", "Resource deletion cancelled")
_SAID_TWICE = ("Resource creation Initiated", "Resource update Initiated")  # of what was said to be in progress before
_SHOWN = 5  # failures that are told; the others follow from them
_FIRST, _LONGEST, _GROWS = 0.25, 5.0, 1.5  # seconds between two looks, at first and at most

Pause = Callable[[float], None]


class StackFailed(RecommenderError):
    """AWS could not do what was asked of the stack; the message says which resources failed, and why."""


def waits() -> Iterator[float]:
    """Seconds to wait before each next look: short at first, for what is quick."""
    wait = _FIRST
    while True:
        yield wait
        wait = min(wait * _GROWS, _LONGEST)


@dataclass
class Stack:
    """The stack of a place. Nothing is asked of AWS before a method is called; all raise what ``aws.told`` says."""

    place: Place
    tell: Tell
    pause: Pause = time.sleep
    _seen: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The stack's name."""
        return self.place.stack

    @property
    def client(self) -> Any:
        """CloudFormation."""
        return self.place.client("cloudformation")

    def described(self) -> dict[str, Any] | None:
        """What CloudFormation says of it, None where there is none."""
        return self._described(self.name)

    def status(self) -> str | None:
        """``CREATE_COMPLETE`` and so on, None where there is none."""
        said = self.described()
        return str(said["StackStatus"]) if said else None

    def outputs(self) -> dict[str, str]:
        """Its outputs, by name."""
        return {one["OutputKey"]: one["OutputValue"] for one in (self.described() or {}).get("Outputs", ())}

    def parameters(self) -> dict[str, str]:
        """Its parameters as they are, by name; secret ones as stars."""
        return {one["ParameterKey"]: one["ParameterValue"] for one in (self.described() or {}).get("Parameters", ())}

    def inventory(self) -> list[tuple[str, str]]:
        """Kind (AWS::S3::Bucket …) and id of each of its resources, in order; none where there is no stack."""
        if self.described() is None:
            return []
        with aws.told(self.name, RIGHTS):
            pages = self.client.get_paginator("list_stack_resources").paginate(StackName=self.name)
            return sorted(
                (one["ResourceType"], one["PhysicalResourceId"])
                for page in pages
                for one in page["StackResourceSummaries"]
                if one.get("PhysicalResourceId") and one["ResourceStatus"] != "DELETE_COMPLETE"
            )

    def resources(self, kind: str) -> list[str]:
        """Ids of its resources of one kind."""
        return [name for one, name in self.inventory() if one == kind]

    def settled(self) -> str | None:
        """The status once nothing is under way; what somebody else, or an earlier run, began is watched to its end."""
        said = self.described()
        if said and is_under_way(said["StackStatus"]):
            self.tell(f"{self.name} is {said['StackStatus']}; watching")
            self.skip(said["StackId"])
            self.watch(said["StackId"])
        return self.status()

    def skip(self, stack_id: str) -> None:
        """Leaves out of what is watched next all that happened until now."""
        for _ in self._news(stack_id):
            pass

    def watch(self, stack_id: str) -> tuple[str, list[dict[str, Any]]]:
        """Tells what happens, until nothing is under way; the status then, and the events in order."""
        events: list[dict[str, Any]] = []
        for wait in waits():
            said = self._described(stack_id)
            for event in self._news(stack_id):
                events.append(event)
                if event.get("ResourceStatusReason") not in _SAID_TWICE:
                    self.tell(_line(event))
            if said is None or not is_under_way(said["StackStatus"]):
                break
            self.pause(wait)
        return str(said["StackStatus"]) if said else "DELETE_COMPLETE", events

    def reasons(self, events: list[dict[str, Any]], stack_id: str) -> str:
        """What failed first among ``events``, and why, a line each."""
        failed = [
            f"  {event['LogicalResourceId']} ({event['ResourceType']}): {event.get('ResourceStatusReason', '')}"
            for event in events
            if event["ResourceStatus"].endswith("_FAILED")
            and event["PhysicalResourceId"] != stack_id
            and not event.get("ResourceStatusReason", "").startswith(_CANCELLED)
        ]
        return "\n".join((failed or self.invalid(StackName=stack_id) or ["  AWS does not say why."])[:_SHOWN])

    def invalid(self, **where: str) -> list[str]:
        """What CloudFormation found wrong before it began, a line each; none where it does not say."""
        try:
            pages = self.client.get_paginator("describe_events").paginate(**where, Filters={"FailedEvents": True})
            found = [event for page in pages for event in page["OperationEvents"]]
        except ClientError:  # an older right to describe the stack does not cover it: the reason stays unknown
            return []
        return [
            f"  {event.get('LogicalResourceId', '')} ({event.get('ResourceType', '')}): "
            f"{event['ValidationStatusReason']}"
            for event in found
            if event.get("ValidationStatusReason")
        ]

    def delete(self) -> list[tuple[str, str]]:
        """Deletes the stack and watches; kind and id of what the template says must stay.

        :raises StackFailed: more stays.
        """
        said = self.described()
        if said is None:
            return []
        stack_id = said["StackId"]
        self.skip(stack_id)
        with aws.told(self.name, RIGHTS):
            self.client.delete_stack(StackName=stack_id)
        status, events = self.watch(stack_id)
        if status != "DELETE_COMPLETE":
            raise StackFailed(
                f"{self.name} is {status}:\n{self.reasons(events, stack_id)}\nRemove what stands in the way, and "
                "run this again."
            )
        return [
            (event["ResourceType"], event["PhysicalResourceId"])
            for event in events if event["ResourceStatus"] == "DELETE_SKIPPED"
        ]  # fmt: skip

    def _described(self, name: str) -> dict[str, Any] | None:
        with aws.told(self.name, RIGHTS):
            try:
                said = self.client.describe_stacks(StackName=name)["Stacks"][0]
            except ClientError as error:
                if aws.code(error) == "ValidationError" and "does not exist" in str(error):
                    return None
                raise
        return None if said["StackStatus"] == "DELETE_COMPLETE" else dict(said)

    def _news(self, stack_id: str) -> list[dict[str, Any]]:
        """Events not told before, in the order in which they happened."""
        found: list[dict[str, Any]] = []
        with aws.told(self.name, RIGHTS):
            pages = self.client.get_paginator("describe_stack_events").paginate(StackName=stack_id)
            for event in (event for page in pages for event in page["StackEvents"]):  # the newest first
                if event["EventId"] in self._seen:
                    break
                found.append(event)
        self._seen.update(event["EventId"] for event in found)
        return found[::-1]


def is_under_way(status: str) -> bool:
    """Whether AWS is at work on a stack of this status."""
    return status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"


def _line(event: dict[str, Any]) -> str:
    at, reason = event["Timestamp"], event.get("ResourceStatusReason") or ""
    line = f"  {at:%H:%M:%S}  {event['ResourceStatus']:<20}  {event['LogicalResourceId']}"
    return f"{line}: {reason}" if reason else line
