"""The template as whoever deploys it meets it: its size, its names, its parameters, and where secrets go."""

import json
import re
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from tests.stack.filling import ACCOUNT, EVERYTHING, Stack, stack
from tests.stack.reading import TEMPLATE, functions, names_in_text, names_used, template

MOST_BYTES = 51_200  # of a template that is not uploaded to a bucket first
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


@pytest.fixture(scope="module")
def everything() -> Stack:
    return stack(**EVERYTHING)


def test_it_is_small_enough_to_be_sent_as_it_is() -> None:
    assert TEMPLATE.stat().st_size < MOST_BYTES


# ---- names


@pytest.mark.parametrize("environment", ["dev", "test", "prod"])
def test_names_are_what_other_programs_know(environment: str) -> None:
    made = stack(**EVERYTHING | {"Environment": environment})
    names = {
        "Data": ("BucketName", f"netflix-recommendation-data-{ACCOUNT}-{environment}"),
        "Etl": ("FunctionName", f"netflix-etl-{environment}"),
        "Workflow": ("StateMachineName", f"netflix-etl-workflow-{environment}"),
        "App": ("ApplicationName", f"netflix-recommendation-app-{environment}"),
        "AppEnvironment": ("EnvironmentName", f"netflix-recommendation-env-{environment}"),
    }
    for resource, (naming, name) in names.items():
        assert made.resources[resource]["Properties"][naming] == name


def test_addresses_are_told(everything: Stack) -> None:
    told = {name: said["Value"] for name, said in everything.outputs.items()}
    assert told["StreamlitURL"] == EVERYTHING["PublicUrl"]
    assert re.fullmatch(r"https://\w+\.execute-api\.us-east-1\.amazonaws\.com/v1", told["ApiURL"])


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
