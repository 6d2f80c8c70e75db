"""The page frame."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.fixtures import ROOT


def test_a_setting_that_cannot_be_used_is_told_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATE_LOST", "a lot")
    page = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=30).run()
    assert not page.exception
    (error,) = page.error
    assert "GATE\\_LOST" in error.value or "GATE_LOST" in error.value
