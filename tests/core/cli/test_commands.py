"""The command line as people and schedulers call it: real processes, exit codes, two streams."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from core import pipeline
from core.catalogue.tables import export, read_parquet
from core.catalogue.title import Title
from core.store.local import LocalStore
from tests.fixtures import ROOT, TITLES, Clock, publish, python


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two snapshots, the newest of twelve titles; tests only read it."""
    folder, clock = tmp_path_factory.mktemp("served"), Clock()
    publish(LocalStore(folder), TITLES[:6], built_at=clock())
    publish(LocalStore(folder), TITLES, built_at=clock())
    return folder


def command(*arguments: str, store: Path, code: int = 0) -> tuple[str, str]:
    """stdout and stderr of ``python -m core …``, which must end with ``code`` and show no traceback."""
    done = python("-m", "core", *arguments, "--store", str(store))
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout, done.stderr


def answer(*arguments: str, store: Path) -> Any:
    """The one JSON document on stdout, with nothing on stderr."""
    stdout, stderr = command(*arguments, "--json", store=store)
    assert stderr == ""
    return json.loads(stdout)


def complaint(*arguments: str, store: Path, code: int) -> str:
    """The message on stderr, with nothing on stdout."""
    stdout, stderr = command(*arguments, store=store, code=code)
    assert stdout == ""
    assert stderr.strip()
    return " ".join(stderr.split())


# ---- asking


def test_similar(served: Path) -> None:
    document = answer("similar", "m01", "--method", "hybrid", "--count", "3", "--type", "movie", "--genre", "Crime",
                      "--genre", "Drama", "--year-from", "1990", "--year-to", "2010", store=served)  # fmt: skip
    assert document["source"] == {"title_id": "m01", "title": "The Vault", "type": "movie", "year": 1998}
    assert (document["feature_type"], document["count"]) == ("hybrid", len(document["items"]))
    assert document["snapshot"]["id"].startswith("20260102T030406Z-")
    assert document["items"][0]["title_id"] == "m02"
    for item in document["items"]:
        assert item.keys() == {"title_id", "title", "type", "year", "score", "because"}
        assert item["type"] == "movie"
        assert 1990 <= item["year"] <= 2010
        assert sum(part["value"] for part in item["because"]) == pytest.approx(item["score"], abs=1e-4)


def test_recommend(served: Path) -> None:
    document = answer("recommend", "--like", "m01:2", "--like", "m04", "--dislike", "m05:0.5", "--text", "bank heist",
                      store=served)  # fmt: skip
    assert document["source"] == {"liked": {"m01": 2, "m04": 1}, "disliked": {"m05": 0.5}, "text": "bank heist"}
    assert document["feature_type"] == "hybrid"
    found = [item["title_id"] for item in document["items"]]
    assert found
    assert not {"m01", "m04", "m05"} & set(found)


def test_search(served: Path) -> None:
    document = answer("search", "beyond sattern", store=served)
    assert document["did_you_mean"] == "Beyond Saturn"
    assert document["items"][0]["title_id"] == "m06"
    assert document["query"] == "beyond sattern"


def test_show_gives_every_field(served: Path) -> None:
    document = answer("show", "s01", store=served)
    assert Title.from_dict(document) == next(title for title in TITLES if title.id == "s01")


def test_what_was_typed_in_another_encoding_is_still_answered_in_json(served: Path) -> None:
    document = answer("search", "b\udcffyond saturn", store=served)
    assert document["items"][0]["title_id"] == "m06"


def test_people_get_tables_with_markup_as_plain_text(served: Path) -> None:
    stdout, _ = command("similar", "m01", store=served)
    assert "The Vault Returns" in stdout
    assert "Ada Stone" in stdout
    stdout, _ = command("search", "tom ana cafe", store=served)
    assert "<b>Tom & Ana's</b> Café" in stdout


def test_people_are_told_why_a_list_is_empty(served: Path) -> None:
    _, stderr = command("similar", "m07", "--method", "overview", store=served)
    assert "Nothing to compare by" in stderr


# ---- mistakes


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("similar", "red orbit"), "Did you mean m04, m05?"),
        (("similar", "m01", "--genre", "Crimes"), "Crime"),
        (("recommend", "--like", "m01:heavy"), "ID:WEIGHT"),
        (("similar", "m01", "--colour", "red"), "No such option"),
        (("rollback", "20200101T000000Z-00000000"), "No snapshot"),
        (("import", "no-such-file.csv"), "no-such-file.csv"),
        (("export", "titles.xlsx"), ".parquet"),
    ],
)
def test_mistakes_are_told_on_stderr_with_exit_code_two(served: Path, arguments: tuple[str, ...], told: str) -> None:
    assert told in complaint(*arguments, store=served, code=2)


