import inspect
import re

import pytest

from core import errors

CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_stands_in_the_tree_at_the_top(kind: type[errors.RecommenderError]) -> None:
    assert re.search(rf"\b{kind.__name__}\b", errors.__doc__ or "")
    assert issubclass(kind, errors.RecommenderError)


def test_callers_mistakes_have_exit_code_two_and_all_else_one() -> None:
    codes = {kind.__name__: kind.exit_code for kind in CLASSES}
    assert codes == {
        "RecommenderError": 1, "CallerError": 2, "InvalidRequest": 2, "TitleNotFound": 2, "UnreadableFile": 2,
        "GateFailed": 1, "TmdbError": 1, "TmdbUnauthorised": 2, "TmdbUnavailable": 1, "StoreError": 1,
        "NoSnapshot": 2, "DamagedSnapshot": 1, "ExpiredSnapshot": 1, "StoreBusy": 1, "StoreRefused": 2,
        "StoreUnreachable": 1,
    }  # fmt: skip


def test_a_title_not_found_is_told_in_few_words() -> None:
    assert "Did you mean a, b?" in str(errors.TitleNotFound("x", ["a", "b"]))
    assert "Search by name" in str(errors.TitleNotFound("x"))
    assert len(str(errors.TitleNotFound("x" * 1000))) < 200
