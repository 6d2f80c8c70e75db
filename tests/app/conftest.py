"""Parts of the app, run inside a session of Streamlit's own."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

InSession = Callable[..., Any]


@pytest.fixture(scope="session", autouse=True)
def installed_packages_read_once() -> Iterator[None]:
    """Streamlit looks through all installed packages in each run of a test, which is most of its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def in_session() -> InSession:
    """Calls a function in a new session whose viewer reads ``lang``, and returns what it returns."""

    def script(call: "Callable[[], Any]") -> None:
        import streamlit as st

        st.session_state["answer"] = call()

    def run(call: Callable[[], Any], lang: str = "en", locale: str | None = None) -> Any:
        at = AppTest.from_function(script, kwargs={"call": call})
        if lang:
            at.query_params["lang"] = lang
        if locale:
            at.context = {"locale": locale}
        at.run()
        assert [error.message for error in at.exception] == []
        return at.session_state["answer"]

    return run
