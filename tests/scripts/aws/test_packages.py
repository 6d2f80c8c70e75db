"""Packages: what is in them, that the same files give the same bytes, and that the refresh's has all it needs."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from core.catalogue.tables import export
from core.errors import RecommenderError
from scripts.aws import libraries, packages
from scripts.aws.zipped import Package
from tests.fixtures import ROOT, TITLES
from tests.places import S3Place
from tests.tables import DynamoDb

_REFRESH = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from datetime import UTC, datetime
from pathlib import Path
import etl
import core.refresh.raw, core.refresh.run  # what the steps import when they are at work
from core.engine import Engine
from core.pipeline import build, import_catalogue, writable_store
from core.rest.publish import publish_rows
from core.rest.table import Table

now = lambda: datetime.now(UTC)
uri, table, file = sys.argv[3:]
store = writable_store(uri)
report = import_catalogue(store, [Path(file)])
manifest = build(store, now)
engine = Engine.open(uri)
published = publish_rows(engine.snapshot, Table(table, "us-east-1"), now)
others = [m.__file__ for m in sys.modules.values() if "site-packages" in (getattr(m, "__file__", None) or "")]
print(json.dumps({
    "imported": report.imported, "snapshot": manifest.id, "rows": published.written,
    "similar": [item.title.id for item in engine.similar("m01", count=3)], "others": others,
}))
"""


def test_the_refresh_does_its_whole_work_with_nothing_but_its_package(
    on_s3: S3Place, dynamodb: DynamoDb, tmp_path: Path
) -> None:
    """Imports, builds and publishes on S3 and to DynamoDB; besides, there is boto3 alone, as on Lambda."""
    package = packages.etl("own")
    task, runtime = tmp_path / "task", tmp_path / "runtime"
    for name, path in package.files.items():
        (task / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, task / name)
    runtime.mkdir()
    for name in ("boto3", "botocore", "s3transfer", "jmespath"):
        spec = find_spec(name)
        assert spec is not None and spec.origin is not None
        (runtime / name).symlink_to(Path(spec.origin).parent)
    export(TITLES, tmp_path / "catalogue.csv")
    table = dynamodb.new()
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _REFRESH, str(task), str(runtime), on_s3.uri, table.name,
         str(tmp_path / "catalogue.csv")],
        env={**on_s3.environment, "PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["imported"] == len(TITLES) and told["rows"] == 4 * len(TITLES)
    assert told["similar"][0] == "m02"
    assert told["others"] == []
    assert on_s3.open().current_id() == told["snapshot"]
    assert len(dynamodb.items(table)) == 4 * len(TITLES) + 1  # and the pointer


def test_the_refresh_fits_into_lambda_with_room(monkeypatch: pytest.MonkeyPatch) -> None:
    package = packages.etl("own")
    assert package.size < 0.9 * packages.LIMIT
    names = set(package.files)
    assert {"etl.py", "core/pipeline.py", "core/sample/golden.tsv", "babel/locale-data/root.dat"} <= names
    assert not {name.partition("/")[0] for name in names} & {"boto3", "botocore", "streamlit", "sklearn", "tests"}
    monkeypatch.setattr(packages, "LIMIT", 100 * 1024**2)
    with pytest.raises(RecommenderError, match=r"etl has 2\d\d\.\d MiB unpacked, and Lambda takes 100.0. Largest: pya"):
        packages.etl("own")


def test_the_application_is_what_elastic_beanstalk_needs() -> None:
    names = set(packages.app().files)
    assert {"Procfile", "requirements.txt", "LICENSE", "app/asgi.py", "pages/discover.py", "core/engine.py",
            ".streamlit/config.toml", "app/locales/es.po", "core/sample/movies.jsonl"} <= names  # fmt: skip
    assert not {name for name in names if "__pycache__" in name or "secret" in name or name.startswith("tests/")}
    ignored = [line.strip("/\n") for line in (ROOT / ".ebignore").read_text().splitlines() if line]
    assert not {name for name in names if name.partition("/")[0] in ignored or name in ignored}


def test_same_files_same_bytes_and_another_name_for_others(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "run.sh").write_text("#!/bin/sh\n")
        (folder / "words.txt").write_text("words")
    (first / "run.sh").chmod(0o700)
    (second / "run.sh").chmod(0o755)
    os.utime(second / "words.txt", (1, 1))

    def packed(folder: Path, **more: Path) -> Package:
        return Package("one", {"run.sh": folder / "run.sh", "words.txt": folder / "words.txt", **more})

    one, two = packed(first), packed(second)
    assert one.key == two.key
    assert one.zipped(tmp_path / "a").read_bytes() == two.zipped(tmp_path / "b").read_bytes()
    with zipfile.ZipFile(one.zipped(tmp_path / "a")) as opened:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in opened.infolist()}
    assert modes == {"run.sh": 0o755, "words.txt": 0o644}
    (second / "run.sh").chmod(0o644)
    (first / "more").write_text("")
    assert len({one.key, packed(second).key, packed(first, more=first / "more").key}) == 3
    (first / "words.txt").write_text("wordz")
    assert packed(first).key not in (one.key, two.key)


def test_a_zip_is_whole_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    package = Package("one", {"a": tmp_path / "a", "b": tmp_path / "b"})
    (tmp_path / "b").write_text("b")
    assert package.key
    (tmp_path / "b").unlink()
    with pytest.raises(FileNotFoundError):
        package.zipped(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_libraries_that_cannot_be_had_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pip is really run, and has nowhere to look."""
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RecommenderError, match=r"Python 3.12, aarch64\) cannot be downloaded: ERROR: .*Check the net"):
        libraries.lambda_files(tmp_path / "cache", "arm64")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_library_that_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = tmp_path / "requirements.txt"
    names.write_text("# names\nnumpy\nno-such-library\n")
    monkeypatch.setattr(libraries, "NAMES", names)
    with pytest.raises(RecommenderError, match="no-such-library is not installed"):
        libraries.own_files()
