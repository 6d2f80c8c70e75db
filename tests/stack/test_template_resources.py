"""Resources: what becomes of data, who gets at it, and how functions and API Gateway fit together."""

import json
from http import HTTPStatus
from typing import Any

import pytest

from core.rest import problems
from scripts.aws import libraries
from tests.fixtures import ROOT
from tests.stack.filling import EVERYTHING, Stack, stack
from tests.stack.reading import template

GATEWAY_WAITS = 29  # seconds for an integration of API Gateway's
HOLD_DATA_OR_COST = {
    "Cognito::UserPool", "DynamoDB::Table", "ElasticBeanstalk::Environment", "Logs::LogGroup", "S3::Bucket",
    "SecretsManager::Secret",
}  # fmt: skip
DO_NOT = {
    "ApiGateway::ApiKey", "ApiGateway::Deployment", "ApiGateway::GatewayResponse", "ApiGateway::Method",
    "ApiGateway::Resource", "ApiGateway::RestApi", "ApiGateway::Stage", "ApiGateway::UsagePlan",
    "ApiGateway::UsagePlanKey", "CloudWatch::Alarm", "CloudWatch::Dashboard", "Cognito::UserPoolClient",
    "Cognito::UserPoolDomain", "Cognito::UserPoolUser", "ElasticBeanstalk::Application",
    "ElasticBeanstalk::ApplicationVersion", "Events::Rule", "IAM::InstanceProfile", "IAM::Role", "Lambda::Function",
    "Lambda::Permission", "S3::BucketPolicy", "SNS::Subscription", "SNS::Topic", "StepFunctions::StateMachine",
}  # fmt: skip
"""What can be made again from the template alone, and costs nothing or cents while nobody uses it."""
CONTEXT = {
    "$context.error.messageString": json.dumps('No method for "GET" in \\v1.'),  # API Gateway quotes it itself
    "$context.path": "/v1/titles/am%C3%A9lie%20%22",
    "$context.requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
}


@pytest.fixture(scope="module")
def everything() -> Stack:
    return stack(**EVERYTHING)


def properties(kind: str) -> list[dict[str, Any]]:
    return list(stack(**EVERYTHING).of(kind).values())


def test_what_becomes_of_data_is_said_and_every_kind_of_resource_is_known() -> None:
    for name, said in template()["Resources"].items():
        kind = said["Type"].removeprefix("AWS::")
        assert kind in HOLD_DATA_OR_COST | DO_NOT, f"{kind}: does it hold data, or cost money?"
        if kind in HOLD_DATA_OR_COST:
            assert {"DeletionPolicy", "UpdateReplacePolicy"} <= said.keys(), name


def test_the_bucket_keeps_versions_and_lets_nobody_else_in() -> None:
    [bucket] = properties("S3::Bucket")
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    blocked = bucket["PublicAccessBlockConfiguration"]
    assert len(blocked) == 4 and all(value is True for value in blocked.values())
    rules = bucket["LifecycleConfiguration"]["Rules"]
    assert all(rule["Status"] == "Enabled" for rule in rules)
    members = {member for rule in rules for member in rule}
    assert {"NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload", "ExpiredObjectDeleteMarker"} <= members
    assert not members & {"ExpirationInDays", "ExpirationDate"}  # what is current stays


def test_the_bucket_is_spoken_to_over_tls_alone(everything: Stack) -> None:
    [policy] = properties("S3::BucketPolicy")
    [statement] = policy["PolicyDocument"]["Statement"]
    arn = everything.arn("Data")
    assert policy["Bucket"] == everything.resources["Data"]["Properties"]["BucketName"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Resource"] == [arn, f"{arn}/*"]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_table_costs_by_request_and_can_be_brought_back() -> None:
    [table] = properties("DynamoDB::Table")
    assert table["BillingMode"] == "PAY_PER_REQUEST" and "ProvisionedThroughput" not in table
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert [(key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]] == [("pk", "HASH"), ("sk", "RANGE")]
    assert {key["AttributeType"] for key in table["AttributeDefinitions"]} == {"S"}


def test_each_function_writes_to_a_log_that_is_made_before_it_and_ends(everything: Stack) -> None:
    logs = {said["LogGroupName"]: name for name, said in everything.of("Logs::LogGroup").items()}
    made_for = {f"/aws/lambda/{said['FunctionName']}": name for name, said in everything.of("Lambda::Function").items()}
    assert logs.keys() == made_for.keys()
    for group, function in made_for.items():
        assert everything.resources[function]["DependsOn"] == logs[group]
    assert all(1 <= said["RetentionInDays"] <= 90 for said in everything.of("Logs::LogGroup").values())


# ---- functions and API Gateway


def test_functions_are_there_and_run_on_what_their_packages_are_made_for(everything: Stack) -> None:
    read = template()["Parameters"]
    assert read["Runtime"]["Default"] == f"python{libraries.PYTHON}"
    assert set(read["Architecture"]["AllowedValues"]) == set(libraries.ARCHITECTURES)
    for said in everything.of("Lambda::Function").values():
        module, function = said["Handler"].split(".")
        source = (ROOT / "cloudformation" / "functions" / f"{module}.py").read_text("utf-8")
        assert f"\ndef {function}(" in source
    assert everything.resources["ApiFunction"]["Properties"]["Timeout"] < GATEWAY_WAITS


def test_a_deployment_of_the_api_has_all_of_it(everything: Stack) -> None:
    parts = everything.of("ApiGateway::Method").keys() | everything.of("ApiGateway::GatewayResponse").keys()
    assert set(everything.resources["ApiDeployment"]["DependsOn"]) == parts


def test_what_api_gateway_says_by_itself_has_the_form_of_what_the_function_says(everything: Stack) -> None:
    """Problem documents of RFC 9457, which every client can read as such whoever wrote them."""
    ours = problems.Problem(problems.NO_ROUTE, "No.").document("/v1", "/nothing", "r-1")
    said_for = {}
    for said in everything.of("ApiGateway::GatewayResponse").values():
        said_for[said["ResponseType"]] = said["StatusCode"]
        [(_, text)] = said["ResponseTemplates"].items()
        for variable, value in CONTEXT.items():
            text = text.replace(variable, value)
        assert "$" not in text
        document = json.loads(text)
        assert document.keys() == ours.keys()
        assert document["status"] == int(said["StatusCode"])
        assert document["type"] == "about:blank"
        assert document["title"] == HTTPStatus(document["status"]).phrase  # as RFC 9457 wants it for about:blank
        assert document["detail"] and document["instance"] == CONTEXT["$context.path"]
        headers = said["ResponseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == f"'{problems.MEDIA_TYPE}'"
        assert "gatewayresponse.header.Access-Control-Allow-Origin" in headers
        assert ("gatewayresponse.header.Retry-After" in headers) == (document["status"] in (429, 502))
    assert said_for == {"DEFAULT_4XX": "400", "DEFAULT_5XX": "502", "INVALID_API_KEY": "401", "THROTTLED": "429"}
