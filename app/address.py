"""The address bar: what the viewer chose stands there in words no language changes, so that a link restores it.

Streamlit's own ``bind="query-params"`` writes the labels that are shown ("Acción (32)"), which a link cannot be
shared by between languages or catalogues; see docs/decisions/0005. What comes from the address is checked
against what may be chosen, and left out where it is not.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

T = TypeVar("T")


def choose_one(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[T],
    param: str,
    *,
    page: str,
    default: T | None = None,
    lasting: bool = False,
    **look: Any,
) -> T | None:
    """The option chosen in ``widget``, kept under ``param``; ``default`` is not written.

    A ``lasting`` choice stays when the viewer goes back to where it was not made yet.
    """
    known = {str(option): option for option in options}
    given = known.get(st.query_params.get(param, ""), default)
    value = widget(label, options, key=_seeded(page, param, given, lasting=lasting), **look)
    write(param, [] if value is None or value == default else [str(value)])
    return value


def choose_many(label: str, options: Sequence[str], param: str, *, page: str, **look: Any) -> list[str]:
    """The options chosen in a multiselect, kept under ``param``, once for each."""
    known = set(options)
    given = [value for value in dict.fromkeys(st.query_params.get_all(param)) if value in known]
    values = st.multiselect(label, options, key=_seeded(page, param, given), **look)
    write(param, values)
    return list(values)


def choose_span(label: str, low: int, high: int, param: str, *, page: str) -> tuple[int, int]:
    """A span inside ``low`` to ``high``, kept under ``param`` as "1990-2000"; the whole of it is not written."""
    first, separator, last = st.query_params.get(param, "").partition("-")
    given = (low, high)
    if separator and _is_number(first) and _is_number(last):
        given = (min(max(int(first), low), high), max(min(int(last), high), low))
    chosen = st.slider(label, low, high, key=_seeded(page, param, (min(given), max(given))))
    write(param, [] if chosen == (low, high) else [f"{chosen[0]}-{chosen[1]}"])
    return chosen


def choose_number(
    widget: Callable[..., Any],
    label: str,
    low: T,
    high: T | None,
    param: str,
    *,
    page: str,
    default: T,
    **look: Any,
) -> T:
    """A number from ``low`` to ``high`` chosen in ``widget``, kept under ``param``; ``default`` is not written."""
    value = default
    try:
        value = type(default)(st.query_params.get(param, default))  # type: ignore[call-arg]
    except ValueError:
        pass  # somebody typed it into the address; the default is as good
    if not (value >= low and (high is None or value <= high)):  # type: ignore[operator]
        value = default
    value = widget(label, low, high, key=_seeded(page, param, value), **look)
    write(param, [] if value == default else [str(value)])
    return value


def write_text(label: str, param: str, *, page: str, **look: Any) -> str:
    """What is written in a text field, kept under ``param``."""
    longest = look.get("max_chars", 100)
    given = st.query_params.get(param, "")[:longest]
    text = st.text_input(label, key=_seeded(page, param, given), **look)
    write(param, [text] if text else [])
    return text


def turn_pages(pages: int, param: str, *, page: str, view: str) -> int:
    """The page chosen, from 1 to ``pages``, kept under ``param``; the first is not written.

    ``view`` says what is being paged through: another one begins at its first page.
    """
    asked = st.query_params.get(param, "")
    seen, backs = st.session_state.get(f"{page}:view", (view, 0))
    back = _went_back()
    backs += back  # another widget each time: the one that was there would keep its number
    given = min(max(int(asked), 1), pages) if (back or seen == view) and _is_number(asked) else 1
    st.session_state[f"{page}:view"] = view, backs
    number = st.pagination(pages, default=given, key=f"{page}:{param}:{view}:{backs}")
    write(param, [] if number == 1 else [str(number)])
    return number


def write(param: str, values: list[str]) -> None:
    """Makes the address say these values, and touches nothing where it does already."""
    if st.query_params.get_all(param) == values:
        return
    if values:
        st.query_params[param] = values
    else:
        del st.query_params[param]


def _seeded(page: str, param: str, given: object, *, lasting: bool = False) -> str:
    """The widget's key; its value is ``given`` until the viewer chooses another, and again when he goes back."""
    key = f"{page}:{param}"
    if key not in st.session_state or (_went_back() and not lasting):
        st.session_state[key] = given
    return key


def _went_back() -> bool:
    """Whether this run follows the browser's back or forward button, so that the address says what to show."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9
