"""Removes an environment from AWS, with everything in it: `make destroy`. Safe to repeat.

What the stack does not hold goes too: old versions of what was in its bucket, logs, the packages. What stays is named.
"""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from botocore.exceptions import ClientError

from core.errors import RecommenderError
from core.settings import Settings
from core.store import aws
from scripts.aws import artifacts
from scripts.aws.place import Environment, Place, place
from scripts.aws.saying import Interrupted, Tell, aligned, run, tell
from scripts.aws.stack import Stack, StackFailed

_EMPTYING = "s3:ListBucketVersions, s3:ListBucketMultipartUploads, s3:AbortMultipartUpload and s3:DeleteObjectVersion"


def contents(stack: Stack) -> list[str]:
    """What is there of an environment, a line each; nothing where it was never deployed."""
    where = stack.place
    lines = []
    if status := stack.status():
        lines += [f"The stack {stack.name} ({status})", *(f"  {line}" for line in aligned(stack.inventory()))]
    for bucket in (where.data, where.artifacts):
        if artifacts.bucket_is_there(where, bucket):
            lines.append(f"The bucket s3://{bucket}, all versions of what is in it")
    lines += [f"The log {name}" for name in _logs(where, stack)]
    return lines


def destroy(stack: Stack, tell: Tell) -> list[str]:
    """Removes all of it; returns what stays, a line each.

    :raises StackFailed: the stack cannot be deleted, or is protected.
    """
    where = stack.place
    said = stack.described()
    if said and said.get("EnableTerminationProtection"):
        raise StackFailed(
            f"{stack.name} is protected. Lift that first: aws cloudformation update-termination-protection "
            f"--no-enable-termination-protection --stack-name {stack.name}"
        )
    stack.settled()
    logs, secrets, kept = _logs(where, stack), [], []
    if stack.described():
        secrets = stack.resources("AWS::SecretsManager::Secret")
        _stop(stack, tell)
        _empty(where, where.data, tell)
        try:
            kept = stack.delete()
        except StackFailed:  # something may have been written after the bucket was emptied
            _empty(where, where.data, tell)
            kept = stack.delete()
    for bucket in (where.data, where.artifacts):
        if artifacts.bucket_is_there(where, bucket):
            _empty(where, bucket, tell)
            with aws.told(f"s3://{bucket}", "s3:DeleteBucket"):
                where.client("s3").delete_bucket(Bucket=bucket)
            tell(f"Deleted s3://{bucket}")
    for name in logs:
        _forget(where, "logs", "delete_log_group", logGroupName=name)
    for name in secrets:  # deleted they are, but for some days nothing new could have their name
        _forget(where, "secretsmanager", "delete_secret", SecretId=name, ForceDeleteWithoutRecovery=True)
    return [f"{kind} {name}" for kind, name in kept if name != where.data]


def _stop(stack: Stack, tell: Tell) -> None:
    """Stops refreshes that are running: what they wrote later would keep the bucket."""
    client = stack.place.client("stepfunctions")
    for machine in stack.resources("AWS::StepFunctions::StateMachine"):
        with aws.told("The state machine", "states:ListExecutions and states:StopExecution"):
            pages = client.get_paginator("list_executions").paginate(stateMachineArn=machine, statusFilter="RUNNING")
            for one in (one for page in pages for one in page["executions"]):
                client.stop_execution(executionArn=one["executionArn"], cause="The environment is removed.")
                tell(f"Stopped the refresh {one['name']}")


def _empty(where: Place, bucket: str, tell: Tell) -> None:
    """Removes every version of every object, and uploads that were never finished."""
    if not artifacts.bucket_is_there(where, bucket):
        return
    s3, removed = where.client("s3"), 0
    with aws.told(f"s3://{bucket}", _EMPTYING):
        for page in s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
            for upload in page.get("Uploads", ()):
                s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            batch = [
                {"Key": one["Key"], "VersionId": one["VersionId"]}
                for kind in ("Versions", "DeleteMarkers")
                for one in page.get(kind, ())
            ]
            if batch:
                answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True})
                if errors := answer.get("Errors"):
                    raise RecommenderError(
                        f"s3://{bucket}: {errors[0]['Key']} could not be deleted ({errors[0]['Code']}). Allow "
                        f"{_EMPTYING}, and run this again."
                    )
                removed += len(batch)
    if removed:
        tell(f"Emptied s3://{bucket}: {removed:,} versions of objects")


def _logs(where: Place, stack: Stack) -> list[str]:
    """The log groups that the environment's parts write, in the stack or made by AWS."""
    if not stack.described():
        return []
    begin = [f"/aws/lambda/{one}" for one in stack.resources("AWS::Lambda::Function")]
    begin += [f"/aws/elasticbeanstalk/{one}/" for one in stack.resources("AWS::ElasticBeanstalk::Environment")]
    begin += [f"API-Gateway-Execution-Logs_{one}/" for one in stack.resources("AWS::ApiGateway::RestApi")]
    return [name for prefix in begin for name in _groups(where, prefix)]


def _groups(where: Place, prefix: str) -> Iterator[str]:
    with aws.told("CloudWatch Logs", "logs:DescribeLogGroups"):
        pages = where.client("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
        names = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    yield from (name for name in names if prefix.endswith("/") or name == prefix)


def _forget(where: Place, service: str, action: str, **what: Any) -> None:
    """Does something that may have been done already."""
    with aws.told(service, f"{service}:{action}"):
        try:
            getattr(where.client(service), action)(**what)
        except ClientError as error:
            if aws.code(error) != "ResourceNotFoundException":
                raise


def main(
    environment: Annotated[Environment | None, typer.Option(help="dev, test or prod (default: ENVIRONMENT).")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> None:
    """Remove an environment from AWS."""
    settings = Settings()
    where = place(environment or settings.environment, settings.aws_region or None)
    stack = Stack(where, tell)
    tell(f"{where.stack}, in account {where.account}, {where.region}")
    there = contents(stack)
    if not there:
        tell("There is nothing to remove")
        return
    for line in there:
        tell(line)
    if not yes and typer.prompt(f"Nothing brings it back. Type {where.environment} to remove it", err=True) != (
        where.environment
    ):
        tell("That is not it. Nothing was removed")
        raise typer.Exit(1)
    try:
        left = destroy(stack, tell)
    except KeyboardInterrupt:
        raise Interrupted("Interrupted; part of it is gone. Run the same again to remove the rest.") from None
    for line in left:
        tell(f"Left: {line}")
    tell(f"{where.stack} is removed")


if __name__ == "__main__":
    run(main)
