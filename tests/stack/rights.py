"""What code asks of AWS, and the rights that AWS wants for it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

import pytest
from botocore.client import BaseClient

from tests.stack.filling import ACCOUNT, REGION
from tests.stack.reading import as_list

Right = tuple[str, str]
"""An action, and the ARN of what it is done to."""

_OBJECT = {
    "GetObject": "GetObject", "HeadObject": "GetObject", "PutObject": "PutObject",
    "CreateMultipartUpload": "PutObject", "UploadPart": "PutObject", "CompleteMultipartUpload": "PutObject",
    "AbortMultipartUpload": "AbortMultipartUpload", "DeleteObject": "DeleteObject",
}  # fmt: skip
_TRANSACTION = {
    "Put": "PutItem",
    "Delete": "DeleteItem",
    "Update": "UpdateItem",
    "ConditionCheck": "ConditionCheckItem",
}
_PREFIX = {"cloudwatch": "cloudwatch", "secretsmanager": "secretsmanager", "stepfunctions": "states"}
_AT = f"{REGION}:{ACCOUNT}"


class Call(NamedTuple):
    """One request to AWS."""

    service: str
    operation: str
    given: Mapping[str, Any]


@contextmanager
def recorded(calls: list[Call]) -> Iterator[None]:
    """Adds the requests that this process's clients make as long as the ``with`` lasts; they are really made."""
    make = BaseClient._make_api_call

    def noted(client: Any, operation: str, given: Mapping[str, Any]) -> Any:
        calls.append(Call(client.meta.service_model.service_name, operation, given))  # from any thread
        return make(client, operation, given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", noted)
        yield


def needed(call: Call) -> set[Right]:
    """The rights without which AWS refuses a request; KeyError for one that is not known here."""
    service, operation, given = call
    if service == "s3":
        return set(_on_s3(operation, given))
    if service == "dynamodb":
        return {(f"dynamodb:{action}", f"arn:aws:dynamodb:{_AT}:table/{table}") for action, table in _on_table(call)}
    action = f"{_PREFIX[service]}:{operation}"
    if service == "cloudwatch":
        return {(action, "*")}  # metrics have no ARNs
    if service == "secretsmanager":
        return {(action, f"arn:aws:secretsmanager:{_AT}:secret:{given['SecretId']}-AbCdEf")}
    return {(action, given["executionArn"] if "executionArn" in given else given["stateMachineArn"])}


def _on_s3(operation: str, given: Mapping[str, Any]) -> Iterator[Right]:
    bucket = f"arn:aws:s3:::{given['Bucket']}"
    if operation == "ListObjectsV2":
        yield "s3:ListBucket", bucket
    elif operation == "DeleteObjects":
        for one in given["Delete"]["Objects"]:
            yield f"s3:DeleteObject{'Version' if 'VersionId' in one else ''}", f"{bucket}/{one['Key']}"
    else:
        yield f"s3:{_OBJECT[operation]}", f"{bucket}/{given['Key']}"
        if operation == "GetObject":  # without the right to list, what is not there is refused rather than not found
            yield "s3:ListBucket", bucket


def _on_table(call: Call) -> Iterator[tuple[str, str]]:
    if call.operation == "TransactWriteItems":
        for item in call.given["TransactItems"]:
            yield from ((_TRANSACTION[kind], said["TableName"]) for kind, said in item.items())
    elif call.operation in ("BatchWriteItem", "BatchGetItem"):
        yield from ((call.operation, table) for table in call.given["RequestItems"])
    else:
        yield call.operation, call.given["TableName"]


def granted(role: Mapping[str, Any]) -> set[Right]:
    """What a role's own policies allow; resources may have wildcards."""
    statements = [one for policy in role["Policies"] for one in as_list(policy["PolicyDocument"]["Statement"])]
    return {
        (action, resource)
        for one in statements
        for action in as_list(one["Action"])
        for resource in as_list(one["Resource"])
    }


def allows(grant: Right, right: Right) -> bool:
    """Whether this grant gives this right."""
    return grant[0] == right[0] and fnmatchcase(right[1], grant[1])
