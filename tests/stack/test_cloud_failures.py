"""What fails on AWS: what was served before still is, the administrator is told, and the next refresh goes on."""

import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from core.catalogue.sample import sample_titles
from core.catalogue.tables import export
from tests.stack.clouds import Cloud, standing
from tests.tmdb.faults import Chance, never
from tests.tmdb.server import TOKEN, Tmdb, serving
from tests.tmdb.world import World


@pytest.fixture(scope="module")
def tmdb() -> Iterator[Tmdb]:
    with serving(Tmdb(World.of(40, 30, spare=20))) as served:
        yield served


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory, tmdb: Tmdb) -> Iterator[Cloud]:
    with standing(tmp_path_factory, key=TOKEN, TMDBBaseUrl=tmdb.url) as stands:
        yield stands


@pytest.fixture
def before(cloud: Cloud) -> Iterator[str]:
    """What was served when the test began, and has to be when it ends."""
    snapshot = cloud.served()
    yield snapshot
    assert cloud.get("/health").document["snapshot"]["id"] == cloud.served()


def cause(execution: dict[str, Any]) -> dict[str, Any]:
    assert (execution["status"], execution["error"]) == ("FAILED", "NotRefreshed")
    return dict(json.loads(execution["cause"]))


def test_the_first_refresh_came_from_tmdb(cloud: Cloud, tmdb: Tmdb) -> None:
    assert cloud.get("/health").document["counts"]["titles"] == 70
    assert tmdb.keys == {"header"}, "the key came by the secret, and was sent as a token is"
    assert not any(TOKEN in line for line in cloud.said)


def test_by_hand(cloud: Cloud, before: str) -> None:
    error, said = cloud.invoke({"update_from_tmdb": True, "full": True})
    assert error is None and said["status"] == "started"
    assert cloud.ended(said["execution"])["status"] == "SUCCEEDED"
    error, said = cloud.invoke({"update_from_tmdb": "yes"})
    assert error == "Unhandled" and said["errorType"] == "InvalidRequest"


def test_tmdb_does_not_answer(cloud: Cloud, tmdb: Tmdb, before: str) -> None:
    """With an answer that ends a call at once: with others it tries for most of a minute, each of the four times."""
    queue = cloud.listen()
    tmdb.faults = Chance(1.0, ("400",))
    try:
        failed = cause(cloud.ended(cloud.execute({"full": True})))
    finally:
        tmdb.faults = never
    assert failed["Error"] == "TmdbUnavailable"
    mail = cloud.mail(queue, "was not refreshed")
    assert "TmdbUnavailable" in mail["Message"] and TOKEN not in json.dumps(mail)
    assert cloud.served() == before
    assert cloud.ended(cloud.execute())["status"] == "SUCCEEDED"


def test_a_wrong_key(cloud: Cloud, tmdb: Tmdb, before: str) -> None:
    secret = "netflix-tmdb-key-test"
    client = cloud.client("secretsmanager")
    client.put_secret_value(SecretId=secret, SecretString=json.dumps({"TMDB_API_KEY": "f" * 32}))
    try:
        failed = cause(cloud.ended(cloud.execute()))
    finally:
        client.put_secret_value(SecretId=secret, SecretString=json.dumps({"TMDB_API_KEY": TOKEN}))
    assert failed["Error"] == "TmdbUnauthorised" and "f" * 32 not in failed["Cause"]
    assert cloud.served() == before


def test_a_gate_holds_it_back(cloud: Cloud, tmdb: Tmdb, before: str) -> None:
    queue = cloud.listen()
    world = tmdb.world
    series = [item for item in world.items.values() if item.kind == "tv"][:20]
    for item in series:
        world.drop(item.id)
    try:
        held = cause(cloud.ended(cloud.execute({"full": True})))
    finally:
        for item in series:
            world.add(item)
    assert held["status"] == "held" and "python -m core publish" in held["message"]
    assert "held" in cloud.mail(queue, "was not refreshed")["Message"]
    assert cloud.served() == before
    assert cloud.ended(cloud.execute({"full": True}))["status"] == "SUCCEEDED"


def test_lambda_ends_a_call(cloud: Cloud, before: str) -> None:
    """Fetching ends by itself before Lambda ends it; what else takes too long is cut, and the lock is left behind."""
    function, bucket = cloud.outputs["EtlFunction"], cloud.outputs["DataBucket"]
    client, s3 = cloud.client("lambda"), cloud.client("s3")
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        many = [replace(title, id=f"{title.id}-{again}") for again in range(15) for title in sample_titles()]
        export(sorted(many, key=lambda title: title.id), Path(file.name))
        s3.upload_file(file.name, bucket, "raw/netflix_all_data.csv")
    client.update_function_configuration(FunctionName=function, Timeout=2)
    try:
        failed = cause(cloud.ended(cloud.execute({"update_from_tmdb": False})))
    finally:
        client.update_function_configuration(FunctionName=function, Timeout=900)
    assert failed["Error"] in ("Sandbox.Timedout", "StoreBusy"), failed
    assert cloud.served() == before
    s3.delete_object(Bucket=bucket, Key="store/lock")  # as if its minute had passed
    assert cloud.ended(cloud.execute({"full": True}))["status"] == "SUCCEEDED"


