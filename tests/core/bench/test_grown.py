"""Grown catalogues are kept, and made again only when they would be others."""

import json
from pathlib import Path

import pytest

from core.bench import grown as module
from core.bench.grown import Built, grown
from core.catalogue.title import Title


def quiet(step: str, done: int, of: int) -> None: ...


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, embedded_titles: list[Title]) -> Built:
    pytest.importorskip("pandas", reason="the peer's pickle needs pandas")
    return grown(embedded_titles, 200, 0, tmp_path_factory.mktemp("bench"), quiet)


def written(built: Built) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in built.store.rglob("*") if path.is_file()}


def test_what_stands_there_is_used(first: Built, embedded_titles: list[Title], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_code", lambda: first.code)  # whatever is being edited meanwhile
    before = written(first)
    assert grown(embedded_titles, 200, 0, first.store.parent, quiet) == first
    assert written(first) == before
    assert 0 < first.seconds < 600
    assert first.peak > 20 * 2**20  # Python alone has more


def test_other_code_builds_again(first: Built, embedded_titles: list[Title], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_code", lambda: "other")
    catalogue, pickle = first.store / "catalogue" / "titles.parquet", first.pickle
    before = catalogue.stat().st_mtime_ns, pickle.stat().st_mtime_ns
    again = grown(embedded_titles, 200, 0, first.store.parent, quiet)
    assert again.store == first.store
    assert json.loads((again.store / "built.json").read_text("utf-8"))["code"] == "other"
    assert len(list((again.store / "snapshots").glob("[0-9]*"))) == 1
    assert (catalogue.stat().st_mtime_ns, pickle.stat().st_mtime_ns) == before


def test_another_seed_is_another_catalogue(first: Built, embedded_titles: list[Title]) -> None:
    assert module._origin(embedded_titles, 1) != module._origin(embedded_titles, 0)
    assert module._origin(embedded_titles[1:], 0) != module._origin(embedded_titles, 0)
    assert first.store.name == f"200-{module._origin(embedded_titles, 0)}"
