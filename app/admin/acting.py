"""What the administrator does: allowed anew each time, and never ending in a traceback."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from app.admin.door import administrator
from app.i18n import t
from app.markup import markdown
from core.errors import RecommenderError

_SAID, _ASKED = "_admin_said", "_admin_asked"
_log = logging.getLogger(__name__)

Action = Callable[[str], str]
"""Takes who does it, does it, and returns what to tell."""


def act(action: Action) -> None:
    """Does it, if whoever asks still may, and keeps what there is to say for :func:`said`."""
    st.session_state.pop(_ASKED, None)
    who = administrator()
    if who is None:
        st.session_state[_SAID] = False, t("Not done: you have to sign in again.")
        return
    try:
        told = True, action(who)
    except Exception as error:  # whatever it is, the page must stand
        told = False, trouble(error)
    _log.info("%s: %s", who, told[1])
    st.session_state[_SAID] = told


def button(words: str, action: Action, *, key: str, **look: Any) -> None:
    """A button that does it, wherever on the page it stands."""
    if st.button(words, key=key, on_click=act, args=(action,), **look):
        st.rerun()  # in a fragment or a dialog, the rest of the page must follow


@contextmanager
def said() -> Iterator[None]:
    """Shows what the last action led to, above the page that is drawn inside; once."""
    if told := st.session_state.get(_SAID):
        done, text = told
        show, icon = (st.success, ":material/check:") if done else (st.error, ":material/error:")
        show(markdown(text), icon=icon)
    yield
    st.session_state.pop(_SAID, None)


@contextmanager
def told() -> Iterator[None]:
    """Shows an error of what is inside in its place; the rest of the page stands."""
    try:
        yield
    except Exception as error:
        st.error(markdown(trouble(error)), icon=":material/error:")


def trouble(error: Exception) -> str:
    """What to tell of an error that was caught; one that nobody foresaw stands in the server's log."""
    if isinstance(error, RecommenderError):
        return str(error)
    _log.error("The administration failed", exc_info=error)
    return t("Something unexpected happened ({kind}). The server's log says more.", kind=type(error).__name__)


def ask(question: str, about: str) -> None:
    """Opens the dialog for a question at the page's next run."""
    st.session_state[_ASKED] = question, about


def asked(question: str) -> str | None:
    """What the open dialog is about, if it is this question's."""
    open_one = st.session_state.get(_ASKED)
    return open_one[1] if open_one and open_one[0] == question else None


def leave() -> None:
    """Closes the dialog; nothing is done."""
    st.session_state.pop(_ASKED, None)