def test_two_at_once(cloud: Cloud, tmdb: Tmdb, before: str) -> None:
    tmdb.latency = 0.02
    try:
        first, second = cloud.execute({"full": True}), cloud.execute({"full": True})
        states = [cloud.ended(first), cloud.ended(second)]
    finally:
        tmdb.latency = 0.0
    assert "SUCCEEDED" in [one["status"] for one in states]
    for one in states:
        assert one["status"] == "SUCCEEDED" or cause(one)["Error"] == "StoreBusy"
    assert cloud.get("/health").document["counts"]["titles"] == 70


def test_dynamodb_throttles(cloud: Cloud, tmdb: Tmdb, before: str) -> None:
    tmdb.world.add(tmdb.world.spare[0])
    with (
        throttling(cloud.emulator.url, 6) as (url, refused),
        configured(cloud, AWS_ENDPOINT_URL_DYNAMODB=url),
    ):
        ended = cloud.ended(cloud.execute({"full": True}))
    assert ended["status"] == "SUCCEEDED" and len(refused) == 6
    assert cloud.served() != before


@contextmanager
def configured(cloud: Cloud, **more: str) -> Iterator[None]:
    """The refresh's function with more in its environment."""
    client, function = cloud.client("lambda"), cloud.outputs["EtlFunction"]
    variables = client.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    client.update_function_configuration(FunctionName=function, Environment={"Variables": {**variables, **more}})
    try:
        yield
    finally:
        client.update_function_configuration(FunctionName=function, Environment={"Variables": variables})


@contextmanager
def throttling(url: str, times: int) -> Iterator[tuple[str, list[str]]]:
    """DynamoDB that refuses batches so many times before it takes them; its address, and what it refused."""
    refused: list[str] = []
    lock = threading.Lock()

    class Proxy(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            action = self.headers["X-Amz-Target"]
            with lock:
                refuse = action.endswith("BatchWriteItem") and len(refused) < times
                if refuse:
                    refused.append(action)
            if refuse:
                kind = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"
                self._reply(400, json.dumps({"__type": kind, "message": "Too fast"}).encode())
                return
            headers = {name: text for name, text in self.headers.items() if name.lower() != "host"}
            with urlopen(Request(url, body, headers), timeout=30) as answer:
                self._reply(answer.status, answer.read())

        def _reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", refused
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("alarm", "namespace", "metric", "dimensions", "value"),
    [
        ("EtlFailed", "AWS/States", "ExecutionsFailed", {"StateMachineArn": "StateMachineArn"}, 1.0),
        ("EtlTimedOut", "AWS/States", "ExecutionsTimedOut", {"StateMachineArn": "StateMachineArn"}, 1.0),
        ("ApiErrors", "AWS/ApiGateway", "5XXError", {"ApiName": "", "Stage": "ApiStageName"}, 9.0),
        ("ApiSlow", "AWS/ApiGateway", "Latency", {"ApiName": "", "Stage": "ApiStageName"}, 4000.0),
        ("ReadsThrottled", "AWS/DynamoDB", "ReadThrottleEvents", {"TableName": "RestTable"}, 5.0),
        ("WritesThrottled", "AWS/DynamoDB", "WriteThrottleEvents", {"TableName": "RestTable"}, 5.0),
    ],
)
def test_an_alarm_reaches_the_administrator(
    cloud: Cloud, alarm: str, namespace: str, metric: str, dimensions: dict[str, str], value: float
) -> None:
    """AWS measures by itself; the emulator does not, so it is told what AWS would measure."""
    queue = cloud.listen()
    now = time.time()
    named = [
        {"Name": name, "Value": cloud.outputs.get(output, "netflix-recommendation-api-test")}
        for name, output in dimensions.items()
    ]
    cloud.client("cloudwatch").put_metric_data(
        Namespace=namespace,
        MetricData=[
            {"MetricName": metric, "Value": value, "Timestamp": now - past, "Dimensions": named}
            for past in (0, 300, 600)
        ],
    )
    told = json.loads(cloud.mail(queue, alarm)["Message"])
    assert (told["NewStateValue"], told["AlarmName"]) == ("ALARM", f"netflix-recommendation-{alarm}-test")
