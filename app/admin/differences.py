"""What changed from one snapshot to another: titles that joined and left, and the lists that changed most."""

from dataclasses import asdict

import streamlit as st

from app.admin import words
from app.admin.runs import changed_lists
from app.admin.tables import names
from app.i18n import moment, t, tn
from app.markup import markdown
from core.refresh.changes import Changes, compare
from core.snapshot import Snapshot
from core.store.protocol import Store

_NAMES = 100
_RESULT = "_admin_differences"


def differences(store: Store) -> None:
    """Two snapshots to choose, held ones too, and what differs between them once it is asked for."""
    built = {manifest.id: manifest.built_at for manifest in (*store.held(), *store.snapshots())}
    ids = sorted(built, reverse=True)
    if len(ids) < 2:
        st.markdown(t("It takes two snapshots to compare."))
        return
    with st.form("admin-compare"):
        left, right = st.columns(2)
        before = left.selectbox(t("From"), ids, index=1, key="admin:before", format_func=lambda i: _named(i, built[i]))
        after = right.selectbox(t("To"), ids, index=0, key="admin:after", format_func=lambda i: _named(i, built[i]))
        wanted = st.form_submit_button(t("Compare"), icon=":material/compare_arrows:")
    if wanted:
        with st.spinner(t("Comparing…")):
            st.session_state[_RESULT] = (before, after), _compare(store, before, after)
    asked_for, found = st.session_state.get(_RESULT, (None, None))
    if asked_for == (before, after):
        _show(*found)


def _named(snapshot_id: str, built_at: str) -> str:
    return f"{moment(built_at)} · {snapshot_id}"


def _compare(store: Store, before: str, after: str) -> tuple[Changes, list[str], list[str]]:
    """What changed, and the names of titles that joined and left, as far as they are shown."""
    old, new = (Snapshot(*store.open_snapshot(snapshot_id)) for snapshot_id in (before, after))
    changes = compare(old, new)
    joined = [new.title(new.row(title_id)).title for title_id in changes.joined[:_NAMES]]
    left = [old.title(old.row(title_id)).title for title_id in changes.left[:_NAMES]]
    return changes, joined, left


def _show(changes: Changes, joined: list[str], left: list[str]) -> None:
    if not (joined or left or changes.lists):
        st.markdown(t("No title joined or left, and no list changed."))
        return
    names(t("Joined"), joined, len(changes.joined))
    names(t("Left"), left, len(changes.left))
    st.markdown(
        markdown(
            tn("{share} of the first ten is new, over {count} title.", "{share} of the first ten is new, over {count} "
               "titles.", changes.compared, share=words.percent(changes.churn))
        )
    )  # fmt: skip
    changed_lists([asdict(one) for one in changes.lists])
