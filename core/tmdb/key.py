"""The key to TMDB: which of the two kinds it is, and nothing that would ever show it."""

import re
from dataclasses import dataclass, field

from core.errors import InvalidRequest

_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")  # a JSON Web Token
_V3 = re.compile(r"[0-9a-fA-F]{32}")
_WHERE = "Make one at https://www.themoviedb.org/settings/api and set TMDB_API_KEY."


@dataclass(frozen=True)
class Key:
    """A v4 read token, which goes into a header, or a v3 key, which TMDB takes only in the address."""

    _secret: str = field(repr=False)
    is_token: bool

    @classmethod
    def of(cls, text: str) -> "Key":
        """The key that ``text`` is, known by its form.

        :raises InvalidRequest: it is empty, or of neither form.
        """
        secret = text.strip()
        if not secret:
            raise InvalidRequest("TMDB_API_KEY", f"TMDB asks for a key and none is set. {_WHERE}")
        if not (_TOKEN.fullmatch(secret) or _V3.fullmatch(secret)):
            raise InvalidRequest(
                "TMDB_API_KEY",
                "TMDB_API_KEY is neither a v3 key (32 hexadecimal digits) nor a v4 read token (three parts with dots "
                f"between them). {_WHERE}",
            )
        return cls(secret, _TOKEN.fullmatch(secret) is not None)

    def headers(self) -> dict[str, str]:
        """The headers that carry the key; none for a v3 key."""
        return {"Authorization": f"Bearer {self._secret}"} if self.is_token else {}

    def on(self, target: str) -> str:
        """A request's target with the key, which only a v3 key changes."""
        return target if self.is_token else f"{target}{'&' if '?' in target else '?'}api_key={self._secret}"
