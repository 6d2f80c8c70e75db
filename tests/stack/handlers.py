"""The stack's functions in this process: their settings and their modules."""

import importlib.util
import sys
from collections.abc import Mapping
from types import ModuleType

import pytest

from tests.fixtures import ROOT
from tests.stack.filling import Stack

FUNCTIONS = ROOT / "cloudformation" / "functions"


def variables(made: Stack, handler: str) -> Mapping[str, str]:
    """What the stack puts into the environment of the function with this handler."""
    [function] = [said for said in made.of("Lambda::Function").values() if said["Handler"] == handler]
    found: Mapping[str, str] = function["Environment"]["Variables"]
    return found


def load(name: str, patch: pytest.MonkeyPatch) -> ModuleType:
    """A function's module, which those beside it may import until ``patch`` is undone."""
    spec = importlib.util.spec_from_file_location(name, FUNCTIONS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    patch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


class Context:
    """What Lambda tells a function of a call: how much of its time is left."""

    def __init__(self, seconds: float = 900.0) -> None:
        self._seconds = seconds

    def get_remaining_time_in_millis(self) -> float:
        """As much as at the beginning."""
        return self._seconds * 1000
