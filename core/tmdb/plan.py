"""What to take from TMDB, as the settings say."""

import re
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from core.errors import InvalidRequest
from core.settings import Settings

T = TypeVar("T")
Kind = Literal["movie", "tv"]
KINDS: tuple[Kind, ...] = ("movie", "tv")


@dataclass(frozen=True)
class Plan:
    """What to take, and how fresh. ``full`` asks for every title anew."""

    region: str = "US"
    language: str = "en-US"
    providers: tuple[int, ...] = (8,)
    translations: tuple[str, ...] = ("es",)
    base_url: str = ""
    refetch_days: int = field(default=30, compare=False)
    sweep_hours: float = field(default=6.0, compare=False)
    full: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, settings: Settings, *, full: bool = False) -> "Plan":
        """The plan that the settings describe.

        :raises InvalidRequest: one of them cannot be used; its message names it.
        """
        region = _checked("TMDB_REGION", settings.tmdb_region.upper(), r"[A-Z]{2}", "a country's two letters, as US")
        language = _checked(
            "TMDB_LANGUAGE", settings.tmdb_language, _LANGUAGE, "a language as TMDB writes it, as es-ES"
        )
        providers = _parts(settings.tmdb_providers)
        for provider in providers:
            _checked("TMDB_PROVIDERS", provider, r"[0-9]{1,9}", "TMDB's numbers of services, as 8|1796")
        if not providers:
            _checked("TMDB_PROVIDERS", "", r"[0-9]{1,9}", "TMDB's numbers of services, as 8|1796")
        translations = _parts(settings.tmdb_translations)
        for code in translations:
            _checked("TMDB_TRANSLATIONS", code, r"[a-z]{2}", "two-letter codes of languages, as es,de")
        return cls(
            region=region, language=language, providers=tuple(sorted(map(int, providers))), translations=translations,
            base_url=settings.tmdb_base_url.rstrip("/"), refetch_days=settings.tmdb_refetch_days,
            sweep_hours=settings.tmdb_sweep_hours, full=full,
        )  # fmt: skip

    def mark(self) -> str:
        """What makes titles of two plans different titles."""
        return repr((self.base_url, self.region, self.language, self.providers, self.translations))


_LANGUAGE = r"[a-z]{2}(-[A-Z]{2})?"


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[|,]", text) if part.strip()))


def _checked(name: str, value: str, form: str, meaning: str) -> str:
    if not re.fullmatch(form, value):
        raise InvalidRequest(name, f"{name} is {value[:40]!r}; it should be {meaning}.")
    return value
