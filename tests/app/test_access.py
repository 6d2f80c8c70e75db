"""Who may enter the administration."""

import pytest

from app.access import LASTS, Connection, Standing, standing, takes_password
from app.attempts import FREE, Attempts
from core.settings import Settings

NOW = 1_790_000_000.0
ADMIN = Settings(admin_email="Ada.Stone@Example.org", admin_password="eight888")  # type: ignore[arg-type]
SIGNED_IN = {"is_logged_in": True, "email": "ada.stone@example.ORG", "email_verified": True, "iat": NOW - 60}
HERE = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


@pytest.mark.parametrize(
    ("claims", "wanted"),
    [
        ({}, "admin"),
        ({"email": " Ada.Stone@Example.org "}, "admin"),
        ({"iat": None}, "admin"),
        ({"is_logged_in": False}, "nobody"),
        ({"is_logged_in": None}, "nobody"),
        ({"is_logged_in": "true"}, "nobody"),
        ({"email_verified": False}, "unverified"),
        ({"email_verified": None}, "unverified"),
        ({"email_verified": "true"}, "unverified"),
        ({"email": "ada.stone@example.com"}, "stranger"),
        ({"email": "ada.stone@example.org.evil.example"}, "stranger"),
        ({"email": "ada.\u017ftone@example.org"}, "stranger"),  # a long s, whose capital is S
        ({"email": ""}, "stranger"),
        ({"email": None}, "stranger"),
        ({"email": ["ada.stone@example.org"]}, "stranger"),
        ({"iat": NOW - LASTS - 1}, "expired"),
    ],
)
def test_only_the_verified_address_of_the_administrator_enters(claims: dict[str, object], wanted: Standing) -> None:
    assert standing(SIGNED_IN | claims, ADMIN, NOW) == wanted


def test_case_is_not_forgiven_beyond_ascii() -> None:
    """The Kelvin sign's small letter is our k: who owns that address must not become another."""
    settings = Settings(admin_email="mark@example.org")
    assert standing(SIGNED_IN | {"email": "mar\u212a@example.org"}, settings, NOW) == "stranger"
    assert standing(SIGNED_IN | {"email": "MARK@example.org"}, settings, NOW) == "admin"
    assert standing(SIGNED_IN | {"email": "jos\u00e9@x.org"}, Settings(admin_email="jos\u00e9@x.org"), NOW) == "admin"


@pytest.mark.parametrize("email", ["", None, "  ", "ada.stone@example.org"])
def test_without_an_administrator_nobody_is_one(email: str | None) -> None:
    assert standing(SIGNED_IN | {"email": email}, Settings(admin_email=""), NOW) == "stranger"
    assert standing(SIGNED_IN | {"email": email}, Settings(admin_email="  "), NOW) == "stranger"


def test_who_is_not_signed_in_is_nobody_whatever_else_is_said() -> None:
    assert standing({}, ADMIN, NOW) == "nobody"
    assert standing({"email": "ada.stone@example.org", "email_verified": True}, ADMIN, NOW) == "nobody"


@pytest.mark.parametrize(
    ("bound", "client", "host"),
    [
        ("127.0.0.1", None, "localhost:8501"), ("127.0.0.1", None, "127.0.0.1:8501"), ("localhost", None, "LOCALHOST"),
        ("::1", "::1", "[::1]:8501"), ("127.0.0.1", "127.0.0.5", "127.0.0.1"),
    ],
)  # fmt: skip
def test_the_password_opens_on_this_machine(bound: str, client: str | None, host: str) -> None:
    assert takes_password(Connection(bound, client, {"host": host}), ADMIN)


@pytest.mark.parametrize(
    ("bound", "client", "headers"),
    [
        (None, None, {}),  # reachable from anywhere
        ("0.0.0.0", None, {}), ("::", None, {}), ("192.168.1.5", None, {}), ("unix:///tmp/s", None, {}), ("", None, {}),
        ("127.0.0.1", "192.168.1.7", {}), ("127.0.0.1", "unknown", {}), ("127.0.0.1", "", {}),
        # A site elsewhere whose name leads here.
        ("127.0.0.1", None, {"Host": "rebound.example:8501"}), ("127.0.0.1", None, {"Host": "localhost.example"}),
        ("127.0.0.1", None, {"Host": "127.0.0.1.example"}), ("127.0.0.1", None, {"Host": "x@localhost.example"}),
        ("127.0.0.1", None, {"Host": ""}), ("127.0.0.1", None, {"Host": "[::1"}),
        # A proxy on this machine that passes on what came from another.
        *(("127.0.0.1", None, {name: "127.0.0.1"}) for name in (
            "X-Forwarded-For", "x-forwarded-host", "X-FORWARDED-PROTO", "Forwarded", "Via", "X-Real-IP",
            "CF-Connecting-IP", "True-Client-IP",
        )),
    ],
)  # fmt: skip
def test_the_password_opens_nowhere_else(bound: str | None, client: str | None, headers: dict[str, str]) -> None:
    assert not takes_password(Connection(bound, client, HERE | headers), ADMIN)


def test_without_a_request_nothing_is_known_and_nothing_opens() -> None:
    assert not takes_password(Connection("127.0.0.1", None, {}), ADMIN)


@pytest.mark.parametrize("environment", ["test", "prod"])
def test_the_password_opens_in_development_alone(environment: str) -> None:
    settings = Settings(environment=environment, admin_password="eight888")  # type: ignore[arg-type]
    assert not takes_password(Connection("127.0.0.1", None, HERE), settings)


@pytest.mark.parametrize("password", ["", "1234567"])
def test_a_short_password_opens_nothing(password: str) -> None:
    settings = Settings(admin_password=password)  # type: ignore[arg-type]
    assert not takes_password(Connection("127.0.0.1", None, HERE), settings)


class Watch:
    """A watch that is moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_wrong_passwords_make_everybody_wait_longer_each_time() -> None:
    watch = Watch()
    attempts = Attempts(watch)
    for _ in range(FREE):
        assert not attempts.right("wrong", "eight888")
        assert attempts.pause == 0
    assert not attempts.right("wrong", "eight888")
    assert attempts.pause == 15
    assert not attempts.right("eight888", "eight888")  # not even looked at
    watch.now += 14
    assert not attempts.right("eight888", "eight888")
    watch.now += 1
    assert not attempts.right("wrong", "eight888")
    assert attempts.pause == 30
    watch.now += 30
    assert attempts.right("eight888", "eight888")
    assert attempts.pause == 0
    assert not attempts.right("wrong", "eight888")
    assert attempts.pause == 0  # the right one was a new beginning


def test_the_pause_has_an_end() -> None:
    watch = Watch()
    attempts = Attempts(watch)
    for _ in range(2000):
        attempts.right("", "eight888")
        watch.now += attempts.pause
    attempts.right("", "eight888")
    assert attempts.pause == 3600


def test_any_text_may_be_a_password() -> None:
    attempts = Attempts(Watch())
    assert attempts.right("pásswörd 🎬", "pásswörd 🎬")
    for odd in ("", "\x00", "\ud800", "eight888 ", "EIGHT888"):
        assert not Attempts(Watch()).right(odd, "eight888")
