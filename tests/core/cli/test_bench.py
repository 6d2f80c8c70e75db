"""The command: what it says when it cannot run."""

import pytest

from tests.fixtures import python

_WITHOUT = """
import sys
sys.modules["tantivy"] = None  # as if it were not installed
sys.argv = ["core", "bench", *sys.argv[1:]]
from core.cli.main import run
run()
"""


def test_missing_package_says_what_to_install() -> None:
    done = python("-c", _WITHOUT, "--titles", "200")
    assert done.returncode == 2
    assert done.stdout == ""
    said = " ".join(done.stderr.split())
    assert "tantivy" in said
    assert "pip install -r requirements-bench.txt" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("options", "named"),
    [(("--titles", "10000", "99"), "--titles"), (("--titles", "200", "--queries", "0"), "--queries")],
)
def test_sizes_out_of_range_are_refused(options: tuple[str, ...], named: str) -> None:
    done = python("-m", "core", "bench", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_the_command() -> None:
    assert "bench" in python("-m", "core", "--help").stdout
