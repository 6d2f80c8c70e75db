from pathlib import Path

import pytest
from pydantic import ValidationError

from core.errors import InvalidRequest
from core.settings import Settings


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without settings of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STORE", raising=False)
    return tmp_path


def test_unset_means_the_embedded_catalogue() -> None:
    assert Settings().store == ""


def test_the_environment_goes_before_the_file(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (nowhere / ".env").write_text("STORE=from-file\nSOMETHING_ELSE=1\n")
    assert Settings().store == "from-file"
    monkeypatch.setenv("STORE", "from-environment")
    assert Settings().store == "from-environment"


def test_the_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMDB_API_KEY", "0123456789abcdef0123456789abcdef")
    settings = Settings()
    assert settings.tmdb_api_key.get_secret_value() == "0123456789abcdef0123456789abcdef"
    assert "0123456789abcdef" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMDB_REFETCH_DAYS", "")
    assert Settings().tmdb_refetch_days == 30


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    (row,) = [line for line in text.splitlines() if line.startswith(f"| `{name.upper()}` |")]
    default = Settings.model_fields[name].default
    if isinstance(default, float):
        default = f"{default:g}"
    assert not isinstance(default, str | int) or str(default) in row


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().store = "elsewhere"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"), [("TMDB_REFETCH_DAYS", "abc"), ("KEEP_SNAPSHOTS", "0"), ("GATE_LOST", "secret-looking")]
)
def test_a_value_that_cannot_be_used_is_told_by_its_name(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidRequest, match=f"{name} cannot be used") as told:
        Settings()
    assert told.value.__cause__ is None and "secret-looking" not in str(told.value)
