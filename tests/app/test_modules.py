"""Streamlit puts app/ itself on the path: a module there must not stand before one that is meant."""

import sys
from importlib.metadata import packages_distributions

from tests.fixtures import ROOT


def test_no_module_hides_another() -> None:
    ours = {path.stem for path in (ROOT / "app").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert {"main", "posters"} <= ours
    assert ours - {"__init__"} & (set(sys.stdlib_module_names) | set(packages_distributions())) == set()
