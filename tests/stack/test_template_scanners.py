"""What others' programs find in the template; `make scan` installs them, and those not installed are skipped."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.fixtures import ROOT
from tests.stack.filling import EVERYTHING, stack
from tests.stack.reading import TEMPLATE

LINT = Path(sys.executable).with_name("cfn-lint")
CHECKOV = ROOT / ".venv" / "checkov" / "bin" / "checkov"
LEFT_OUT = ROOT / "cloudformation" / ".checkov.yaml"
VALIDATOR = ROOT / ".venv" / "asl" / "node_modules" / "asl-validator" / "dist" / "bin" / "asl-validator.js"


def run(*command: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip


@pytest.mark.skipif(not LINT.is_file(), reason="cfn-lint is not installed (requirements-dev.txt has it)")
def test_cfn_lint_finds_neither_errors_nor_warnings(tmp_path: Path) -> None:
    done = run(LINT, TEMPLATE, folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(not CHECKOV.is_file(), reason="checkov is not installed (make scan installs it)")
def test_checkov_finds_what_is_left_out_with_a_reason_and_nothing_else(tmp_path: Path) -> None:
    name = Path(shutil.copy(TEMPLATE, tmp_path)).name  # alone: it takes 40 letters of a path for a key of AWS's
    done = run(CHECKOV, "-f", name, "--framework", "cloudformation", "--skip-download", "-o", "json", folder=tmp_path)
    found = json.loads(done.stdout)["results"]
    assert len(found["passed_checks"]) > 50 and not found["parsing_errors"]
    text = LEFT_OUT.read_text("utf-8")
    assert {one["check_id"] for one in found["failed_checks"]} == {*yaml.safe_load(text)["skip-check"]}
    assert all(re.search(r"# \w", line) for line in text.splitlines() if "CKV" in line)


@pytest.mark.skipif(
    not (VALIDATOR.is_file() and shutil.which("node")),
    reason="asl-validator is not installed (make scan installs it, where there is node)",
)
def test_the_validator_of_the_states_language_takes_the_definition(tmp_path: Path) -> None:
    text = json.dumps(stack(**EVERYTHING).definition())
    broken = text.replace('"Next": "Failed"', '"Nxt": "Failed"')
    for name, said, taken in (("whole", text, 0), ("broken", broken, 1)):
        (tmp_path / name).write_text(said, "utf-8")
        done = run("node", VALIDATOR, "--json-path", tmp_path / name, folder=tmp_path)
        assert done.returncode == taken, done.stdout + done.stderr
