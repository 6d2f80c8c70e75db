"""An OpenID Connect provider on this machine: it lets in whoever comes, as the person it was told."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "the-application", "its-secret"


@dataclass
class Provider:
    """``claims`` are what it says of the person who comes next; ``url`` is its issuer."""

    claims: dict[str, Any]
    url: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def secrets_file(self, redirect_uri: str) -> str:
        """What Streamlit's secrets must say to use it."""
        return (
            f'[auth]\nredirect_uri = "{redirect_uri}"\ncookie_secret = "{secrets.token_hex(16)}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
            f'server_metadata_url = "{self.url}/.well-known/openid-configuration"\n'
        )


@contextmanager
def providing(**claims: Any) -> Iterator[Provider]:
    """The provider at work."""
    from joserfc import jwk  # comes with Authlib

    provider = Provider(claims)
    key = jwk.RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
    handler = type("Handler", (_Handler,), {"provider": provider, "key": key})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    provider: Provider
    key: Any

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(split.query).items()}
        url = self.provider.url
        match split.path:
            case "/.well-known/openid-configuration":
                self._answer({
                    "issuer": url, "authorization_endpoint": f"{url}/authorize", "token_endpoint": f"{url}/token",
                    "jwks_uri": f"{url}/jwks", "response_types_supported": ["code"],
                    "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
                    "code_challenge_methods_supported": ["S256"],
                })  # fmt: skip
            case "/jwks":
                self._answer({"keys": [self.key.as_dict(private=False)]})
            case "/authorize" if asked.get("client_id") == CLIENT and asked.get("response_type") == "code":
                code = secrets.token_urlsafe()
                self.provider.codes[code] = asked
                self.send_response(302)
                said = urlencode({"code": code, "state": asked["state"]})
                self.send_header("Location", f"{asked['redirect_uri']}?{said}")
                self.end_headers()
            case _:
                self._answer({"error": "invalid_request"}, 400)

    def do_POST(self) -> None:
        """Gives the token for a code, once, to the client that has the secret and the verifier."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[-1] for name, values in parse_qs(body).items()}
        asked = self.provider.codes.pop(given.get("code", ""), None)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        if not asked or self.headers.get("Authorization") != basic or proof != asked.get("code_challenge"):
            self._answer({"error": "invalid_grant"}, 400)
            return
        self._answer({
            "access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 3600,
            "id_token": self._token(asked["nonce"]),
        })  # fmt: skip

    def _token(self, nonce: str) -> str:
        from joserfc import jwt

        now = int(time.time())
        claims = {"iss": self.provider.url, "sub": "1", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims | self.provider.claims, self.key)

    def _answer(self, document: Mapping[str, Any], status: int = 200) -> None:
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
