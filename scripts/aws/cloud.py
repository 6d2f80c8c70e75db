"""The whole stack on this machine: `make cloud` brings it up on the emulator, `make cloud-down` takes it down.

What runs is what is deployed: the template, the packages, the deployment's own steps. Only the application runs as
`make run` starts it, on the emulated store: no emulator has Elastic Beanstalk.
"""

import json
import os
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from core.cli.output import print_table
from core.errors import CallerError, RecommenderError
from core.settings import Settings
from scripts.aws import emulator, packages
from scripts.aws.deployment import Deployment, finish, update
from scripts.aws.emulator import Emulator
from scripts.aws.place import Environment, place
from scripts.aws.saying import Tell, run, tell
from scripts.server import healthy

FOLDER = packages.ROOT / "data" / "cloud"
_STATE = FOLDER / "running.json"
_PATIENCE = 60.0  # seconds for the application to start, and for anything to end


def deployed(
    folder: Path, environment: Environment = "dev", say: Tell = tell, *, key: str = "", **parameters: str
) -> Deployment:
    """The stack as the emulator takes it; this process has to be set up to use one. ``folder`` is for packages.

    ``key`` is TMDB's; ``parameters`` are the template's others.
    """
    bootstrap = {"bootstrap": emulator.bootstrap(folder / "runtime")}
    made = {
        name: replace(package, files={**package.files, **bootstrap})
        for name, package in packages.all_packages("own").items()
        if name != "app"
    }
    return Deployment(
        place(environment), made, {"AdminEmail": "admin@example.com", "Runtime": emulator.RUNTIME, **parameters},
        {"TMDBApiKey": key or None}.get, tell=say, ask=lambda question: True, folder=folder / "packages",
        application=False, pause=lambda seconds: time.sleep(min(seconds, 0.2)),
    )  # fmt: skip


def settings_of(outputs: Mapping[str, str], environment: str = "dev") -> dict[str, str]:
    """What the stack tells the application through its environment."""
    return {
        "STORE": f"s3://{outputs['DataBucket']}/store",
        "REST_TABLE": outputs["RestTable"],
        "STATE_MACHINE_ARN": outputs["StateMachineArn"],
        "ENVIRONMENT": environment,
    }


def up(port: int, aws_port: int) -> None:
    """Brings everything up, and says where it is.

    :raises CallerError: it is up.
    :raises RecommenderError: something does not start; nothing is left running.
    """
    if _STATE.is_file():
        raise CallerError("It is up, or was not taken down: make cloud-down.")
    started: list[subprocess.Popen[bytes]] = []
    try:
        aws = emulator.start(FOLDER / "aws", port=aws_port)
        started.append(aws.process)
        os.environ.update(aws.environment, CACHE_DIR=str(FOLDER / "cache"))
        given = Settings()
        mail = {"AdminEmail": given.admin_email} if given.admin_email else {}
        key = given.tmdb_api_key.get_secret_value()
        ours = deployed(FOLDER, key=key, TMDBBaseUrl=given.tmdb_base_url, **mail)
        update(ours)
        well = finish(ours)
        outputs = ours.stack.outputs()
        password = given.admin_password.get_secret_value() or secrets.token_urlsafe(9)
        tell("Starting the application")
        own = {**settings_of(outputs), "ADMIN_PASSWORD": password}
        started.append(_application(port, own))
        _STATE.write_text(json.dumps({"processes": [process.pid for process in started]}), "utf-8")
    except BaseException:
        for process in reversed(started):
            _end(process.pid)
        raise
    _told(aws, outputs, own, port)
    if not well:
        raise typer.Exit(1)


def down() -> None:
    """Takes everything down; nothing is left of it but the packages, which the next time needs."""
    if _STATE.is_file():
        for pid in reversed(json.loads(_STATE.read_text("utf-8"))["processes"]):
            _end(pid)
    for part in ("aws", "cache", "runtime", "running.json", "environment.sh", "application.log"):
        path = FOLDER / part
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    tell("Nothing of it runs any more")


def _application(port: int, settings: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "streamlit", "run", "app/asgi.py", "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.address", "127.0.0.1", "--server.fileWatcherType", "none"]
    log = FOLDER / "application.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=packages.ROOT, env={**os.environ, **settings}, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    if not healthy(process, f"http://127.0.0.1:{port}", _PATIENCE):
        _end(process.pid)
        raise RecommenderError(f"The application does not start; {log} says why. Is port {port} taken?")
    return process


def _told(aws: Emulator, outputs: Mapping[str, str], settings: Mapping[str, str], port: int) -> None:
    script = FOLDER / "environment.sh"
    lines = [f"export {name}={shlex.quote(value)}" for name, value in {**aws.environment, **settings}.items()]
    script.write_text("\n".join(lines) + "\n", "utf-8")
    rest = aws.api(outputs["ApiId"], outputs["ApiStageName"])
    rows = [
        ("application", f"http://localhost:{port}"),
        ("administration", f"http://localhost:{port}/admin  (password: {settings['ADMIN_PASSWORD']})"),
        ("REST endpoint", f"{rest}/docs"),
        ("AWS", f". {script.relative_to(packages.ROOT)}; aws s3 ls s3://{outputs['DataBucket']}"),
    ]
    print_table(("", ""), rows)


def _end(pid: int) -> None:
    """Ends a process that we started and all that it started; nothing happens where it has ended."""
    deadline = time.monotonic() + _PATIENCE
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGTERM)
        while time.monotonic() < deadline:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            os.killpg(pid, 0)
            time.sleep(0.05)
        os.killpg(pid, signal.SIGKILL)


def main(
    what: Annotated[Literal["up", "down"], typer.Argument(help="up or down.")] = "up",
    port: Annotated[int, typer.Option(help="The application's.")] = 8501,
    aws_port: Annotated[int, typer.Option(help="The emulator's.")] = 4566,
) -> None:
    """The whole stack on this machine, up or down."""
    down() if what == "down" else up(port, aws_port)


if __name__ == "__main__":
    run(main)
