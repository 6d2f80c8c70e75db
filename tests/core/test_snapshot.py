import pytest

from core.engine import Engine
from core.errors import InvalidRequest, TitleNotFound


def test_rows_and_ids_are_two_ways_to_say_the_same(small: Engine) -> None:
    for row, title_id in enumerate(small.ids):
        assert small.snapshot.row(title_id) == small.snapshot.find(title_id) == row
        assert small.snapshot.title(row).id == title_id
    assert small.snapshot.find("nobody") == -1


def test_a_snapshot_is_named_after_the_time_it_was_built(small: Engine) -> None:
    assert small.snapshot.id.startswith("20260102T030405Z-")
    assert small.snapshot.built_at == "2026-01-02T03:04:05+00:00"


@pytest.mark.parametrize(("wanted", "language"), [("en", "en"), ("es", "es"), ("fr", "en"), ("", "en"), (None, "en")])
def test_language(small: Engine, wanted: str | None, language: str) -> None:
    assert small.snapshot.language(wanted) == language
    assert small.snapshot.analyser(wanted).language == language


def test_there_is_a_space_for_each_method_and_language(small: Engine) -> None:
    assert small.snapshot.space("multi", "en") is small.snapshot.space("multi", None)
    assert small.snapshot.space("multi", "en") is not small.snapshot.space("multi", "es")
    with pytest.raises(InvalidRequest, match="method"):
        small.snapshot.space("magic", "en")


def test_only_names_that_look_alike_are_suggested(small: Engine) -> None:
    with pytest.raises(TitleNotFound) as raised:
        small.snapshot.row("xylophone")
    assert raised.value.suggestions == ()
    with pytest.raises(TitleNotFound) as raised:
        small.snapshot.row("soft-locks")
    assert raised.value.suggestions == ("s01",)
