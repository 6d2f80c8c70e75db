"""The command that writes the rows."""

import json
from datetime import timedelta
from pathlib import Path

from core.store.local import LocalStore
from tests.fixtures import START, engine_of, publish, python
from tests.tables import DynamoDb


def test_publish_table(dynamodb: DynamoDb, tmp_path: Path) -> None:
    engine, table = engine_of(tmp_path), dynamodb.new()
    arguments = ("-m", "core", "publish-table", "--store", str(tmp_path))
    done = python(*arguments, "--table", table.name, "--json", **dynamodb.environment)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "table": table.name, "snapshot_id": engine.snapshot.id, "sequence": 1, "titles": 12, "written": 48, "removed": 0
    }  # fmt: skip
    again = python(*arguments, **dynamodb.environment, REST_TABLE=table.name)
    assert "0 rows written" in again.stdout


def test_without_a_table_it_says_what_to_do(dynamodb: DynamoDb, tmp_path: Path) -> None:
    engine_of(tmp_path)
    arguments = ("-m", "core", "publish-table", "--store", str(tmp_path))
    for table, said in ((), "REST_TABLE"), (("--table", "nowhere"), "There is no table nowhere"):
        done = python(*arguments, *table, **dynamodb.environment)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr


def test_the_table_follows_what_is_served(dynamodb: DynamoDb, tmp_path: Path) -> None:
    table, store = dynamodb.new(), str(tmp_path / "store")
    own = tmp_path / "own.csv"

    def command(*arguments: str) -> dict[str, object]:
        done = python(
            "-m", "core", *arguments, "--store", store, "--json", **dynamodb.environment, REST_TABLE=table.name
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        document: dict[str, object] = json.loads(done.stdout)
        return document

    built = []
    for names in (("One", "Two"), ("One", "Two", "Three")):
        rows = "".join(f"s{place},movie,{name},A heist in {name}\n" for place, name in enumerate(names))
        own.write_text("id,type,title,description\n" + rows)
        command("import", str(own))
        built.append(command("build")["id"])
        assert command("publish-table") | {"sequence": 0} == {
            "table": table.name, "snapshot_id": built[-1], "sequence": 0, "titles": len(names), "written": 0,
            "removed": 0,
        }  # fmt: skip
    command("rollback", str(built[0]))
    assert command("publish-table")["snapshot_id"] == built[0]


def test_what_was_done_is_told_although_the_table_cannot_follow(dynamodb: DynamoDb, tmp_path: Path) -> None:
    first = publish(LocalStore(tmp_path))
    publish(LocalStore(tmp_path), built_at=START + timedelta(hours=1))
    done = python(
        "-m", "core", "rollback", first.id, "--store", str(tmp_path), **dynamodb.environment, REST_TABLE="nowhere"
    )
    assert done.returncode == 2 and f"Serving {first.id}" in done.stdout
    assert "There is no table nowhere" in done.stderr and "Traceback" not in done.stderr
