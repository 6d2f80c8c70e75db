"""What the viewer likes and dislikes, remembered while the session lasts and written into For you's address."""

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.state import QueryParamsProxy

from app.session import DISLIKED, LIKED, PROFILE

MOST = 50  # titles on one list: what an address still holds with ease


def remembered(which: str) -> list[str]:
    """Ids on one of the lists (LIKED or DISLIKED)."""
    profile: dict[str, list[str]] = st.session_state.setdefault(PROFILE, {LIKED: [], DISLIKED: []})
    return profile[which]


def remember(which: str, ids: list[str], known: Callable[[str], bool]) -> None:
    """Makes a list what the page shows; ids that no title has are left out."""
    remembered(which)[:] = [title_id for title_id in dict.fromkeys(ids) if known(title_id)][:MOST]


def keep(which: str, key: str) -> None:
    """Keeps of a list what the chips under ``key`` still show."""
    remembered(which)[:] = st.session_state[key]


def arrive(address: QueryParamsProxy, known: Callable[[str], bool], *, staying: bool) -> None:
    """Takes over the lists of the address a session begins with, or comes to by a link; a page's own are the same.

    ``staying`` says that the page was on the screen before: a list that is empty now was emptied by the viewer.
    Titles that have left the catalogue leave the lists.
    """
    for which in (LIKED, DISLIKED):
        arrived = [] if staying else address.get_all(which)
        remember(which, remembered(which) or arrived, known)


def put(title_id: str, which: str) -> None:
    """Puts a title on one list and takes it off the other; asked twice, it is taken off again."""
    other = DISLIKED if which == LIKED else LIKED
    if title_id in remembered(other):
        remembered(other).remove(title_id)
    if title_id in remembered(which):
        remembered(which).remove(title_id)
    elif len(remembered(which)) < MOST:
        remembered(which).append(title_id)
