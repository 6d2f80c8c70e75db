"""What the template promises whoever deploys it: names, parameters, what is kept, how functions and API Gateway fit."""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import boto3
import pytest

from core.rest import problems
from scripts.aws import libraries
from tests.fixtures import ROOT
from tests.stack.filling import ACCOUNT, EVERYTHING, Stack, stack
from tests.stack.reading import TEMPLATE, functions, names_in_text, names_used, template

MOST_BYTES = 51_200  # of a template that is not uploaded to a bucket first
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

LONGEST = {
    ("ApiGateway::RestApi", "Name"): 128, ("CloudWatch::Alarm", "AlarmName"): 255,
    ("CloudWatch::Dashboard", "DashboardName"): 255, ("Cognito::UserPool", "UserPoolName"): 128,
    ("Cognito::UserPoolDomain", "Domain"): 63, ("DynamoDB::Table", "TableName"): 255,
    ("ElasticBeanstalk::Application", "ApplicationName"): 100,
    ("ElasticBeanstalk::Environment", "EnvironmentName"): 40, ("Events::Rule", "Name"): 64,
    ("IAM::Role", "RoleName"): 64, ("Lambda::Function", "FunctionName"): 64, ("Logs::LogGroup", "LogGroupName"): 512,
    ("S3::Bucket", "BucketName"): 63, ("SNS::Topic", "TopicName"): 256, ("SecretsManager::Secret", "Name"): 512,
    ("StepFunctions::StateMachine", "StateMachineName"): 80,
}  # fmt: skip
"""How many characters AWS takes."""
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


def test_it_is_small_enough_to_be_sent_as_it_is() -> None:
    assert TEMPLATE.stat().st_size < MOST_BYTES


# ---- names


def test_names_are_what_other_programs_know(everything: Stack) -> None:
    for environment in ("dev", "test", "prod"):
        made = stack(**EVERYTHING | {"Environment": environment})
        assert (
            made.resources["Data"]["Properties"]["BucketName"] == f"netflix-recommendation-data-{ACCOUNT}-{environment}"
        )
        assert made.resources["Etl"]["Properties"]["FunctionName"] == f"netflix-etl-{environment}"
        assert made.resources["Workflow"]["Properties"]["StateMachineName"] == f"netflix-etl-workflow-{environment}"
        assert made.resources["App"]["Properties"]["ApplicationName"] == f"netflix-recommendation-app-{environment}"
        assert (
            made.resources["AppEnvironment"]["Properties"]["EnvironmentName"]
            == f"netflix-recommendation-env-{environment}"
        )
    assert {"StreamlitURL", "ApiURL"} <= set(everything.outputs)
    assert everything.outputs["StreamlitURL"]["Value"] == EVERYTHING["PublicUrl"]
    assert re.fullmatch(
        r"https://\w+\.execute-api\.us-east-1\.amazonaws\.com/v1", everything.outputs["ApiURL"]["Value"]
    )


def test_without_an_application_nothing_of_it_is_made() -> None:
    plain = stack(AdminEmail="ada@example.org")
    assert not {
        one["Type"] for one in plain.resources.values() if "Beanstalk" in one["Type"] or "Cognito" in one["Type"]
    }
    assert "StreamlitURL" not in plain.outputs and "ApiURL" in plain.outputs
    without_https = stack(
        AdminEmail="ada@example.org", Platform="arn:aws:elasticbeanstalk:us-east-1::platform/Python/4.0.0"
    )
    assert without_https.outputs["StreamlitURL"]["Value"].startswith("http://AppEnvironment.EndpointURL")


