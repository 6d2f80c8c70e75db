"""The whole stack on an emulator of its own, and what can be seen of it from outside."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from core.store import aws
from scripts.aws import cloud
from scripts.aws.deployment import Deployment, finish, update
from scripts.aws.emulator import Emulator, running

PATIENCE = 90.0  # seconds


@dataclass
class Answer:
    """What came over HTTP."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)


@dataclass
class Cloud:
    """A stack that stands; ``said`` is what the deployment told people."""

    emulator: Emulator
    folder: Path
    packages: Path
    said: list[str]

    def deployment(self, key: str = "", **parameters: str) -> Deployment:
        """The stack with these parameters."""
        deployment = cloud.deployed(self.folder, "test", self.said.append, key=key, **parameters)
        return replace(deployment, folder=self.packages)

    def deploy(self, key: str = "", **parameters: str) -> bool:
        """Creates or updates the stack and lets it serve; whether all is well."""
        wanted = self.deployment(key, **parameters)
        assert update(wanted)
        self.__dict__.pop("outputs", None)
        return finish(wanted)

    @cached_property
    def outputs(self) -> dict[str, str]:
        return self.deployment().stack.outputs()

    def client(self, service: str) -> Any:
        return self.deployment().place.client(service)

    # ---- the refresh

    def execute(self, given: Mapping[str, Any] | None = None, name: str = "") -> str:
        """Starts the workflow; gives the execution's ARN."""
        named = {"name": name} if name else {}
        machine = self.outputs["StateMachineArn"]
        started = self.client("stepfunctions").start_execution(
            stateMachineArn=machine, input=json.dumps(given or {}), **named
        )
        return str(started["executionArn"])

    def ended(self, execution: str) -> dict[str, Any]:
        """How an execution ended."""
        deadline = time.monotonic() + PATIENCE
        while (said := self.client("stepfunctions").describe_execution(executionArn=execution))["status"] == "RUNNING":
            assert time.monotonic() < deadline, "it does not end"
            time.sleep(0.1)
        return dict(said)

    def invoke(self, event: Mapping[str, Any]) -> tuple[str | None, Any]:
        """What the refresh's function answers, and what kind of error it is."""
        answer = self.client("lambda").invoke(FunctionName=self.outputs["EtlFunction"], Payload=json.dumps(event))
        return answer.get("FunctionError"), json.loads(answer["Payload"].read())

    def served(self) -> str:
        """The snapshot that is served from S3."""
        got = self.client("s3").get_object(Bucket=self.outputs["DataBucket"], Key="store/current")
        return str(got["Body"].read().decode().strip())

    # ---- the endpoint

    def get(self, path: str, **headers: str) -> Answer:
        """GET over HTTP."""
        url = self.emulator.api(self.outputs["ApiId"], self.outputs["ApiStageName"]) + path
        try:
            with urlopen(Request(url, headers=headers), timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    # ---- what the administrator is told

    def listen(self) -> str:
        """The URL of a queue that gets what is sent to the administrator from now on."""
        sqs = self.client("sqs")
        queue = sqs.create_queue(QueueName=f"mail-{time.monotonic_ns()}")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.client("sns").subscribe(TopicArn=self.outputs["AdminTopic"], Protocol="sqs", Endpoint=arn)
        return str(queue)

    def mail(self, queue: str, part: str) -> dict[str, Any]:
        """The first message that holds ``part`` in its subject or text; an alarm's only where it is raised."""
        deadline = time.monotonic() + PATIENCE
        seen = []
        while time.monotonic() < deadline:
            got = self.client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=1, MaxNumberOfMessages=10)
            for message in got.get("Messages", ()):
                told = json.loads(message["Body"])
                seen.append(told)
                text = f"{told.get('Subject')} {told['Message']}"
                if part in text and '"NewStateValue": "OK"' not in text:
                    return dict(told)
        raise AssertionError(f"no mail with {part!r}: {seen}")


@contextmanager
def standing(temporary: pytest.TempPathFactory, *, strict: bool = False, **parameters: str) -> Iterator[Cloud]:
    """A stack deployed to an emulator of its own, with this process set up to use it. Packages are made once a run."""
    folder, made = temporary.mktemp("cloud"), temporary.getbasetemp() / "packages"
    pytest.importorskip("ministack", reason="ministack is not installed (requirements-dev.txt has it)")
    pytest.importorskip("awslambdaric", reason="awslambdaric is not installed (requirements-dev.txt has it)")
    with running(folder / "aws", strict=strict, hurried=True) as emulator, pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "TMDB_"))]:
            patch.delenv(name)
        for name, value in {**emulator.environment, "CACHE_DIR": str(folder / "cache")}.items():
            patch.setenv(name, value)
        aws.session.cache_clear()  # it knows the emulator that was used before
        stands = Cloud(emulator, folder, made, [])
        assert stands.deploy(**parameters), stands.said
        yield stands
