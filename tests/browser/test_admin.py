"""The administration in a real browser: signing in at a provider, by password, and a refresh watched to its end."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.refresh.report import reports
from core.store.local import LocalStore
from tests.browser.conftest import OpenTab, serving
from tests.chromium import Tab
from tests.fixtures import START, TITLES, publish
from tests.oidc import Provider, providing
from tests.tmdb.server import TOKEN, Tmdb
from tests.tmdb.server import serving as serving_tmdb
from tests.tmdb.world import World

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install playwright")
expect = sync_api.expect

PASSWORD = "a password of mine"
ADMIN = {"email": "ada.stone@example.org", "email_verified": True}

Serve = Callable[..., str]


@pytest.fixture
def serve(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Serves a store of the test's own with these settings; the server's address."""
    with ExitStack() as stack:

        def start(**settings: str) -> str:
            for name in ("ADMIN_EMAIL", "ADMIN_PASSWORD", "TMDB_API_KEY", "STATE_MACHINE_ARN", "ENVIRONMENT"):
                monkeypatch.delenv(name, raising=False)
            for name, value in settings.items():
                monkeypatch.setenv(name, value)
            return stack.enter_context(serving(tmp_path / "store", tmp_path / "log.txt"))

        publish(LocalStore(tmp_path / "store"))
        yield start


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider at which the administrator signs in, until its ``claims`` are others."""
    with providing(**ADMIN) as one:
        yield one


def heading(tab: Tab, name: str) -> Any:
    return tab.get_by_role("heading", name=name, exact=True)


def sign_in(tab: Tab, site: str) -> None:
    """Goes to the provider and comes back, which is to the first page; then to the administration again."""
    tab.get_by_role("button", name="Sign in").click()
    expect(tab).to_have_url(f"{site}/")
    expect(heading(tab, "What shall we watch?")).to_be_visible()
    tab.goto(f"{site}/admin")


def test_who_the_provider_says_one_is_decides(
    serve: Serve, new_tab: OpenTab, provider: Provider, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(provider.secrets_file("http://127.0.0.1:{port}/oauth2callback"))
    site = serve(ADMIN_EMAIL="Ada.Stone@Example.org", STREAMLIT_SECRETS_FILES=str(secrets), ENVIRONMENT="prod")
    tab = new_tab(f"{site}/admin")
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    expect(heading(tab, "Snapshots")).to_have_count(0)
    sign_in(tab, site)
    expect(tab.get_by_text("You are here as ada.stone@example.org")).to_be_visible()
    expect(heading(tab, "Snapshots")).to_be_visible()

    for claims, told in (
        (ADMIN | {"email": "eva@example.org"}, "eva@example.org, who is not the administrator"),
        (ADMIN | {"email_verified": False}, "has not verified that ada.stone@example.org is yours"),
    ):
        provider.claims = claims
        other = new_tab(f"{site}/admin")
        sign_in(other, site)
        expect(other.get_by_text(told)).to_be_visible()
        expect(heading(other, "Snapshots")).to_have_count(0)

    tab.get_by_role("button", name="Sign out").click()
    expect(tab).to_have_url(f"{site}/")
    tab.goto(f"{site}/admin")
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_cookie_of_ones_own_making_opens_nothing(
    serve: Serve, new_tab: OpenTab, provider: Provider, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(provider.secrets_file("http://127.0.0.1:{port}/oauth2callback"))
    site = serve(ADMIN_EMAIL=str(ADMIN["email"]), STREAMLIT_SECRETS_FILES=str(secrets))
    tab = new_tab(f"{site}/admin")
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    made = '{"is_logged_in": true, "email": "ada.stone@example.org", "email_verified": true}'
    tab.context.add_cookies([{"name": "_streamlit_user", "value": made.replace('"', "%22"), "url": site}])
    tab.reload()
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    expect(heading(tab, "Snapshots")).to_have_count(0)


def test_a_refresh_is_started_by_keyboard_watched_and_seen_to_its_end(
    serve: Serve, new_tab: OpenTab, tmp_path: Path
) -> None:
    store = LocalStore(tmp_path / "store")
    with serving_tmdb(Tmdb(World.of(200, 100), latency=0.05)) as tmdb:
        site = serve(ADMIN_PASSWORD=PASSWORD, TMDB_API_KEY=TOKEN, TMDB_BASE_URL=tmdb.url, REFRESH_SECONDS="1")
        tab = new_tab(f"{site}/admin")
        field = tab.get_by_label("Password", exact=True)
        field.focus()
        tab.keyboard.type("not this one")
        tab.keyboard.press("Enter")
        expect(tab.get_by_text("That is not the password.")).to_be_visible()
        field.focus()
        tab.keyboard.type(PASSWORD)
        tab.keyboard.press("Enter")
        expect(heading(tab, "Refresh from TMDB")).to_be_visible()
        start = tab.get_by_role("button", name="Start a refresh")
        expect(start).to_be_enabled()
        start.focus()
        tab.keyboard.press("Enter")
        expect(tab.get_by_role("button", name="Cancel it")).to_be_visible()
        expect(start).to_be_disabled()
        expect(tab.get_by_role("progressbar")).to_be_visible()  # nobody touches the page from here on
        published = tab.locator("[data-testid='stExpander']").filter(has_text="Published")
        expect(published).to_be_visible(timeout=60_000)
        expect(start).to_be_enabled()
    [report] = reports(store)
    assert report["status"] == "published"
    assert report["snapshot"] == store.current_id()
    tab.goto(f"{site}/about")
    expect(tab.get_by_text("This application uses TMDB and the TMDB APIs but is not endorsed").first).to_be_visible()


def test_a_refresh_is_cancelled_and_a_phone_shows_all_of_it(serve: Serve, new_tab: OpenTab, tmp_path: Path) -> None:
    with serving_tmdb(Tmdb(World.of(200, 100), latency=1.0)) as tmdb:
        site = serve(ADMIN_PASSWORD=PASSWORD, TMDB_API_KEY=TOKEN, TMDB_BASE_URL=tmdb.url)
        tab = new_tab(f"{site}/admin", width=390, height=844, locale="es-ES")
        tab.get_by_label("Contraseña", exact=True).fill(PASSWORD)
        tab.get_by_role("button", name="Entrar").click()
        tab.get_by_role("button", name="Iniciar una actualización").click()
        expect(tab.get_by_role("progressbar")).to_be_visible()
        tab.get_by_role("button", name="Cancelarla").click()
        cancelled = tab.locator("[data-testid='stExpander']").filter(has_text="Cancelada")
        expect(cancelled).to_be_visible(timeout=30_000)
        cancelled.locator("summary").click()
        expect(cancelled.get_by_text("Peticiones", exact=True)).to_be_visible()
        too_wide = (
            "Array.from(document.querySelectorAll('.stMain, .stMain *')).filter(e => e.checkVisibility() && "
            "!e.closest('.wide') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"
        )
        assert tab.evaluate(too_wide) == []


def test_rolling_back_asks_first_and_escape_leaves_all_as_it_is(serve: Serve, new_tab: OpenTab, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store")
    site = serve(ADMIN_PASSWORD=PASSWORD)
    first = store.current_id()
    second = publish(store, TITLES[:8], built_at=START + timedelta(hours=1)).id
    tab = new_tab(f"{site}/admin")
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.keyboard.press("Enter")
    back = tab.get_by_role("button", name="Roll back")
    back.click()
    dialog = tab.get_by_role("dialog")
    expect(dialog.get_by_text(first)).to_be_visible()
    tab.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert store.current_id() == second
    back.click()
    dialog.get_by_role("button", name="Roll back").click()
    expect(tab.get_by_text(f"Snapshot {first} is served from now on.")).to_be_visible()
    expect(dialog).to_have_count(0)
    assert store.current_id() == first
