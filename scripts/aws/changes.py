"""Changes to a stack, by change set: seen before they are made, and made as they were seen."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.store import aws
from scripts.aws.saying import Ask, Interrupted, aligned
from scripts.aws.stack import RIGHTS, Stack, StackFailed, waits

_NOTHING = ("didn't contain changes", "No updates are to be performed")
FAILED_FIRST = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
"""How a stack stands that was never completed, or not completely deleted: nothing can be changed in it."""
_MADE_ANEW = {
    "AWS::ApiGateway::Deployment", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGateway::Method",
    "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::ElasticBeanstalk::ApplicationVersion",
    "AWS::Events::Rule", "AWS::Lambda::Permission", "AWS::Lambda::Version", "AWS::S3::BucketPolicy",
}  # fmt: skip
_WORDS = {"Add": "add", "Modify": "change", "Remove": "remove", "Import": "import", "Dynamic": "maybe"}


@dataclass(frozen=True)
class Change:
    """What becomes of one resource."""

    name: str
    kind: str
    action: str  # add, change, replace, maybe replace, remove …
    what: str  # the properties that change

    @property
    def is_loss(self) -> bool:
        """Whether something goes that holds more than what the template says of it."""
        return self.action in ("replace", "maybe replace", "remove") and self.kind not in _MADE_ANEW


@dataclass(frozen=True)
class ChangeSet:
    """Changes that CloudFormation has prepared, and not made."""

    id: str
    stack_id: str
    is_new: bool  # whether the stack exists for it alone
    changes: tuple[Change, ...]


def ready(stack: Stack, ask: Ask) -> bool:
    """Waits until the stack can be changed. False where a first creation failed and nobody wants it deleted.

    :raises StackFailed: a person must act first; the message says how.
    """
    status = stack.settled()
    if status == "UPDATE_ROLLBACK_FAILED":
        raise StackFailed(
            f"{stack.name} is {status}: an update failed, and so did going back. Mend what stands in the way "
            f"(its events say what), then: aws cloudformation continue-update-rollback --stack-name {stack.name}; "
            "add --resources-to-skip NAME for a resource that cannot be mended. Then run this again."
        )
    if status in FAILED_FIRST:
        if not ask(f"{stack.name} is {status}: it was never completed, and must be deleted first. Delete it?"):
            return False
        stack.delete()
    return True


def prepared(stack: Stack, template: Mapping[str, str], parameters: Mapping[str, str | None]) -> ChangeSet | None:
    """The changes that lead to ``template`` (TemplateBody or TemplateURL) with ``parameters``; None for none.

    A parameter that is None stays as it is, or as the template has it where the stack is new.

    :raises StackFailed: CloudFormation refuses them.
    """
    there = stack.described()
    is_new = there is None or there["StackStatus"] == "REVIEW_IN_PROGRESS"
    kept = set() if is_new else set(stack.parameters())
    given = [
        {"ParameterKey": name, "UsePreviousValue": True} if value is None else
        {"ParameterKey": name, "ParameterValue": value}
        for name, value in parameters.items() if value is not None or name in kept
    ]  # fmt: skip
    with aws.told(stack.name, RIGHTS):
        made = stack.client.create_change_set(
            StackName=stack.name, ChangeSetName=f"deploy-{uuid.uuid4().hex[:12]}",
            ChangeSetType="CREATE" if is_new else "UPDATE", Parameters=given, Capabilities=["CAPABILITY_NAMED_IAM"],
            **template,
        )  # fmt: skip
    found = ChangeSet(made["Id"], made["StackId"], is_new, ())
    try:
        status, reason, changes = _looked_at(stack, made["Id"])
        if status == "CREATE_COMPLETE":
            return ChangeSet(made["Id"], made["StackId"], is_new, changes)
        wrong = stack.invalid(ChangeSetName=made["Id"])
    except BaseException:
        discard(stack, found)
        raise
    discard(stack, found)
    if any(words in reason for words in _NOTHING):
        return None
    raise StackFailed("\n".join([f"{stack.name} cannot be changed like this: {reason}", *wrong]))


def discard(stack: Stack, change_set: ChangeSet) -> None:
    """Leaves the stack as it was before the changes were prepared: without it, where it was not there."""
    with aws.told(stack.name, RIGHTS):
        stack.client.delete_change_set(ChangeSetName=change_set.id, StackName=change_set.stack_id)
        if change_set.is_new and stack.status() == "REVIEW_IN_PROGRESS":
            stack.client.delete_stack(StackName=change_set.stack_id)


def make(stack: Stack, change_set: ChangeSet) -> None:
    """Makes the changes, and watches.

    :raises StackFailed: some could not be made, and the stack is as it was; the message says which, and why.
    """
    stack.skip(change_set.stack_id)
    try:
        with aws.told(stack.name, RIGHTS):
            stack.client.execute_change_set(ChangeSetName=change_set.id, StackName=change_set.stack_id)
        status, events = stack.watch(change_set.stack_id)
    except KeyboardInterrupt:
        raise Interrupted(
            f"No longer watching {stack.name}; AWS goes on with it. To follow it to its end, run the same again."
        ) from None
    if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        raise StackFailed(f"{stack.name} is {status}:\n{stack.reasons(events, change_set.stack_id)}")


def table(changes: tuple[Change, ...]) -> list[str]:
    """The changes as lines for people, losses first."""
    ordered = sorted(changes, key=lambda change: (not change.is_loss, change.action, change.name))
    return aligned([(f"  {one.action}", one.name, one.kind, one.what) for one in ordered])


def _looked_at(stack: Stack, change_set_id: str) -> tuple[str, str, tuple[Change, ...]]:
    pauses = waits()
    while True:
        with aws.told(stack.name, RIGHTS):
            pages = list(stack.client.get_paginator("describe_change_set").paginate(ChangeSetName=change_set_id))
        if pages[0]["Status"] not in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
            changes = tuple(_change(one["ResourceChange"]) for page in pages for one in page.get("Changes", ()))
            return pages[0]["Status"], pages[0].get("StatusReason") or "", changes
        stack.pause(next(pauses))


def _change(said: dict[str, Any]) -> Change:
    action = _WORDS.get(said["Action"], said["Action"].lower())
    if action == "change" and said.get("Replacement") in ("True", "Conditional"):
        action = "replace" if said["Replacement"] == "True" else "maybe replace"
    targets = [detail["Target"] for detail in said.get("Details", ())]
    what = dict.fromkeys(target.get("Name") or target["Attribute"] for target in targets)
    return Change(said["LogicalResourceId"], said["ResourceType"], action, ", ".join(what))
