"""The state machine's definition: that AWS would take it, that it comes to an end, and that every end is meant."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from core import errors
from core.errors import RecommenderError
from core.refresh import workflow
from core.refresh.report import Status
from tests.fixtures import ROOT
from tests.stack.filling import EVERYTHING, stack

ENDS = {
    "Refresh": {
        "unfinished": "Refresh", "published": "WriteRows", "unchanged": "WriteRows", "cancelled": "Cancelled",
        "held": "Tell", "failed": "Tell",
    },
    "WriteRows": {"unfinished": "WriteRows", "confirmed": "Done"},
}  # fmt: skip
"""Where each status that a step's function returns leads."""
AWS_SAYS = {
    "States.ALL", "States.Timeout", "Sandbox.Timedout", "Runtime.ExitError", "Runtime.OutOfMemory", "Lambda.Unknown",
    "Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
}  # fmt: skip
"""Errors by which AWS tells what became of a call; the others are classes of ours."""
IN_VAIN = {"NoSuchList"}  # TMDB's address is wrong, and stays so

State = dict[str, Any]


@pytest.fixture(scope="module")
def definition() -> dict[str, Any]:
    return stack(**EVERYTHING).definition()


@pytest.fixture(scope="module")
def states(definition: dict[str, Any]) -> dict[str, State]:
    found: dict[str, State] = definition["States"]
    return found


def ways(state: State) -> Iterator[str]:
    """Where a state may lead."""
    for one in (state, *state.get("Choices", ()), *state.get("Catch", ())):
        if "Next" in one:
            yield one["Next"]
    if "Default" in state:
        yield state["Default"]


def reached(states: dict[str, State], start: str) -> set[str]:
    """The states after ``start``; itself only where a way leads back."""
    seen: set[str] = set()
    waiting = [*ways(states[start])]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += ways(states[name])
    return seen


def tasks(states: dict[str, State]) -> dict[str, State]:
    return {name: state for name, state in states.items() if state["Type"] == "Task"}


def calls(states: dict[str, State]) -> dict[str, State]:
    return {name: state for name, state in tasks(states).items() if state["Resource"].endswith(":lambda:invoke")}


def chosen(state: State, data: dict[str, Any]) -> str:
    """Where a Choice leads with this input."""

    def holds(rule: dict[str, Any]) -> bool:
        if "Or" in rule:
            return any(map(holds, rule["Or"]))
        assert rule.keys() - {"Next"} == {"Variable", "StringEquals"}, "not known here"
        return bool(data[rule["Variable"].removeprefix("$.")] == rule["StringEquals"])

    return str(next((rule["Next"] for rule in state["Choices"] if holds(rule)), state["Default"]))


def test_every_state_is_there_and_reached(definition: dict[str, Any], states: dict[str, State]) -> None:
    named = {name for state in states.values() for name in ways(state)} | {definition["StartAt"]}
    assert named == set(states)
    assert reached(states, definition["StartAt"]) | {definition["StartAt"]} == set(states)


def test_it_comes_to_an_end_from_everywhere(definition: dict[str, Any], states: dict[str, State]) -> None:
    last = {name: state["Type"] for name, state in states.items() if not [*ways(state)]}
    assert last == {"Failed": "Fail", "Cancelled": "Succeed", "Done": "Succeed"}
    for name in states.keys() - last.keys():
        after = reached(states, name)
        assert after & last.keys()
        if name in after:  # there is a way back, and so one out of it, which a function's answer decides
            loop = {one for one in after if name in reached(states, one)}
            assert [one for one in loop if states[one]["Type"] == "Choice" and {*ways(states[one])} - loop]
    assert definition["TimeoutSeconds"] == 6 * 3600  # and if it never did


