"""The bundle as `eb deploy` makes it, and its Procfile's command at work."""

import os
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from pathspec import GitIgnoreSpec

from tests.fixtures import ROOT

PORT = "8000"
"""Where the platform's proxy looks for the application."""
_PATIENCE = 30.0  # seconds for the application to start


def ignored() -> GitIgnoreSpec:
    """What .ebignore leaves out. Where it is present, `eb` asks git nothing, and takes all else that lies there."""
    return GitIgnoreSpec.from_lines((ROOT / ".ebignore").read_text().splitlines())


def make(folder: Path) -> Path:
    """The bundle, unpacked into a new folder."""
    spec = ignored()
    for path, folders, files in os.walk(ROOT):
        here = Path(path).relative_to(ROOT)
        folders[:] = [name for name in folders if not spec.match_file(f"{here / name}/")]
        for name in files:
            if not spec.match_file(here / name):
                (folder / here).mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / here / name, folder / here / name)
    return folder


def command(bundle: Path) -> str:
    """What Procfile says the application is."""
    (process,) = [line for line in (bundle / "Procfile").read_text().splitlines() if line.strip()]
    name, _, told = process.partition(": ")
    assert name == "web", "the platform's proxy knows the process of this name"
    return told


def option_settings(bundle: Path) -> dict[str, dict[str, Any]]:
    """All option settings of .ebextensions, by namespace."""
    settings: dict[str, dict[str, Any]] = {}
    for file in sorted((bundle / ".ebextensions").glob("*.config")):
        told = yaml.safe_load(file.read_text())["option_settings"]
        if isinstance(told, list):
            told = {each["namespace"]: {each["option_name"]: each["value"]} for each in told}
        for namespace, options in told.items():
            settings.setdefault(namespace, {}).update(options)
    return settings


@contextmanager
def running(bundle: Path, port: int, log: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """The application, with the bundle's environment and what is set besides, on a port of its own."""
    told = command(bundle)
    assert f"--server.port {PORT} " in told, "the platform's proxy looks for it there"
    properties = option_settings(bundle)["aws:elasticbeanstalk:application:environment"]
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(bundle),
        "LANG": "C.UTF-8", **properties, **settings,
    }  # fmt: skip
    words = shlex.split(told.replace(f"--server.port {PORT} ", f"--server.port {port} "))
    with (
        log.open("wb") as output,
        subprocess.Popen(words, cwd=bundle, env=environment, stdout=output, stderr=subprocess.STDOUT) as process,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield
        finally:
            process.terminate()


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=_PATIENCE):
                return
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
