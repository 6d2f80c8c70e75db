import json
from pathlib import Path

from tests.fixtures import ROOT, python


def test_a_short_run_measures_endpoint_and_bare_route_without_an_error(embedded_store: Path) -> None:
    script = str(ROOT / "scripts" / "load_api.py")
    done = python(script, "--clients", "3", "--seconds", "0.5", "--store", str(embedded_store), "--json")
    assert done.returncode == 0, done.stderr
    for measured in json.loads(done.stdout).values():
        assert measured["requests"] > 3 and measured["errors"] == 0
        assert 0 < measured["p50_ms"] <= measured["p99_ms"]
