"""The commands, as people run them: what they need, what they refuse, and that they never show a traceback or a key."""

import os
import subprocess
import sys

import pytest
from typer import Exit

from core.errors import InvalidRequest
from core.settings import Settings
from scripts.aws import deploy, destroy, packages
from scripts.aws.saying import aligned, asking
from tests.emulator import Emulator, free_port
from tests.fixtures import ROOT, python

KEY = "0123456789abcdef0123456789abcdef"
NOBODY = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true"}
SOMEBODY = NOBODY | {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@pytest.mark.parametrize(
    ("command", "environment", "code", "said"),
    [
        ("deploy", SOMEBODY, 2, "No AWS region. Set AWS_REGION"),
        ("destroy", NOBODY | {"AWS_REGION": "us-east-1"}, 2, "No AWS credentials for AWS"),
        ("deploy", SOMEBODY | {"AWS_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "1"}, 1, "AWS does not answer"),
    ],
)
def test_what_is_missing_is_said_in_one_line(command: str, environment: dict[str, str], code: int, said: str) -> None:
    nobody = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}"}
    done = python("-m", f"scripts.aws.{command}", **nobody, **environment)
    assert done.returncode == code and said in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["--parameter", "Words"], {}, "write Name=Value"),
        (["--environment", "moon"], {}, "moon"),
        ([], {"TMDB_API_KEY": "no-key"}, "neither a v3 key"),
    ],
)
def test_what_cannot_be_meant_is_refused_first(arguments: list[str], environment: dict[str, str], said: str) -> None:
    done = python("-m", "scripts.aws.deploy", *arguments, **SOMEBODY, **environment)
    assert done.returncode == 2 and said in done.stderr, done.stderr


def test_secrets_come_from_the_environment_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "sesame")
    secret = deploy._secrets(Settings(tmdb_api_key=KEY))  # type: ignore[arg-type]
    assert (secret("TMDBApiKey"), secret("OidcClientSecret"), secret("Other")) == (KEY, "sesame", None)
    assert deploy._secrets(Settings(tmdb_api_key=""))("TMDBApiKey") is None  # type: ignore[arg-type]


def test_parameters_may_hold_anything_and_be_empty() -> None:
    assert deploy._pairs(["Schedule=cron(0 3 * * ? *)", "Url=https://x/?a=b", "Empty="]) == {
        "Schedule": "cron(0 3 * * ? *)", "Url": "https://x/?a=b", "Empty": ""
    }  # fmt: skip
    with pytest.raises(InvalidRequest):
        deploy._pairs(["Schedule"])


def test_nobody_to_ask_is_a_no(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with open(os.devnull) as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        assert not asking(yes=False)("Delete it?")
        monkeypatch.undo()
    assert "Delete it? Nobody is there to ask" in capsys.readouterr().err
    assert asking(yes=True)("Delete it?")


def test_columns_stand_below_each_other() -> None:
    assert aligned([("a", "b", ""), ("long", "b", "c")]) == ["a     b", "long  b  c"]
    assert aligned([]) == []


def removal(emulator: Emulator, typed: str) -> subprocess.CompletedProcess[str]:
    """``make destroy``, and what a person types."""
    environment = emulator.environment | {"PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "-m", "scripts.aws.destroy", "--environment", "prod"], cwd=ROOT, env=environment, input=typed,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_real_template_is_deployed_twice_and_removed(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the application, which the emulator lacks, and the refresh's package, which takes its time to zip."""
    for name, value in {**emulator.environment, "TMDB_API_KEY": KEY, "ADMIN_EMAIL": "admin@example.org"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(packages, "all_packages", lambda architecture: {"api": packages.api()})

    deploy.main(environment="prod", app=False, dry_run=True)
    seen = capsys.readouterr()
    assert "  add  Workflow" in seen.err and seen.out == ""
    assert removal(emulator, "").stderr.endswith("There is nothing to remove\n")

    deploy.main(environment="prod", app=False, wait=False)
    first = capsys.readouterr()
    assert "CREATE_COMPLETE" in first.err and "A refresh was started" in first.err
    assert "ApiURL" in first.out and "netflix-recommendation-data-123456789012-prod" in first.out
    deploy.main(environment="prod", wait=False, parameter=["StaleHours=30"])
    second = capsys.readouterr()
    changed, _, _ = second.err.partition("IN_PROGRESS")
    assert " Stale  " in changed and " TmdbKey  " not in changed  # the key stays as it is
    assert KEY not in "".join((seen.err, *first, *second))

    refused = removal(emulator, "dev\n")
    assert refused.returncode == 1 and "That is not it. Nothing was removed" in refused.stderr
    done = removal(emulator, "prod\n")
    assert done.returncode == 0 and done.stderr.endswith("netflix-recommendation-prod is removed\n"), done.stderr
    with pytest.raises(Exit):
        monkeypatch.setattr(deploy, "update", lambda deployment: False)  # a person said no
        deploy.main(environment="prod", app=False)
    assert destroy.contents(deploy.Deployment(deploy.place("prod", "us-east-1"), {}, {}).stack) == []
