"""One film of a series in a list, the others apart."""

import pytest

from core.engine import Engine
from core.errors import TitleNotFound
from core.recommend.methods import METHODS
from tests.fixtures import ids

MATRIX, TOY_STORY = "movie-603", "movie-862"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("diversity", [0.0, 0.5])
def test_a_list_holds_one_of_each_series(embedded: Engine, method: str, diversity: float) -> None:
    for title_id in (MATRIX, TOY_STORY, "movie-11", "movie-24428"):
        items = embedded.similar(title_id, method, count=40, diversity=diversity)
        named = [item.title.collection for item in items if item.title.collection]
        assert len(named) == len(set(named))
        assert len(items) == 40


def test_the_one_is_the_best_and_all_come_when_asked(embedded: Engine) -> None:
    all_of_them = embedded.similar(MATRIX, "multi", count=10, whole_series=True)
    one = embedded.similar(MATRIX, "multi", count=10)
    assert {"movie-604", "movie-605"} <= set(ids(all_of_them))
    assert ids(one)[0] == ids(all_of_them)[0] == "movie-604"
    assert "movie-605" not in ids(one)
    kept = [title_id for title_id in ids(all_of_them) if title_id in ids(one)]
    assert kept == ids(one)[: len(kept)]


def test_the_others_stand_apart_oldest_first(embedded: Engine) -> None:
    assert [title.id for title in embedded.series(TOY_STORY)] == ["movie-863", "movie-10193"]
    assert [title.id for title in embedded.series("movie-863")] == [TOY_STORY, "movie-10193"]
    assert embedded.series("movie-289") == ()
    with pytest.raises(TitleNotFound):
        embedded.series("nope")
