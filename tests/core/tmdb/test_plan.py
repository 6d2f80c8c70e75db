"""Settings to a plan."""

import pytest

from core.errors import InvalidRequest
from core.settings import Settings
from core.tmdb.plan import Plan


def test_what_is_taken_where_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REGION", "LANGUAGE", "PROVIDERS", "TRANSLATIONS", "BASE_URL", "REFETCH_DAYS", "SWEEP_HOURS"):
        monkeypatch.delenv(f"TMDB_{name}", raising=False)
    settings = Settings(_env_file=None)
    assert Plan.of(settings) == Plan("US", "en-US", (8,), ("es",), "https://api.themoviedb.org/3")
    assert not Plan.of(settings).full and Plan.of(settings, full=True).full


def test_settings_are_read_generously() -> None:
    settings = Settings(
        tmdb_region="es",
        tmdb_language="es",
        tmdb_providers="1796| 8,8",
        tmdb_translations="",
        tmdb_base_url="http://x/3/",
    )
    assert Plan.of(settings) == Plan("ES", "es", (8, 1796), (), "http://x/3")


@pytest.mark.parametrize(("name", "value"), [
    ("region", "USA"), ("region", ""), ("language", "english"), ("language", "en_US"), ("providers", "Netflix"),
    ("providers", ""), ("providers", "8&api_key=x"), ("translations", "es-ES"), ("translations", "Spanish"),
])  # fmt: skip
def test_settings_that_cannot_be_used_are_named(name: str, value: str) -> None:
    with pytest.raises(InvalidRequest, match=f"^TMDB_{name.upper()} is {value!r}; it should be"):
        Plan.of(Settings(**{f"tmdb_{name}": value}))


def test_two_plans_differ_in_what_they_take_and_not_in_how_often() -> None:
    assert Plan(refetch_days=3).mark() == Plan(full=True).mark()
    assert len({Plan(region=r, language=lang).mark() for r in ("US", "ES") for lang in ("en-US", "es-ES")}) == 4
