"""AWS on this machine, for tests."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from scripts.aws.emulator import Emulator, free_port, running

__all__ = ["Emulator", "emulator", "free_port"]


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """The emulator, one for all tests of a run."""
    if not find_spec("ministack"):
        pytest.skip("ministack is not installed (requirements-dev.txt has it)")
    with running(tmp_path_factory.mktemp("emulator")) as started:
        yield started
