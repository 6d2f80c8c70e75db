"""The same path with roles enforced and TLS alone: the functions do what their roles allow, and need no more."""

import shutil
from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.stack.clouds import Cloud, standing
from tests.tmdb.server import TOKEN, Tmdb, serving
from tests.tmdb.world import World


@pytest.fixture(scope="module")
def tmdb() -> Iterator[Tmdb]:
    with serving(Tmdb(World.of(20, 15, spare=5))) as served:
        yield served


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make the emulator's certificate with")
    with standing(tmp_path_factory, strict=True) as stands:
        yield stands


def test_it_deploys_imports_publishes_and_answers(cloud: Cloud) -> None:
    assert cloud.client("s3").meta.endpoint_url.startswith("https://")
    execution = cloud.ended(cloud.execute())
    assert execution["status"] == "SUCCEEDED"
    error, said = cloud.invoke({"step": "age"})
    assert error is None and said["status"] == "measured"


def test_it_refreshes_from_tmdb(cloud: Cloud, tmdb: Tmdb) -> None:
    assert cloud.deploy(TOKEN, TMDBBaseUrl=tmdb.url)
    error, said = cloud.invoke({"update_from_tmdb": True})
    assert error is None, said
    ended = cloud.ended(said["execution"])
    assert ended["status"] == "SUCCEEDED", ended.get("cause")


def test_a_role_ends_where_it_says(cloud: Cloud) -> None:
    """What is not granted is refused here: the other tests are worth something."""
    role = cloud.client("iam").get_role(RoleName="netflix-api-test-us-east-1")["Role"]["Arn"]
    keys = cloud.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    session = {
        "aws_access_key_id": keys["AccessKeyId"], "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }  # fmt: skip
    client = boto3.client("dynamodb", region_name="us-east-1", **session)
    with pytest.raises(ClientError, match="AccessDenied"):
        client.delete_table(TableName=cloud.outputs["RestTable"])
