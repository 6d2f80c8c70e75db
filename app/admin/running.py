"""The refresh at work: how far it has come, looked at every two seconds; starting one, and cancelling it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from app import cached
from app.admin import words
from app.admin.acting import button, told
from app.admin.door import administrator
from app.i18n import number, t
from app.markup import markdown
from core.refresh import journal
from core.refresh.control import Started, Starter
from core.refresh.report import reports
from core.store.protocol import Store

_BUSY, _IDLE = 2.0, 10.0  # seconds between two looks


@dataclass(frozen=True, slots=True)
class _Look:
    """What there is to see: the progress that a refresh tells, what was started last, and whether it was cancelled."""

    run: dict[str, Any] | None
    last: Started | None
    stopping: bool
    failed: str
    """Why what was started last has failed, where no report of a run says so; "" otherwise."""

    @property
    def busy(self) -> bool:
        return self.run is not None or (self.last is not None and self.last.state == "running")

    @property
    def changes_the_page(self) -> object:
        """What the rest of the page follows from."""
        return self.busy, self.last


def running(store: Store) -> None:
    """The panel; it draws the whole page anew when a refresh begins or ends."""
    with told():
        starter = cached.starter()
        first = _look(store, starter)
        drawn, looks = first.changes_the_page, [first]

        def panel() -> None:
            if administrator() is None:
                st.rerun()
            with told():
                look = looks.pop() if looks else _look(store, starter)
                if look.changes_the_page != drawn:
                    st.rerun()
                _panel(look, starter)

        st.fragment(panel, run_every=_BUSY if first.busy else _IDLE)()


def _look(store: Store, starter: Starter) -> _Look:
    run, last = journal.running(store, cached.now()), starter.last()
    failed = last.message if last and last.state == "failed" and not _reported(store, last) else ""
    return _Look(run, last, run is not None and journal.stopping(store, run["run"]), failed)


def _reported(store: Store, last: Started) -> bool:
    """Whether the newest report is of what was started last, or of one after it."""
    newest = reports(store, 1)
    return bool(newest) and datetime.fromisoformat(newest[0]["started_at"]) >= last.at.replace(microsecond=0)


def _panel(look: _Look, starter: Starter) -> None:
    if look.run:
        _progress(look.run)
    elif look.busy:
        st.markdown(f":material/hourglass_top: {t('A refresh is starting.')}")
    elif look.failed:
        words_of_it = t("The refresh that was started last has failed: {trouble}", trouble=markdown(look.failed))
        st.warning(words_of_it, icon=":material/info:")
    else:
        st.markdown(t("No refresh is running."))
    if look.stopping:
        st.info(t("It is stopping. What it has fetched is kept for the next one."), icon=":material/hourglass_bottom:")
    lacks_key = _lacks_key()
    with st.container(horizontal=True, vertical_alignment="center"):
        button(
            t("Start a refresh"), lambda who: _start(starter), key="admin-start", type="primary",
            icon=":material/sync:", disabled=look.busy or lacks_key,
        )  # fmt: skip
        if look.busy:
            button(
                t("Cancel it"), lambda who: _cancel(starter), key="admin-cancel", icon=":material/cancel:",
                disabled=look.stopping,
            )  # fmt: skip
    if lacks_key:
        st.info(
            t(
                "To start one from here, set `TMDB_API_KEY` to your own key from "
                "[themoviedb.org](https://www.themoviedb.org/settings/api) and start the server again."
            ),
            icon=":material/key:",
        )


def _progress(run: dict[str, Any]) -> None:
    done, of = int(run["done"]), int(run["of"])
    step = words.step(str(run["step"]))
    if of > 0:
        text = t("{step}: {done} of {of}", step=step, done=number(done), of=number(of))
        st.progress(min(1.0, max(0.0, done / of)), text=markdown(text))
    else:
        st.markdown(f":material/hourglass_top: {markdown(step)}")
    st.caption(markdown(t("Run {run} on {host}", run=str(run["run"]), host=str(run["host"]))))


def _start(starter: Starter) -> str:
    starter.start()
    return t("A refresh was started. It goes on when this page is closed.")


def _cancel(starter: Starter) -> str:
    starter.cancel()
    return t("The refresh was asked to stop.")


def _lacks_key() -> bool:
    """Whether a refresh would have no key; on AWS the state machine has its own."""
    settings = cached.settings()
    return not settings.state_machine_arn and not settings.tmdb_api_key.get_secret_value()
