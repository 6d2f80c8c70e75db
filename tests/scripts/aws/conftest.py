"""Environments on the emulator, each with names of its own."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import boto3
import pytest

from scripts.aws.deployment import Deployment
from scripts.aws.place import Environment, Place
from scripts.aws.stack import Stack
from scripts.aws.zipped import Package
from tests.emulator import Emulator

_numbers = itertools.count()


def pause(seconds: float) -> None:
    """The emulator is quick."""
    time.sleep(min(seconds, 0.05))


@dataclass
class Here:
    """An environment, what was said to people about it, and what people answer."""

    place: Place
    folder: Path
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answer: bool = True

    @property
    def told(self) -> str:
        """All that was said, and nothing of it the next time."""
        said = "\n".join(self.said)
        self.said.clear()
        return said

    @property
    def stack(self) -> Stack:
        """Its stack."""
        return Stack(self.place, self.said.append, pause)

    def ask(self, question: str) -> bool:
        """What people answer."""
        self.asked.append(question)
        return self.answer

    def client(self, service: str) -> Any:
        """Looks behind what is tested."""
        return self.place.client(service)

    def deployment(self, template: str, packages: dict[str, Package] | None = None, **given: Any) -> Deployment:
        """A deployment of a template of this test's."""
        file = self.folder / f"template-{next(_numbers)}.yaml"
        file.write_text(template, "utf-8")
        parameters = {"parameters": {}, "pause": pause} | given
        return Deployment(
            self.place, packages or {}, template=file, folder=self.folder / "zips", tell=self.said.append, ask=self.ask,
            **parameters,
        )  # fmt: skip


@pytest.fixture
def new_place(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Place]:
    """Makes places where nothing is, with this process set up to use them."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    keys = emulator.environment

    def make() -> Place:
        session = boto3.session.Session(
            keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"], region_name="us-east-1"
        )
        return Place(cast(Environment, f"t{next(_numbers)}"), "123456789012", "us-east-1", session)

    return make


@pytest.fixture
def here(new_place: Callable[[], Place], tmp_path: Path) -> Here:
    """An environment where nothing is."""
    return Here(new_place(), tmp_path)
