"""Debian's Chromium, driven by Playwright: one for all tests of a run, for Playwright allows no second."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 15  # seconds
_CHROMIUM = "/usr/bin/chromium"

Tab = Any
"""playwright's Page; where playwright is missing this module must still be readable."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The browser."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install playwright")
    if not Path(_CHROMIUM).exists():
        pytest.skip(f"{_CHROMIUM} is missing: apt-get install chromium")
    playwright.expect.set_options(timeout=PATIENCE * 1000)
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=_CHROMIUM, args=options)
        yield chromium
        chromium.close()
