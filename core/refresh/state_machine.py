"""Starting a refresh on AWS: an execution of the Step Functions state machine that runs it."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from core.errors import InvalidRequest, StoreBusy, StoreRefused
from core.refresh import journal
from core.refresh.control import Clock, Started
from core.store import aws
from core.store.protocol import Store

_ARN = re.compile(r"arn:aws[\w-]*:states:([\w-]+):\d{12}:stateMachine:[\w.-]+")
_DENIED = ("AccessDenied", "AccessDeniedException")
_MISSING = ("StateMachineDoesNotExist", "InvalidArn")
_CONFIG = Config(connect_timeout=5, read_timeout=15, retries={"mode": "standard"})


class StateMachine:
    """The Starter where refreshes are run by AWS."""

    def __init__(self, arn: str, store: Store, clock: Clock) -> None:
        """``arn`` names the state machine; ``store`` is where the refresh tells how far it has come.

        :raises InvalidRequest: ``arn`` is no state machine's.
        """
        found = _ARN.fullmatch(arn)
        if not found:
            raise InvalidRequest(
                "STATE_MACHINE_ARN", "STATE_MACHINE_ARN is not one: arn:aws:states:REGION:ACCOUNT:stateMachine:NAME."
            )
        self._arn, self._store, self._clock = arn, store, clock
        with self._told():
            self._client = aws.client("stepfunctions", found[1], _CONFIG)

    def start(self) -> None:
        """See :meth:`Starter.start`."""
        self.execute({})

    def execute(self, given: Mapping[str, Any]) -> str:
        """Starts an execution with this input, and returns its ARN; raises what :meth:`Starter.start` does.

        Its name follows from the execution before it: twice it cannot be given.
        """
        with self._told():
            latest = self._latest()
            if latest and latest["status"] == "RUNNING":
                raise StoreBusy("A refresh is running on AWS. Wait for it to end, or cancel it.")
            name = f"after-{latest['startDate'].timestamp() * 1000:.0f}" if latest else "first"
            begun = self._client.start_execution(stateMachineArn=self._arn, name=name, input=json.dumps(given))
            return str(begun["executionArn"])

    def cancel(self) -> None:
        """See :meth:`Starter.cancel`. The function at work is asked too: stopping an execution does not stop that."""
        run = journal.running(self._store, self._clock())
        if run:
            journal.cancel(self._store, run["run"])
        with self._told():
            latest = self._latest()
            if latest and latest["status"] == "RUNNING":
                self._client.stop_execution(executionArn=latest["executionArn"], cause="Cancelled by a person.")

    def last(self) -> Started | None:
        """See :meth:`Starter.last`; whoever started it."""
        with self._told():
            latest = self._latest()
            if latest is None:
                return None
            name, at, status = str(latest["name"]), latest["startDate"], latest["status"]
            if status == "RUNNING":
                return Started(name, at, "running")
            if status == "SUCCEEDED":
                return Started(name, at, "ended")
            said = self._client.describe_execution(executionArn=latest["executionArn"])
            return Started(name, at, "failed", _reason(status, said))

    def _latest(self) -> dict[str, Any] | None:
        found = self._client.list_executions(stateMachineArn=self._arn, maxResults=1)["executions"]
        return dict(found[0]) if found else None

    @contextmanager
    def _told(self) -> Iterator[None]:
        with aws.told("The state machine"):
            try:
                yield
            except ClientError as error:
                kind = aws.code(error)
                if kind == "ExecutionAlreadyExists":
                    raise StoreBusy("A refresh was started on AWS a moment ago.") from error
                if kind in _MISSING:
                    raise StoreRefused(f"There is no state machine {self._arn}. Correct STATE_MACHINE_ARN.") from error
                if kind in _DENIED:
                    raise StoreRefused(
                        "AWS denies access to the state machine. Allow states:StartExecution and states:ListExecutions "
                        "on it, and states:DescribeExecution and states:StopExecution on its executions."
                    ) from error
                raise


def _reason(status: str, said: dict[str, Any]) -> str:
    """Why an execution failed, in one line.

    What stopped it comes as JSON, a function's failure as JSON in that, with a traceback that nobody needs.
    """
    error, cause = str(said.get("error") or ""), str(said.get("cause") or "")
    while told := _told(cause):
        error = str(told.get("Error") or told.get("errorType") or told.get("status") or error)
        cause = str(told.get("Cause") or told.get("errorMessage") or told.get("message") or "")
    first = cause.strip().split("\n")[0][:500]
    return ": ".join(part for part in (status, error, first) if part)


def _told(cause: str) -> dict[str, Any]:
    """What a cause says as JSON, nothing where it is a text."""
    try:
        told = json.loads(cause)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
