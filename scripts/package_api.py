"""Packs the Lambda function of the REST endpoint: `python scripts/package_api.py OUT.zip`.

Exactly the modules that it imports, found by importing it; boto3 comes with Lambda's runtime. The same sources give
the same bytes, so that a deployment sees whether anything changed.
"""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FUNCTIONS = ROOT / "cloudformation" / "functions"
_IMPORTED = """
import json, os, sys
os.environ |= {"REST_TABLE": "any", "AWS_REGION": "us-east-1"}
sys.path[:0] = sys.argv[1:]
import api
print(json.dumps([module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)]))
"""
_FIRST = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can tell


def sources() -> dict[str, Path]:
    """The files that the function needs, by their names in the package."""
    found = subprocess.run(
        [sys.executable, "-c", _IMPORTED, str(FUNCTIONS), str(ROOT)], capture_output=True, text=True, check=True
    )
    files = [Path(name) for name in json.loads(found.stdout)]
    core = {path.relative_to(ROOT).as_posix(): path for path in files if path.is_relative_to(ROOT / "core")}
    own = {path.name: path for path in files if path.is_relative_to(FUNCTIONS)}
    return dict(sorted((core | own).items()))


def package(out: Path) -> None:
    """Writes the zip, in one step."""
    aside = out.with_name(f".{out.name}.writing")
    with zipfile.ZipFile(aside, "w") as packed:
        for name, path in sources().items():
            entry = zipfile.ZipInfo(name, _FIRST)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())
    aside.replace(out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"{__doc__}\nName the file to write.")
    package(Path(sys.argv[1]))
    print(f"{sys.argv[1]}: {Path(sys.argv[1]).stat().st_size} bytes")
