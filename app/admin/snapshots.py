"""The snapshots that are kept: going back to one, and publishing one that a gate held back."""

import streamlit as st

from app import cached
from app.admin import words
from app.admin.acting import Action, act, ask, asked, leave, trouble
from app.i18n import moment, t, tn
from app.markup import markdown
from core.errors import RecommenderError
from core.refresh.release import release
from core.rest.follow import follow
from core.store.manifest import Manifest
from core.store.protocol import Store

_ROLLBACK, _RELEASE = "rollback", "release"
_REASON = "admin:reason"


def held(store: Store) -> None:
    """The candidates that wait for a person's decision; nothing where there are none."""
    waiting = store.held()
    if not waiting:
        return
    st.subheader(t("Held back"), anchor=False)
    for manifest in waiting:
        _row(manifest, t("Publish anyway"), _RELEASE, ":material/gavel:")
    if (snapshot_id := asked(_RELEASE)) in {manifest.id for manifest in waiting}:
        _dialog(
            t("Publish in spite of its gates?"),
            t("Snapshot {id} did not pass its gates. Say why it is published: it stays on record, with your name."),
            snapshot_id, t("Publish"), lambda who: _release(store, snapshot_id, who), with_reason=True,
        )  # fmt: skip


def snapshots(store: Store) -> None:
    """All snapshots, newest first, each with the way back to it."""
    kept, current = store.snapshots(), store.current_id()
    if not kept and current:
        st.markdown(t("No snapshot here can be read. A refresh makes a new one."))
    elif not kept:
        st.markdown(t("Nothing was published here yet; viewers are served the catalogue that comes with the program."))
    for manifest in kept:
        _row(manifest, "" if manifest.id == current else t("Roll back"), _ROLLBACK, ":material/history:")
    if (snapshot_id := asked(_ROLLBACK)) in {manifest.id for manifest in kept}:
        _dialog(
            t("Roll back?"),
            t("Viewers will be served snapshot {id} from the next moment on. The others stay."),
            snapshot_id, t("Roll back"), lambda who: _roll_back(store, snapshot_id),
        )  # fmt: skip


def _row(manifest: Manifest, words_on_it: str, question: str, icon: str) -> None:
    """One snapshot; where there is nothing to do with it, it is the one that is served."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"snapshot-{question}-{manifest.id}"):
        told = [f"**{markdown(moment(manifest.built_at))}**", markdown(words.ago(manifest.built_at, cached.now()))]
        told += [tn("{count} title", "{count} titles", manifest.counts["titles"]), f"`{manifest.id}`"]
        st.markdown(" · ".join(told), width="stretch")
        if words_on_it:
            st.button(
                words_on_it, key=f"{question}-{manifest.id}", icon=icon, on_click=ask, args=(question, manifest.id),
                help=manifest.id,
            )  # fmt: skip
        else:
            st.badge(t("Served"), icon=":material/check:", color="green")


def _dialog(
    title: str, text: str, snapshot_id: str, words_on_it: str, action: Action, *, with_reason: bool = False
) -> None:
    def content() -> None:
        st.markdown(text.format(id=f"`{snapshot_id}`"))
        with st.form("admin-confirm", border=False):
            if with_reason:
                st.text_area(t("Reason"), key=_REASON, max_chars=1000)
            with st.container(horizontal=True):
                confirmed = st.form_submit_button(words_on_it, type="primary")
                left = st.form_submit_button(t("Leave it"), on_click=leave)
        if confirmed:
            with st.spinner(t("Changing what is served…")):
                act(action)
        if confirmed or left:
            st.rerun()

    st.dialog(title, on_dismiss=leave)(content)()


def _roll_back(store: Store, snapshot_id: str) -> str:
    with store.writing():
        store.rollback(snapshot_id)
    return _followed(store, t("Snapshot {id} is served from now on.", id=snapshot_id))


def _release(store: Store, snapshot_id: str, who: str) -> str:
    release(store, snapshot_id, by=who, reason=st.session_state.get(_REASON, ""), clock=cached.now)
    return _followed(store, t("Snapshot {id} was published, and why is on record.", id=snapshot_id))


def _followed(store: Store, done: str) -> str:
    """``done``, after this server and the endpoint's table, where there is one, serve what the store does.

    :raises RecommenderError: the table does not; what is done is told all the same.
    """
    cached.serving().look()
    try:
        follow(store.uri, cached.settings(), cached.now)
    except Exception as error:
        raise RecommenderError(
            t(
                "{done} But the endpoint's table could not follow: {trouble} Run: python -m core publish-table.",
                done=done, trouble=trouble(error),
            )
        ) from error  # fmt: skip
    return done
