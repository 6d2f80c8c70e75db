"""The notebook: it runs, it draws, it is bilingual, it defines nothing, and it is stored without outputs."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from core.text import detect_language

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "recommendation_system.ipynb"
MOVIELENS = ROOT.parent / "shared" / "data" / "movielens"
nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed: pip install -r requirements-dev.txt")


def read() -> Any:
    return nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT)


def cells(kind: str) -> list[Any]:
    return [cell for cell in read().cells if cell.cell_type == kind]


def run(folder: Path) -> Any:
    """The notebook as it is after all its cells were run with ``folder`` as the working folder."""
    for name in ("nbclient", "ipykernel", "matplotlib"):
        pytest.importorskip(name, reason=f"{name} is not installed: pip install -r requirements-dev.txt")
    from nbclient import NotebookClient

    return NotebookClient(read(), timeout=900, resources={"metadata": {"path": str(folder)}}).execute()


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def printed(notebook: Any) -> str:
    return "".join(output.text for output in outputs(notebook) if output.output_type == "stream")


def without_figure(notebook: Any) -> list[str]:
    """The cells that set out to draw and did not show exactly one figure."""
    return [
        cell.source
        for cell in notebook.cells
        if "plt.subplots" in cell.source and sum("image/png" in o.get("data", ()) for o in cell.outputs) != 1
    ]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the developer's own environment reaches the kernel."""
    for name in ("MOVIELENS", "MPLBACKEND", "STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))


def test_it_is_valid_and_stored_without_outputs() -> None:
    notebook = read()
    nbformat.validate(notebook)
    assert notebook.nbformat == 4
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert [cell.id for cell in cells("code") if cell.outputs or cell.execution_count is not None] == []


def test_an_english_line_in_italics_follows_each_heading() -> None:
    lines = [line for cell in cells("markdown") for line in [*cell.source.splitlines(), ""]]
    after = [lines[place + 1] for place, line in enumerate(lines) if line.startswith("#")]
    assert len(after) > 8
    assert [line for line in after if not re.fullmatch(r"\*[^*]+\*", line)] == []
    assert [line for line in after if detect_language([line]) != "en"] == []
    assert detect_language(line for line in lines if line not in after) == "es"


def test_it_defines_nothing_and_its_cells_are_short() -> None:
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for cell in cells("code"):
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, defined)], cell.source
        assert len(cell.source.splitlines()) < 15, cell.source


def test_it_runs_on_the_embedded_catalogue() -> None:
    notebook = run(NOTEBOOK.parent)
    assert [output for output in outputs(notebook) if output.output_type == "error"] == []
    assert [output.text for output in outputs(notebook) if output.get("name") == "stderr"] == []
    assert [source for source in without_figure(notebook) if "if there" not in source] == []
    assert "Se omite" in printed(notebook)


@pytest.mark.skipif(not MOVIELENS.is_dir(), reason=f"no MovieLens in {MOVIELENS}")
def test_it_measures_movielens_from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELENS", str(MOVIELENS))
    notebook = run(ROOT)
    assert [output for output in outputs(notebook) if output.output_type == "error"] == []
    assert without_figure(notebook) == []
    assert "605 preguntas" in printed(notebook)
