from pathlib import Path

import pytest
from pydantic import ValidationError

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


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().store = "elsewhere"  # type: ignore[misc]
