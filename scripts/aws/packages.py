"""What is deployed, as packages: `python -m scripts.aws.packages` makes them under data/packages and tells their sizes.

api    the REST endpoint's function: exactly the modules that it imports; boto3 comes with Lambda's runtime
etl    the refresh's function: core, and the libraries that it needs
app    the application, as Elastic Beanstalk takes it
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from core.cli.output import print_table
from core.errors import RecommenderError
from scripts.aws import libraries
from scripts.aws.saying import run
from scripts.aws.zipped import Package

ROOT = Path(__file__).parents[2]
FUNCTIONS = ROOT / "cloudformation" / "functions"
FOLDER = ROOT / "data" / "packages"
LIMIT = 250 * 1024 * 1024  # bytes of an unpacked function that Lambda takes
Architecture = Literal["x86_64", "arm64", "own"]
"""Lambda's, or the interpreter's that runs this: the emulator uses that."""

_APPLICATION = (
    "app", "pages", "core", ".ebextensions", ".platform", ".streamlit/config.toml", "Procfile", "requirements.txt",
    "LICENSE",
)  # fmt: skip
_IMPORTED = """
import json, os, sys
os.environ |= {"REST_TABLE": "any", "AWS_REGION": "us-east-1"}
sys.path[:0] = sys.argv[1:]
import api
print(json.dumps([module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)]))
"""


def all_packages(architecture: Architecture, cache: Path = FOLDER) -> Mapping[str, Package]:
    """The three packages by name; nothing is zipped yet.

    :raises RecommenderError: see :func:`etl`.
    """
    return {package.name: package for package in (api(), etl(architecture, cache), app())}


def api() -> Package:
    """The REST endpoint's function, some 110 KB."""
    found = subprocess.run(
        [sys.executable, "-c", _IMPORTED, str(FUNCTIONS), str(ROOT)], capture_output=True, text=True, check=True
    )
    files = [Path(name) for name in json.loads(found.stdout)]
    core = {path.relative_to(ROOT).as_posix(): path for path in files if path.is_relative_to(ROOT / "core")}
    return Package("api", core | {path.name: path for path in files if path.is_relative_to(FUNCTIONS)})


def etl(architecture: Architecture, cache: Path = FOLDER) -> Package:
    """The refresh's function.

    :raises RecommenderError: its libraries cannot be had, or it is larger than Lambda takes.
    """
    taken = libraries.own_files() if architecture == "own" else libraries.lambda_files(cache, architecture)
    return _fitting(Package("etl", {**taken, **_sources("core"), "etl.py": FUNCTIONS / "etl.py"}))


def app() -> Package:
    """The application: what stands in these places, so that nothing else of this machine goes along."""
    return Package("app", {name: path for part in _APPLICATION for name, path in _sources(part).items()})


def _sources(part: str) -> dict[str, Path]:
    return {path.relative_to(ROOT).as_posix(): path for path in _below(ROOT / part)}


def _below(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    else:
        for child in path.iterdir():
            if child.name != "__pycache__" and not child.name.startswith("."):
                yield from _below(child)


def _fitting(package: Package) -> Package:
    if package.size > LIMIT:
        largest: dict[str, int] = {}
        for name, path in package.files.items():
            largest[name.partition("/")[0]] = largest.get(name.partition("/")[0], 0) + path.stat().st_size
        most = sorted(largest, key=lambda name: -largest[name])[:5]
        raise RecommenderError(
            f"The package {package.name} has {mib(package.size)} MiB unpacked, and Lambda takes {mib(LIMIT)}. Largest: "
            + ", ".join(f"{name} {mib(largest[name])}" for name in most)
            + ". Leave more out: NOT_NEEDED in scripts/aws/libraries.py."
        )
    return package


def mib(size: int) -> str:
    """Bytes as MiB, for people."""
    return f"{size / 1024**2:.1f}"


def main(
    architecture: Annotated[Architecture, typer.Option(help="Lambda's; own: for this interpreter.")] = "x86_64",
    folder: Annotated[Path, typer.Option(help="Where they go.")] = FOLDER,
) -> None:
    """Make the packages and tell their sizes."""
    made = [(package, package.zipped(folder)) for package in all_packages(architecture, folder).values()]
    rows = [(each.name, len(each.files), mib(each.size), mib(path.stat().st_size), path) for each, path in made]
    print_table(("package", "files", "MiB", "zipped", "file"), rows)


if __name__ == "__main__":
    run(main)
