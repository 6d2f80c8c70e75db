"""Who may enter the administration: decided on the server, anew each time something is shown or done.

There are two ways: to be signed in through OpenID Connect with the verified address ADMIN_EMAIL, or, in development
and on this machine alone, to know ADMIN_PASSWORD.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit

from core.settings import Settings

LEAST_CHARACTERS = 8
LASTS = 12 * 3600.0
"""Seconds after which a person has to sign in again; Streamlit's own cookie would last 30 days."""

Standing = Literal["admin", "nobody", "unverified", "stranger", "expired"]
"""What somebody who is signed in is to us; ``nobody`` is not signed in."""

_FORWARDED = ("forwarded", "via", "x-real-ip", "x-forwarded-", "cf-", "true-client-ip", "x-client-ip")


@dataclass(frozen=True, slots=True)
class Connection:
    """How a viewer's browser reached us. ``bound`` is the address the server listens on, None for all of them;
    ``client`` the other end's, None for this machine; ``headers`` are those of the request, none where it is unknown.
    """

    bound: str | None
    client: str | None
    headers: Mapping[str, str]

    @property
    def is_local(self) -> bool:
        """Whether it surely began on this machine: nothing else can reach us, and nothing passed it on.

        The name it asked for must be this machine's too: a site elsewhere may have a name that leads here.
        """
        names = {name.lower(): value for name, value in self.headers.items()}
        passed_on = any(name.startswith(_FORWARDED) for name in names)
        ends = (self.bound or "", "127.0.0.1" if self.client is None else self.client, _host(names.get("host", "")))
        return not passed_on and all(map(_is_loopback, ends))


def standing(user: Mapping[str, Any], settings: Settings, now: float) -> Standing:
    """What the person is who is signed in as ``user``: the claims of an identity token that Streamlit has verified.

    ``now`` is in seconds since 1970. Without ADMIN_EMAIL everybody is a stranger.
    """
    if user.get("is_logged_in") is not True:
        return "nobody"
    if not _same(str(user.get("email") or ""), settings.admin_email):
        return "stranger"
    if user.get("email_verified") is not True:
        return "unverified"
    issued = user.get("iat")
    return "expired" if isinstance(issued, int | float) and now - issued > LASTS else "admin"


def takes_password(connection: Connection, settings: Settings) -> bool:
    """Whether the password opens the administration for whoever has this connection."""
    long_enough = len(settings.admin_password.get_secret_value()) >= LEAST_CHARACTERS
    return settings.environment == "dev" and long_enough and connection.is_local


def _same(address: str, other: str) -> bool:
    """Whether two e-mail addresses are one. Case is forgiven in ASCII alone: "K" may be a Kelvin sign."""
    first, second = address.strip(), other.strip()
    if not first:
        return False
    return first == second or (first.isascii() and second.isascii() and first.lower() == second.lower())


def _host(header: str) -> str:
    """The name that a Host header asks for, without its port."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