def test_every_status_has_its_way_and_no_other_is_looked_for(states: dict[str, State]) -> None:
    code = Path(workflow.__file__)
    known = {
        "Refresh": {*get_args(Status), *_returned(code.with_name("raw.py"), "refresh_from")},
        "WriteRows": _returned(code, "rows"),
    }
    assert known == {step: {*ends} for step, ends in ENDS.items()}
    for step, ends in ENDS.items():
        choice = states[states[step]["Next"]]
        assert {status: chosen(choice, {"status": status}) for status in ends} == ends
        assert set(re.findall(r'"StringEquals": "(\w+)"', json.dumps(choice))) <= ends.keys()
        assert chosen(choice, {"status": "anything else"}) == "Tell"


def _returned(path: Path, function: str) -> set[str]:
    """The statuses that a function returns."""
    [body] = (
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name == function
    )
    return set(re.findall(r"'status': '(\w+)'", ast.unparse(body)))


def test_nothing_fails_untold(states: dict[str, State]) -> None:
    for name, state in states.items():
        failing = {way for way in ways(state) if states[way]["Type"] == "Fail"}
        assert not failing or state["Resource"].endswith(":sns:publish"), name
    for name, state in tasks(states).items():
        assert state["Retry"], name
        [caught] = state["Catch"]
        assert caught["ErrorEquals"] == ["States.ALL"]
        told = "Failed" if name == "Tell" else "Tell"
        assert caught["Next"] == told
    assert states["Tell"]["Next"] == "Failed"  # what was not refreshed is a failed execution, which has an alarm


def test_what_is_tried_again_are_errors_that_there_are(states: dict[str, State]) -> None:
    """An error is matched by the name of its class alone: those derived from it would have to be named too."""
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "core").rglob("*.py"))
    for name, state in tasks(states).items():
        retried = [error for one in state["Retry"] for error in one["ErrorEquals"]]
        assert len(retried) == len(set(retried)), name
        for error in set(retried) - AWS_SAYS:
            assert issubclass(getattr(errors, error), RecommenderError)
            derived = set(re.findall(rf"^class (\w+)\({error}\)", code, re.MULTILINE))
            assert derived <= {*retried, *IN_VAIN}
    for state in calls(states).values():
        retried = [error for one in state["Retry"] for error in one["ErrorEquals"]]
        assert {*AWS_SAYS - {"States.ALL"}, "StoreBusy", "StoreUnreachable"} <= set(retried)
        assert "States.ALL" not in retried  # a gate that fails, fails again


def test_a_function_ends_before_the_state_stops_waiting_for_it(
    definition: dict[str, Any], states: dict[str, State]
) -> None:
    functions = {said["FunctionName"]: said["Timeout"] for said in stack(**EVERYTHING).of("Lambda::Function").values()}
    for state in calls(states).values():
        name = state["Parameters"]["FunctionName"].rpartition(":")[2]
        assert functions[name] < state["TimeoutSeconds"] < definition["TimeoutSeconds"]


def test_a_function_knows_every_step_it_is_called_for(states: dict[str, State]) -> None:
    asked = {state["Parameters"]["Payload"]["step"] for state in calls(states).values()}
    begun_with = []
    for rule in stack(**EVERYTHING).of("Events::Rule").values():
        for target in rule["Targets"]:
            event = json.loads(target["Input"])
            if "RoleArn" in target:
                begun_with.append(event)
            else:
                asked.add(event["step"])
    tree = ast.parse((ROOT / "cloudformation" / "functions" / "etl.py").read_text("utf-8"))
    compared = (ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Compare))
    assert asked == {found[1] for text in compared if (found := re.fullmatch("step == '(.+)'", text))}
    assert begun_with == [{}]
    assert calls(states)["Refresh"]["Parameters"]["Payload"]["input.$"] == "$$.Execution.Input"


def test_messages_name_as_much_as_they_are_given(definition: dict[str, Any], states: dict[str, State]) -> None:
    [form, *given] = re.findall(
        r"'[^']*'|\$\$?\.[\w.]+|States\.JsonToString\(\$\)", states["Tell"]["Parameters"]["Message.$"]
    )
    assert form.count("{}") == len(given) == 2
    subject = states["Tell"]["Parameters"]["Subject"]
    assert subject.isascii() and len(subject) < 100  # as SNS wants it
    assert "${" not in json.dumps(definition)
