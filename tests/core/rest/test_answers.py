"""What the operations answer: the engine's own words, in the one shape."""

import json
from typing import Any

import pytest

from core import answers
from core.engine import Engine
from core.index.filters import Filters
from tests.core.rest.conftest import Ask, api_of, asking, document
from tests.fixtures import THIEVES, ids


def test_titles_like_a_title(ask: Ask, small: Engine) -> None:
    told = document(ask("/recommendations/m01"))
    items = small.similar("m01", "multi", 10)
    assert told == answers.recommendations(small, answers.brief(small.title("m01")), "multi", items, explain=False)
    assert told["count"] == len(told["items"]) == len(items) > 0
    assert set(told["items"][0]) == {"title_id", "title", "type", "year", "score"}
    assert "m01" not in [item["title_id"] for item in told["items"]]


@pytest.mark.parametrize("method", ["overview", "multi", "hybrid"])
def test_scores_are_the_engines_to_six_decimals(ask: Ask, small: Engine, method: str) -> None:
    told = document(ask(f"/recommendations/m03?feature_type={method}&count=50&diversity=0.4&whole_series=true"))
    items = small.similar("m03", method, 50, diversity=0.4, whole_series=True)
    assert told["feature_type"] == method
    assert [(item["title_id"], item["score"]) for item in told["items"]] == [
        (item.title.id, round(item.score, 6)) for item in items
    ]


def test_the_parts_of_each_score_add_up_to_it(ask: Ask) -> None:
    for item in document(ask("/recommendations/m03?explain=true&feature_type=hybrid"))["items"]:
        assert sum(part["value"] for part in item["because"]) == pytest.approx(item["score"], abs=1e-4)


def test_overview_and_multi_side_by_side(ask: Ask) -> None:
    both = document(ask("/recommendations/m01?feature_type=both&count=3"))
    alone = {name: document(ask(f"/recommendations/m01?feature_type={name}&count=3")) for name in ("overview", "multi")}
    assert (both["feature_type"], both["source"]) == ("both", alone["multi"]["source"])
    assert both["count"] == alone["overview"]["count"] + alone["multi"]["count"]
    for name, one in alone.items():
        assert both["lists"][name] == {key: one[key] for key in ("count", "items", "notice")}


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("type=series", Filters(type="series")),
        ("genre=Crime", Filters(genres=("Crime",))),
        ("genre=crime&genre=Drama", Filters(genres=("Crime", "Drama"))),
        ("year_from=2001&year_to=2004", Filters(year_from=2001, year_to=2004)),
        ("exclude=m02&exclude=nobody", Filters(exclude=("m02",))),
        ("type=series&genre=Drama&year_from=2016", Filters(type="series", genres=("Drama",), year_from=2016)),
    ],
)
def test_filters_hold_in_every_list(ask: Ask, small: Engine, query: str, filters: Filters) -> None:
    like = document(ask(f"/recommendations/m01?feature_type=hybrid&{query}"))
    assert [item["title_id"] for item in like["items"]] == ids(small.similar("m01", "hybrid", filters=filters))
    found = document(ask(f"/titles?q=vault&{query}"))
    assert [item["title_id"] for item in found["items"]] == ids(small.search("vault", filters=filters))
    body: dict[str, Any] = {"liked": {"m01": 1}}
    for name, value in (pair.split("=") for pair in query.split("&")):
        many = name in ("genre", "exclude")
        body[name] = [*body.get(name, []), value] if many else int(value) if value.isdecimal() else value
    posted = document(ask("/recommendations", "POST", json_body=body))
    assert posted["items"] == like["items"]


def test_why_a_list_is_short(ask: Ask) -> None:
    for address, notice in (
        ("/recommendations/m07?feature_type=overview", "no_text"),
        ("/recommendations/m10", "few_similar"),
        ("/recommendations/m01?year_to=1900", "filtered_out"),
    ):
        told = document(ask(address))
        assert (told["items"], told["count"], told["notice"]) == ([], 0, notice)
    assert document(ask("/recommendations/m01?count=1"))["notice"] is None


def test_texts_are_compared_in_a_language_that_there_is(ask: Ask, small: Engine) -> None:
    told = document(ask("/recommendations/s01?language=es&feature_type=overview"))
    assert [item["title_id"] for item in told["items"]] == ids(small.similar("s01", "overview", language="es"))


def test_a_profile_of_likes_dislikes_and_words(ask: Ask, small: Engine) -> None:
    body = {"liked": {"m01": 2, "m03": 1}, "disliked": ["m04"], "text": "a heist", "count": 4, "explain": True}
    told = document(ask("/recommendations", "POST", json_body=body))
    items = small.recommend({"m01": 2, "m03": 1}, {"m04": 1}, "a heist", "hybrid", 4)
    source = {"liked": {"m01": 2, "m03": 1}, "disliked": {"m04": 1}, "text": "a heist"}
    assert told == answers.recommendations(small, source, "hybrid", items)
    assert set(THIEVES) & {item["title_id"] for item in told["items"]}


@pytest.mark.parametrize(
    "body",
    [
        {"liked": {"m01": 2}},
        {"liked": [{"id": "m01", "weight": 2}], "disliked": [], "text": None},
        {"liked": [{"id": "m01", "weight": 2.0}], "disliked": {}, "text": "", "genre": [], "count": 10.0},
    ],
)
def test_one_profile_in_several_forms(ask: Ask, small: Engine, body: dict[str, Any]) -> None:
    told = document(ask("/recommendations", "POST", json_body=body))
    assert [item["title_id"] for item in told["items"]] == ids(small.recommend({"m01": 2}))


def test_an_empty_profile_has_nothing_to_compare_by(ask: Ask) -> None:
    told = document(ask("/recommendations", "POST", json_body={"liked": []}))
    assert (told["items"], told["notice"]) == ([], "no_text")


def test_titles_by_name(ask: Ask, small: Engine) -> None:
    told = document(ask("/titles?q=red+orrbt&count=2"))
    assert told == answers.search(small, "red orrbt", small.search("red orrbt", 2))
    assert told["did_you_mean"] == "Red Orbit"
    assert document(ask("/titles?q=%E5%9C%9F%E6%98%9F"))["items"][0]["title_id"] == "m06"


def test_a_title_with_all_its_fields(ask: Ask, small: Engine) -> None:
    told = document(ask("/titles/s01"))
    fields = small.title("s01").to_dict()
    assert told.pop("snapshot") == {"id": small.snapshot.id, "built_at": small.snapshot.built_at}
    assert told.pop("title_id") == fields.pop("id") == "s01"
    assert told == json.loads(json.dumps(fields))


def test_health_tells_snapshot_age_and_counts(ask: Ask, small: Engine) -> None:
    told = document(ask("/health"))
    assert (told["status"], told["snapshot"]["id"], told["age_seconds"]) == ("ok", small.snapshot.id, 3600)
    assert told["counts"]["titles"] == 12
    older = asking(api_of(Engine(small.snapshot, "An older snapshot had to do.")))
    assert document(older("/health"))["status"] == "degraded"


def test_the_root_names_what_is_here_wherever_it_stands(ask: Ask) -> None:
    told = document(ask("/", base="/api"))
    assert told == document(ask("", base="/api"))
    assert told["documentation"] == "/api/docs"
    assert {"method": "GET", "path": "/api/titles", "summary": "Titles by name"} in told["operations"]