def test_an_unknown_command_is_a_mistake() -> None:
    done = python("-m", "core", "dance")
    assert (done.returncode, done.stdout) == (2, "")
    assert "dance" in done.stderr


def test_a_store_where_nothing_is_says_what_to_do(tmp_path: Path) -> None:
    told = complaint("similar", "m01", store=tmp_path / "nowhere", code=2)
    assert "python -m core import FILE" in told


def test_a_store_that_is_a_file_is_a_mistake() -> None:
    assert "folder" in complaint("snapshots", store=Path(__file__), code=2)


def test_damage_is_no_mistake_of_the_caller(served: Path, tmp_path: Path) -> None:
    shutil.copytree(served, tmp_path / "store")
    for path in (tmp_path / "store").rglob("ids.txt"):
        path.write_bytes(b"?")
    assert "ids.txt" in complaint("search", "vault", store=tmp_path / "store", code=1)


def test_what_nobody_thought_of_is_one_line(served: Path, tmp_path: Path) -> None:
    shutil.copytree(served, tmp_path / "store")
    (tmp_path / "store" / "current").unlink()
    (tmp_path / "store" / "current").mkdir()
    told = complaint("search", "vault", store=tmp_path / "store", code=1)
    assert told.startswith("Unexpected error: IsADirectoryError")


def test_help_names_every_command() -> None:
    done = python("-m", "core", "--help")
    assert done.returncode == 0
    for name in ("import", "build", "similar", "recommend", "search", "show", "export", "snapshots", "rollback"):
        assert name in done.stdout


# ---- keeping


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_what_is_exported_comes_back_as_it_was(served: Path, tmp_path: Path, ending: str) -> None:
    file, mine = tmp_path / f"titles.{ending}", tmp_path / "mine"
    assert answer("export", str(file), store=served) == {"file": str(file), "written": 12}
    report = pipeline.import_catalogue(LocalStore(mine), [file])
    assert (report.read, report.imported, report.merged, report.rejected) == (12, 12, 0, ())
    assert list(read_parquet(LocalStore(mine).catalogue)) == sorted(TITLES, key=lambda title: title.id)


def test_import_build_show(tmp_path: Path) -> None:
    store, file = tmp_path / "store", tmp_path / "titles.jsonl"
    export(TITLES, file)
    stdout, _ = command("import", str(file), store=store)
    assert "12 imported" in stdout
    manifest = answer("build", store=store)
    assert (manifest["counts"]["titles"], manifest["source"]) == (12, "catalogue")
    assert answer("show", "m05", store=store)["year"] == 2021


def test_import_reports_what_it_refused(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_text("show_id,type,title,release_year\ns1,Movie,Alpha,2001\ns2,TV Show,,2002\n")
    report = answer("import", str(file), store=tmp_path / "store")
    assert (report["read"], report["imported"]) == (2, 1)
    assert [(entry["line"], entry["file"]) for entry in report["rejected"]] == [(3, str(file))]


def test_snapshots_and_rollback(served: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(served, store)
    listed = answer("snapshots", store=store)["snapshots"]
    assert [(entry["titles"], entry["current"]) for entry in listed] == [(12, True), (6, False)]
    assert answer("rollback", listed[1]["id"], store=store)["id"] == listed[1]["id"]
    listed = answer("snapshots", store=store)["snapshots"]
    assert [(entry["titles"], entry["current"]) for entry in listed] == [(12, False), (6, True)]


def test_without_a_store_the_embedded_catalogue_answers(tmp_path: Path) -> None:
    """A copy of the program, so that its data/ is not the one people work with."""
    shutil.copytree(ROOT / "core", tmp_path / "core", ignore=shutil.ignore_patterns("__pycache__"))
    done = python("-m", "core", "search", "the matrix", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["items"][0]["title"] == "The Matrix"
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["embedded"]


def test_the_store_setting_is_obeyed_and_the_option_goes_before_it(served: Path, tmp_path: Path) -> None:
    done = python("-m", "core", "show", "m01", "--json", STORE=str(served))
    assert json.loads(done.stdout)["title"] == "The Vault"
    done = python("-m", "core", "show", "m01", "--json", "--store", str(served), STORE=str(tmp_path / "nowhere"))
    assert json.loads(done.stdout)["title"] == "The Vault"
