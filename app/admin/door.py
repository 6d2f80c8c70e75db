"""The door of the administration: the person who may enter, and the way in for everybody else."""

import time

import streamlit as st
from streamlit.errors import StreamlitAPIException

from app import cached
from app.access import LEAST_CHARACTERS, Connection, Standing, standing, takes_password
from app.admin.words import seconds
from app.i18n import t
from app.markup import markdown

AT_THE_MACHINE = "the operator, by password"
"""How records name whoever came in by password."""
_LASTS = 8 * 3600.0  # seconds that a password opens the door for
_OPEN_UNTIL, _FIELD, _WRONG = "_admin_until", "admin:password", "_admin_wrong"


def administrator() -> str | None:
    """The administrator who asks, as records name him; None for anybody else. Asked anew each time."""
    if _standing() == "admin":
        return str(st.user["email"])
    opened = st.session_state.get(_OPEN_UNTIL, 0.0) > time.time()
    return AT_THE_MACHINE if opened and takes_password(_connection(), cached.settings()) else None


def let_in() -> str:
    """The administrator; for anybody else the page says how to become one, and ends."""
    who = administrator()
    if who is None:
        st.title(t("Administration"), anchor=False)
        _way_in()
        st.stop()
    return who


def sign_out() -> None:
    """Closes the door behind the administrator."""
    st.session_state.pop(_OPEN_UNTIL, None)
    if _standing() != "nobody":
        st.logout()


def _standing() -> Standing:
    return standing(st.user, cached.settings(), time.time())


def _connection() -> Connection:
    return Connection(st.get_option("server.address"), st.context.ip_address, st.context.headers)


def _way_in() -> None:
    settings, known = cached.settings(), _standing()
    signs_in = bool(settings.admin_email) and "is_logged_in" in st.user
    with_password = takes_password(_connection(), settings)
    if known in ("stranger", "unverified"):
        email = markdown(str(st.user.get("email") or "?"))
        words = {
            "stranger": t("You are signed in as {email}, who is not the administrator.", email=email),
            "unverified": t("Whoever signed you in has not verified that {email} is yours.", email=email),
        }
        st.warning(words[known], icon=":material/block:")
        st.button(t("Sign out"), on_click=sign_out, icon=":material/logout:")
    elif signs_in:
        if known == "expired":
            st.info(t("You signed in long ago. Sign in again."), icon=":material/schedule:")
        if st.button(t("Sign in"), type="primary", icon=":material/login:"):
            _sign_in()
    if with_password:
        _password_form()
    if not (signs_in or with_password):
        _explain()


def _sign_in() -> None:
    try:
        st.login()
    except StreamlitAPIException as error:  # what [auth] lacks, or that Authlib is not installed
        st.error(t("Signing in is not set up: {trouble}", trouble=markdown(str(error))), icon=":material/error:")


def _password_form() -> None:
    pause = cached.attempts().pause
    if pause:
        st.warning(t("Too many wrong passwords. Try again in {time}.", time=seconds(pause)), icon=":material/timer:")
    elif st.session_state.pop(_WRONG, False):
        st.error(t("That is not the password."), icon=":material/error:")
    with st.form("admin-door", width=420):
        st.text_input(t("Password"), type="password", key=_FIELD, max_chars=200, autocomplete="current-password")
        st.form_submit_button(t("Enter"), type="primary", on_click=_try_password)


def _try_password() -> None:
    settings, given = cached.settings(), st.session_state.get(_FIELD, "")
    st.session_state[_FIELD] = ""  # it is not kept
    if not takes_password(_connection(), settings):
        return
    if cached.attempts().right(given, settings.admin_password.get_secret_value()):
        st.session_state[_OPEN_UNTIL] = time.time() + _LASTS
    else:
        st.session_state[_WRONG] = True


def _explain() -> None:
    st.info(t("Nobody can enter here as this server is set up. There are two ways."), icon=":material/lock:")
    st.markdown(
        t(
            "**By signing in** (anywhere): set `ADMIN_EMAIL` to your address, and describe your OpenID Connect "
            "provider under `[auth]` in `.streamlit/secrets.toml`. The provider must have verified the address."
        )
    )
    st.markdown(
        t(
            "**By password** (on your own machine): with `ENVIRONMENT=dev`, a server that listens on 127.0.0.1 and no "
            "proxy before it, set `ADMIN_PASSWORD` to at least {count} characters of your choosing.",
            count=LEAST_CHARACTERS,
        )
    )
    st.markdown(t("Then start the server again. All about it: `docs/admin.md`."))