def test_names_are_short_enough_wherever_it_is_deployed() -> None:
    environment = max(template()["Parameters"]["Environment"]["AllowedValues"], key=len)
    region = max(boto3.session.Session().get_available_regions("cloudformation"), key=len)
    made = stack(region, **EVERYTHING | {"Environment": environment})
    seen = set()
    for (kind, naming), longest in LONGEST.items():
        for said in made.of(kind).values():
            if naming in said:
                seen.add((kind, naming))
                assert 3 <= len(said[naming]) <= longest, said[naming]
    assert seen == set(LONGEST)
    for (kind, naming), _ in LONGEST.items():
        if kind in ("S3::Bucket", "Cognito::UserPoolDomain"):
            assert all(re.fullmatch("[a-z0-9-]+", said[naming]) for said in made.of(kind).values())
    [domain] = made.of("Cognito::UserPoolDomain").values()
    assert not re.search("aws|amazon|cognito", domain["Domain"])  # which Cognito refuses


# ---- parameters


def test_every_parameter_is_used_and_explained() -> None:
    read = template()
    used = names_used([read["Conditions"], read["Resources"], read["Outputs"]])
    for name, said in read["Parameters"].items():
        assert name in used, f"{name} is not used"
        assert len(said.get("Description", "")) > 10, f"{name} is not explained"
    groups = read["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    shown = [name for group in groups for name in group["Parameters"]]
    assert sorted(shown) == sorted(read["Parameters"])


def test_secrets_go_from_whoever_deploys_to_secrets_manager_and_nowhere_else() -> None:
    read = template()
    secret = {name for name, said in read["Parameters"].items() if said.get("NoEcho") in (True, "true")}
    named = {
        name
        for name, said in read["Parameters"].items()
        if re.search("key|secret|password|token", name, re.IGNORECASE) and "AllowedValues" not in said
    }
    assert named == secret == {"TMDBApiKey", "OidcClientSecret"}
    assert [read["Parameters"][name]["Default"] for name in sorted(secret)] == ["", ""]
    for part in ("Resources", "Outputs"):
        for name, said in read[part].items():
            if said.get("Type") != "AWS::SecretsManager::Secret":
                assert not names_used(said) & secret, f"{name} tells a secret"
                assert not told_by_cognito(said), f"{name} tells Cognito's secret"
    assert "{{resolve:" not in TEMPLATE.read_text("utf-8")  # which would put one into what describes a resource


def told_by_cognito(said: Any) -> bool:
    return any(
        (function == "Fn::GetAtt" and argument[-1] == "ClientSecret")
        or (function == "Fn::Sub" and any(name.endswith(".ClientSecret") for name in names_in_text(argument)))
        for function, argument in functions(said)
    )


def json_texts(said: Any) -> Iterator[str]:
    """Texts that ``Fn::Sub`` puts something into, and that are JSON."""
    for function, text in functions(said):
        if function == "Fn::Sub" and re.match(r'\s*\{\s*"', text):
            yield text


def test_no_parameter_can_break_the_json_that_it_is_put_into(everything: Stack) -> None:
    read, checked = template(), set()
    for text in json_texts(read["Resources"]):
        for name in names_in_text(text) & read["Parameters"].keys():
            said = read["Parameters"][name]
            checked.add(name)
            if said["Type"] != "Number" and "AllowedValues" not in said:
                assert not re.fullmatch(said["AllowedPattern"], f'https://a"{said["Default"]}'), name
                assert not re.fullmatch(said["AllowedPattern"], f'{said["Default"]}"'), name
                assert not re.fullmatch(said["AllowedPattern"], f"{said['Default']}\\"), name
    assert {"TMDBApiKey", "PublicUrl", "OidcClientSecret", "StaleHours"} <= checked
    tmdb = json.loads(everything.resources["TmdbKey"]["Properties"]["SecretString"])
    assert set(tmdb) == {"TMDB_API_KEY"}
    for own in ({}, {"OidcMetadataUrl": "https://id.example.org/.well-known/openid-configuration"}):
        made = stack(**EVERYTHING | own)
        said = json.loads(made.resources["AuthSecret"]["Properties"]["GenerateSecretString"]["SecretStringTemplate"])
        assert set(said) == {"redirect_uri", "client_id", "client_secret", "server_metadata_url"}
        assert said["redirect_uri"] == f"{EVERYTHING['PublicUrl']}/oauth2callback"
    assert json.loads(everything.resources["Dashboard"]["Properties"]["DashboardBody"])["widgets"]


# ---- what is kept


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
