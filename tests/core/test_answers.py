import json

import pytest

from core import answers
from core.engine import Engine


def test_a_list_of_recommendations_says_what_it_is(small: Engine) -> None:
    items = small.similar("m01", "multi", count=2)
    document = answers.recommendations(small, answers.brief(small.title("m01")), "multi", items)
    assert list(document) == ["source", "feature_type", "count", "snapshot", "items", "notice"]
    assert document["snapshot"] == {"id": small.snapshot.id, "built_at": small.snapshot.built_at}
    assert [item["title_id"] for item in document["items"]] == [item.title.id for item in items]
    assert document["items"][0]["score"] == pytest.approx(items[0].score, abs=1e-6)
    assert json.loads(json.dumps(document)) == document


def test_an_empty_list_tells_why(small: Engine) -> None:
    document = answers.recommendations(small, None, "overview", small.similar("m07", "overview"))
    assert (document["count"], document["items"], document["notice"]) == (0, [], "no_text")


def test_hits_by_name(small: Engine) -> None:
    document = answers.search(small, "red orbit", small.search("red orbit", count=2))
    assert document["items"] == [
        {"title_id": "m04", "title": "Red Orbit", "type": "movie", "year": 1984, "score": 1.0},
        {"title_id": "m05", "title": "Red Orbit", "type": "movie", "year": 2021, "score": 1.0},
    ]
    assert (document["query"], document["did_you_mean"], document["count"]) == ("red orbit", None, 2)
