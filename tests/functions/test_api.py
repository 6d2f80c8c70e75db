"""The package of the endpoint's function: what is in it, and that it answers with nothing else beside it."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from core.engine import Engine
from core.rest.api import Api
from core.rest.engine_source import EngineSource
from core.rest.messages import Request
from core.rest.publish import publish_rows
from scripts.aws.packages import api
from tests.fixtures import START
from tests.functions.test_gateway import http_event, rest_event
from tests.tables import NOW, DynamoDb

_RUN = """
import json, sys
import boto3
import api
replies = [api.handler(event, None) for event in json.load(sys.stdin)]
ours = [m.__file__ for n, m in sys.modules.items() if n.partition(".")[0] in ("core", "api", "gateway")]
heavy = {"numpy", "streamlit", "pydantic", "scipy", "pandas"} & {n.partition(".")[0] for n in sys.modules}
print(json.dumps({"replies": replies, "files": ours, "heavy": sorted(heavy)}))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    api().write(folder / "api.zip")
    with zipfile.ZipFile(folder / "api.zip") as packed:
        packed.extractall(folder / "task")
    return folder / "task"


def invoked(unpacked: Path, dynamodb: DynamoDb, events: list[Any], **settings: str) -> tuple[Any, str]:
    """What the function, in a process of its own that has only the package and boto3, replies; and its log."""
    environment = {**dynamodb.environment, **settings, "PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, "-c", _RUN], cwd=unpacked, env=environment, input=json.dumps(events), capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def test_the_package_is_small_and_the_same_each_time(unpacked: Path, tmp_path: Path) -> None:
    api().write(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (unpacked.parent / "api.zip").read_bytes()
    files = [path for path in unpacked.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".py"}
    assert sum(path.stat().st_size for path in files) < 1024 * 1024
    names = {path.relative_to(unpacked).as_posix() for path in files}
    assert {"api.py", "gateway.py", "core/rest/table_source.py"} <= names
    assert not {"core/engine.py", "core/rest/publish.py", "core/settings.py"} & names


def test_it_answers_everything_it_offers(unpacked: Path, dynamodb: DynamoDb, small: Engine) -> None:
    table = dynamodb.new()
    publish_rows(small.snapshot, table, lambda: NOW)
    engine = Api(EngineSource(lambda: small), lambda: START)
    zipped = {"accept-encoding": "gzip", "x-request-id": "mine"}
    events = [
        rest_event("/recommendations/m01", {"feature_type": ["both"], "count": ["3"]}),
        http_event("/recommendations/m01", "feature_type=both&count=3"),
        http_event("/openapi.json", headers=zipped),
        rest_event("/titles/m08"), rest_event("/titles/nobody"),
        rest_event("/recommendations/m01", {"type": ["movie"]}),
        rest_event("/recommendations", method="POST"), rest_event("/health"), rest_event("/openapi.json"),
        rest_event("/docs"), rest_event("/"), rest_event("/nothing"), rest_event("/titles/m01", method="OPTIONS"),
        rest_event("/titles/m01", method="HEAD"), rest_event("/recommendations/m01", {"count": ["0"]}),
    ]  # fmt: skip
    told, log = invoked(unpacked, dynamodb, events, REST_TABLE=table.name)
    assert told["heavy"] == []
    assert all(Path(file).is_relative_to(unpacked) for file in told["files"])
    replies = told["replies"]
    assert [reply["statusCode"] for reply in replies] == [
        200, 200, 200, 200, 404, 501, 501, 200, 200, 200, 200, 404, 204, 200, 400
    ]  # fmt: skip
    expected = engine.respond(Request("GET", "/recommendations/m01", "feature_type=both&count=3")).body.decode()
    assert replies[0]["body"] == replies[1]["body"] == expected
    assert replies[2]["isBase64Encoded"] and replies[2]["headers"]["x-request-id"] == "mine"
    assert replies[3]["body"] == engine.respond(Request("GET", "/titles/m08")).body.decode()
    assert json.loads(replies[10]["body"])["documentation"] == "/prod/docs"
    assert replies[13]["body"] == ""
    lines = [json.loads(line) for line in log.splitlines()]
    assert len(lines) == len(events) and lines[0]["request_id"] == "r-1" and "m01" not in log


def test_the_key_and_the_origins_are_obeyed(unpacked: Path, dynamodb: DynamoDb, small: Engine) -> None:
    table = dynamodb.new()
    publish_rows(small.snapshot, table, lambda: NOW)
    origin = "https://example.org"
    events = [
        http_event("/titles/m01"), http_event("/titles/m01", headers={"x-api-key": "sesame", "origin": origin}),
        rest_event("/titles/m01", headers={"X-Api-Key": ["wrong"], "Origin": ["https://elsewhere.org"]}),
    ]  # fmt: skip
    settings = {"REST_TABLE": table.name, "API_KEY": "sesame", "API_ORIGINS": origin}
    told, log = invoked(unpacked, dynamodb, events, **settings)
    assert [reply["statusCode"] for reply in told["replies"]] == [401, 200, 401]
    allowed = [reply["headers"].get("access-control-allow-origin") for reply in told["replies"]]
    assert allowed == [None, origin, None]
    assert "sesame" not in log


def test_a_table_that_is_not_there_is_503(unpacked: Path, dynamodb: DynamoDb) -> None:
    told, _ = invoked(unpacked, dynamodb, [rest_event("/health"), rest_event("/docs")], REST_TABLE="nowhere")
    assert [reply["statusCode"] for reply in told["replies"]] == [503, 200]
