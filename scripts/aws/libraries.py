"""The libraries that the refresh takes along to Lambda: which distributions, which of their files, and from where.

Names stand in cloudformation/functions/requirements.txt. The versions are those installed where this runs, which
requirements.txt pins: what is deployed is what was tested.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from core.errors import RecommenderError

ROOT = Path(__file__).parents[2]
NAMES = ROOT / "cloudformation" / "functions" / "requirements.txt"
PINS = ROOT / "requirements.txt"
PYTHON = "3.12"
ARCHITECTURES = {"x86_64": "x86_64", "arm64": "aarch64"}  # as AWS, and as wheels call them
_GLIBC = ("2014", "_2_17", "_2_28")  # the manylinux that Amazon Linux 2023 runs; without the last, versions go back

_NOT_TAKEN = {
    "boto3", "botocore", "s3transfer", "jmespath",  # Lambda's runtime has them
    "setuptools",  # awswrangler asks for it and never imports it
}  # fmt: skip
NOT_NEEDED = (
    "*/tests/*",  # the libraries' own
    "*/conftest.py",
    "*.pyi", "*.pxd", "*.pyx", "*.pxi", "*.c", "*.cc", "*.h", "*.hpp", "*.a",  # sources, types and headers
    "*.pyc",  # of another interpreter
    "pyarrow/lib*.so.*.*",  # wheels hold no links but copies: the file of the name that is loaded, .so.N, is enough
    "pyarrow/libarrow_python*.so",
    "pyarrow/*flight*",  # an RPC protocol
    "babel/locale-data/*",  # names of countries and languages are read in English
    "*.dist-info/*",  # how they were installed
)  # fmt: skip
"""Names of files that the refresh never opens, each kind with its reason."""
KEPT = (
    "babel/locale-data/en*", "babel/locale-data/root.dat",  # English builds on the root
    "*.dist-info/METADATA",  # versions are asked for
    "*.dist-info/licenses/*", "*.dist-info/LICENSE*", "*.dist-info/NOTICE*",  # go where the libraries go
)  # fmt: skip
"""Of those, what stays."""


def own_files() -> Mapping[str, Path]:
    """The files for the interpreter that runs this, from where it has them: no network."""
    return _files(_installed())


def lambda_files(cache: Path, architecture: str) -> Mapping[str, Path]:
    """The files for Lambda's Python; downloaded by pip into ``cache`` where they are not yet.

    :raises RecommenderError: they cannot be had.
    """
    machine = ARCHITECTURES[architecture]
    wanted = [f"{each.name}=={each.version}" for each in _closure(_installed(), machine)]
    told = hashlib.sha256("\n".join([*wanted, PYTHON, machine, *_GLIBC]).encode()).hexdigest()[:16]
    folder = cache / f"libraries-{told}"
    if not folder.is_dir():
        _install(wanted, machine, folder)
    return _files({canonicalize_name(each.name): each for each in distributions(path=[str(folder)])}, machine)


def _installed() -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    for each in distributions():
        found.setdefault(canonicalize_name(each.name), each)  # the first on the path is the one imported
    return found


def _install(wanted: list[str], machine: str, folder: Path) -> None:
    """In one step: an interrupted pip leaves nothing that looks complete."""
    aside = folder.with_name(f".{folder.name}.{os.getpid()}")
    platforms = [part for glibc in _GLIBC for part in ("--platform", f"manylinux{glibc}_{machine}")]
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile",
        "--target", str(aside), "--only-binary=:all:", "--implementation", "cp", "--python-version", PYTHON,
        *platforms, "--constraint", str(PINS), *wanted,
    ]  # fmt: skip
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [done.stderr.strip()]
            raise RecommenderError(
                f"The libraries for Lambda (Python {PYTHON}, {machine}) cannot be downloaded: {said[-1][:500]} "
                "Check the network, and that requirements.txt is what is installed here (make run)."
            )
        aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _files(found: Mapping[str, Distribution], machine: str = "") -> dict[str, Path]:
    files = {}
    for each in _closure(found, machine):
        for file in each.files or ():
            name = file.as_posix()
            if not name.startswith("..") and "__pycache__" not in file.parts and _is_needed(name):
                files[name] = Path(str(each.locate_file(file)))
    return files


def _is_needed(name: str) -> bool:
    return any(fnmatchcase(name, kept) for kept in KEPT) or not any(fnmatchcase(name, one) for one in NOT_NEEDED)


def _closure(found: Mapping[str, Distribution], machine: str = "") -> Iterator[Distribution]:
    """What the names need, in order of name; what Lambda has itself is left out, with what only that needs.

    :raises RecommenderError: something is not installed.
    """
    environment = {"python_version": PYTHON, "platform_machine": machine} if machine else {}
    lines = (line.partition("#")[0].strip() for line in NAMES.read_text("utf-8").splitlines())
    waiting = [Requirement(line) for line in lines if line]
    taken: dict[str, Distribution] = {}
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in taken or name in _NOT_TAKEN:
            continue
        if name not in found:
            raise RecommenderError(f"{name} is not installed, and the refresh needs it. Install it: make run.")
        taken[name] = found[name]
        for text in found[name].requires or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({**environment, "extra": ""}):
                waiting.append(needed)
    yield from (taken[name] for name in sorted(taken))
