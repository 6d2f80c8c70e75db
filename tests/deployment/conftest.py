"""A deployment on this machine: the bundle, the Procfile's command, and nginx before it."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deployment import bundle as bundles
from tests.deployment import nginx
from tests.emulator import free_port
from tests.oidc import CLIENT, SECRET, Provider, providing

ADMIN = "ada.stone@example.org"
RATE = 5
"""How often a minute one client may ask the REST endpoint."""


@dataclass(frozen=True)
class Site:
    """What viewers reach. Its name is not localhost, which Streamlit trusts more than others."""

    port: int
    app_port: int
    logs: Path

    @property
    def host(self) -> str:
        return f"site.localhost:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"


@pytest.fixture(scope="package")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `eb deploy` would upload."""
    return bundles.make(tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="package")
def provider() -> Iterator[Provider]:
    """An OpenID provider that lets the administrator in."""
    with providing(email=ADMIN, email_verified=True) as one:
        yield one


_ELSEWHERE = """
location = /oauth2callback {{
    proxy_pass http://127.0.0.1:{port};
    proxy_set_header Host $http_host;
}}
"""


@pytest.fixture(scope="package")
def site(
    bundle: Path, embedded_store: Path, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The deployed application on two instances: whoever comes back from the provider gets to the other one.

    Each client may ask the REST endpoint RATE times a minute, so that tests ask it as different ones.
    """
    nginx.program()
    folder = tmp_path_factory.mktemp("site")
    site, other = Site(free_port(), free_port(), folder / "logs"), free_port()
    auth = {
        "redirect_uri": f"{site.url}/oauth2callback", "cookie_secret": secrets.token_hex(32),
        "client_id": CLIENT, "client_secret": SECRET,
        "server_metadata_url": f"{provider.url}/.well-known/openid-configuration",
    }  # fmt: skip
    settings = {
        "STORE": str(embedded_store), "API_RATE": str(RATE), "ADMIN_EMAIL": ADMIN,
        "AUTH_SECRET": json.dumps(auth), "STREAMLIT_SERVER_COOKIE_SECRET": auth["cookie_secret"],
    }  # fmt: skip
    conf = nginx.stage(bundle, folder, port=site.port, app_port=site.app_port, environment=settings)
    (conf.parent / nginx.SERVER / "elsewhere.conf").write_text(_ELSEWHERE.format(port=other))
    with (
        bundles.running(bundle, site.app_port, folder / "application.log", settings),
        bundles.running(bundle, other, folder / "other.log", settings),
        nginx.running(conf, site.port),
    ):
        yield site
