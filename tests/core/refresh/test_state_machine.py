"""Starting refreshes by a state machine, on AWS as it is emulated here."""

import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from core.errors import StoreBusy, StoreRefused, StoreUnreachable
from core.refresh import journal
from core.refresh.control import starter
from core.refresh.state_machine import StateMachine
from core.settings import Settings
from core.store.local import LocalStore
from tests.emulator import Emulator, free_port

PATIENCE = 20  # seconds
ROLE = "arn:aws:iam::123456789012:role/refresh"
WAITS = {"StartAt": "Work", "States": {"Work": {"Type": "Wait", "Seconds": 600, "End": True}}}
ENDS = {"StartAt": "Work", "States": {"Work": {"Type": "Pass", "End": True}}}
FAILS = {"StartAt": "Work", "States": {"Work": {
    "Type": "Fail", "Error": "GateFailed", "Cause": json.dumps({"errorMessage": "Too few.", "stackTrace": ["x.py"]}),
}}}  # fmt: skip


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


Machine = Callable[[dict[str, Any]], StateMachine]


@pytest.fixture
def machine(
    emulator: Emulator, store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    """Makes state machines of the test's own, and starters for them."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("stepfunctions", region_name="us-east-1")
    made = []

    def make(definition: dict[str, Any]) -> StateMachine:
        name = f"{tmp_path.name}-{len(made)}"[-80:]
        said = client.create_state_machine(name=name, definition=json.dumps(definition), roleArn=ROLE)
        made.append(said["stateMachineArn"])
        found = starter(Settings(state_machine_arn=made[-1]), store, now, tmp_path)
        assert isinstance(found, StateMachine)
        return found

    yield make
    for arn in made:
        for one in client.list_executions(stateMachineArn=arn, statusFilter="RUNNING")["executions"]:
            client.stop_execution(executionArn=one["executionArn"])
        client.delete_state_machine(stateMachineArn=arn)
    client.close()


def until(one: StateMachine, state: str) -> str:
    """Waits for a state; what is told about it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        last = one.last()
        if last and last.state == state:
            return last.message
        assert time.monotonic() < deadline, last
        time.sleep(0.05)


def test_it_is_started_refused_twice_cancelled_and_started_again(machine: Machine) -> None:
    one = machine(WAITS)
    assert one.last() is None
    one.cancel()  # nothing to do
    one.start()
    last = one.last()
    assert last and (last.name, last.state) == ("first", "running")
    with pytest.raises(StoreBusy, match="running on AWS"):
        one.start()
    one.cancel()
    assert until(one, "failed").startswith("ABORTED")
    one.start()
    last = one.last()
    assert last and last.name.startswith("after-") and last.state == "running"


def test_what_tells_its_progress_is_asked_to_stop_too(machine: Machine, store: LocalStore) -> None:
    one = machine(WAITS)
    one.start()
    journal.Journal(store, "20260102T030405Z", now).tell("fetching titles", 1, 2)
    one.cancel()
    assert journal.stopping(store, "20260102T030405Z")


def test_how_it_ended_is_told(machine: Machine) -> None:
    good, bad = machine(ENDS), machine(FAILS)
    good.start()
    assert until(good, "ended") == ""
    bad.start()
    assert until(bad, "failed") == "FAILED: GateFailed: Too few."


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        ({"Error": "StoreBusy", "Cause": json.dumps({"errorMessage": "Somebody writes.", "errorType": "StoreBusy"})},
         "FAILED: StoreBusy: Somebody writes."),
        ({"status": "held", "message": "Not published.", "run": "20260102T030405Z"}, "FAILED: held: Not published."),
        ({"Error": "Sandbox.Timedout", "Cause": "[]"}, "FAILED: Sandbox.Timedout: []"),
        ({"Error": "States.Timeout"}, "FAILED: States.Timeout"),
    ],
)  # fmt: skip
def test_what_the_workflow_tells_is_unfolded(machine: Machine, cause: dict[str, str], told: str) -> None:
    failed = {"Type": "Fail", "Error": "NotRefreshed", "Cause": json.dumps(cause)}
    bad = machine({"StartAt": "Failed", "States": {"Failed": failed}})
    bad.start()
    assert until(bad, "failed") == told


def test_a_missing_state_machine_is_said(machine: Machine, store: LocalStore) -> None:
    machine(ENDS)
    arn = "arn:aws:states:us-east-1:123456789012:stateMachine:nobody"
    with pytest.raises(StoreRefused, match="Correct STATE_MACHINE_ARN"):
        StateMachine(arn, store, now).start()


def test_two_who_press_at_once_start_one(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have seen that nothing is running: the name, which follows from what they saw, is given once."""
    one = machine(ENDS)
    one.start()
    until(one, "ended")
    monkeypatch.setattr(one, "_latest", lambda: None)  # as the list still is for a moment after a start
    try:
        one.start()
    except StoreBusy as error:
        assert "a moment ago" in str(error)
    monkeypatch.undo()
    last = one.last()
    assert last and last.name == "first"


@pytest.mark.parametrize(
    ("kind", "error", "said"),
    [
        ("ExecutionAlreadyExists", StoreBusy, "a moment ago"),
        ("AccessDeniedException", StoreRefused, "states:StartExecution"),
        ("ExpiredTokenException", StoreRefused, "does not accept these credentials"),
        ("ThrottlingException", StoreUnreachable, "Try again later"),
    ],
)
def test_what_aws_answers_is_told_in_our_words(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch, kind: str, error: type[Exception], said: str
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    one = StateMachine("arn:aws:states:us-east-1:123456789012:stateMachine:refresh", store, now)
    with Stubber(one._client) as stubbed:
        stubbed.add_response("list_executions", {"executions": []})
        stubbed.add_client_error("start_execution", kind, "Not now.")
        with pytest.raises(error, match=said):
            one.start()


def test_no_answer_is_said(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}",
    }.items():
        monkeypatch.setenv(name, value)  # fmt: skip
    one = StateMachine("arn:aws:states:us-east-1:123456789012:stateMachine:refresh", store, now)
    with pytest.raises(StoreUnreachable, match="does not answer"):
        one.last()
