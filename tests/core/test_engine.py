import math
from pathlib import Path

import pytest

from core.catalogue.title import Title
from core.engine import MAX_COUNT, Engine
from core.errors import InvalidRequest, NoSnapshot, TitleNotFound
from tests.fixtures import ODD, SPACE, THIEVES, TITLES, ids

# ---- the catalogue


def test_every_title_comes_back_as_it_was(small: Engine, embedded: Engine, embedded_titles: list[Title]) -> None:
    assert [small.title(title_id) for title_id in small.ids] == list(TITLES)
    assert [embedded.title(title_id) for title_id in embedded.ids] == embedded_titles
    assert len(embedded) == len(embedded_titles)


def test_ids_are_in_order_and_known(small: Engine) -> None:
    assert small.ids == sorted(title.id for title in TITLES)
    assert "m01" in small
    assert "m1" not in small


def test_markup_is_text_and_stays_as_it_is(small: Engine) -> None:
    title = small.title("m08")
    assert title.title == "<b>Tom & Ana's</b> Café"
    assert "<script>alert(1)</script>" in title.overview
    assert ids(small.search("tom anas cafe"))[0] == "m08"


@pytest.mark.parametrize("unknown", ["movie-0", "", "M01", "m01 ", "x" * 10_000, "\ud800", "../m01", "m01\x00"])
def test_an_unknown_id_is_not_found(small: Engine, unknown: str) -> None:
    for ask in (small.title, small.similar, lambda u: small.recommend({u: 1}), lambda u: small.recommend({}, {u: 1})):
        with pytest.raises(TitleNotFound, match="Title not found") as raised:
            ask(unknown)
        assert raised.value.title_id == unknown
        assert len(str(raised.value)) < 300


def test_a_name_given_as_an_id_suggests_the_title(small: Engine) -> None:
    with pytest.raises(TitleNotFound, match="Did you mean m04, m05") as raised:
        small.title("red orbit")
    assert raised.value.suggestions == ("m04", "m05")


def test_a_store_where_nothing_was_published_has_no_engine(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match="python -m core import"):
        Engine.open(tmp_path / "nowhere")


# ---- arguments


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"count": 0}, "count"),
        ({"count": -1}, "count"),
        ({"count": MAX_COUNT + 1}, "count"),
        ({"diversity": -0.1}, "diversity"),
        ({"diversity": 1.1}, "diversity"),
        ({"diversity": math.nan}, "diversity"),
        ({"method": "magic"}, "method"),
        ({"method": ""}, "method"),
        ({"liked": {"m01": 0}}, "liked"),
        ({"liked": {"m01": -1.0}}, "liked"),
        ({"liked": {"m01": math.nan}}, "liked"),
        ({"liked": {"m01": math.inf}}, "liked"),
        ({"disliked": {"m01": 101}}, "disliked"),
    ],
)
def test_bad_arguments_name_their_parameter(small: Engine, arguments: dict, parameter: str) -> None:
    with pytest.raises(InvalidRequest, match=r".+") as raised:
        small.recommend(**({"liked": {"m02": 1.0}} | arguments))
    assert raised.value.parameter == parameter


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [({"sort": "best"}, "sort"), ({"count": 0}, "count"), ({"count": 5000}, "count"), ({"offset": -1}, "offset")],
)
def test_bad_arguments_of_browse_name_their_parameter(small: Engine, arguments: dict, parameter: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        small.browse(**arguments)
    assert raised.value.parameter == parameter


def test_a_language_that_is_not_indexed_means_the_catalogues_own(small: Engine) -> None:
    assert small.similar("m01", language="fr") == small.similar("m01", language="en") == small.similar("m01")


# ---- similar


def test_a_sequel_is_nearest_to_its_first_part(small: Engine) -> None:
    for method in ("multi", "hybrid"):
        assert ids(small.similar("m01", method))[0] == "m02"
        assert ids(small.similar("m02", method))[0] == "m01"


def test_a_remake_is_nearest_to_the_first_film(small: Engine) -> None:
    for method in ("overview", "hybrid"):
        assert ids(small.similar("m04", method))[0] == "m05"


def test_the_outlier_is_like_nothing_and_says_so(small: Engine) -> None:
    items = small.similar("m10", "hybrid")
    assert items == []
    assert items.notice == "few_similar"


def test_shared_people_are_told(small: Engine) -> None:
    because = small.similar("m01", "multi", count=1)[0].because
    assert because.people == ("Ada Stone", "Max Ruiz")
    assert "heist" in because.terms


def test_texts_are_compared_in_the_language_asked_for(small: Engine) -> None:
    labels = {part.label for item in small.recommend(text="atraco ladrones banco", language="es", method="overview")
              for part in item.because.parts}  # fmt: skip
    assert labels == {"ladrones", "banco"}


# ---- recommend


def test_what_was_named_never_comes_back(embedded: Engine) -> None:
    liked, disliked = dict.fromkeys(embedded.ids[:40:4], 1.0), dict.fromkeys(embedded.ids[2:30:4], 1.0)
    items = embedded.recommend(liked, disliked, text="a heist", count=MAX_COUNT)
    assert len(items) > 50
    assert not set(ids(items)) & (liked.keys() | disliked.keys())


def test_a_dislike_pushes_down_titles_like_it(small: Engine) -> None:
    before = small.recommend({"m01": 1.0, "m04": 1.0}, count=MAX_COUNT)
    after = small.recommend({"m01": 1.0, "m04": 1.0}, {"m05": 1.0}, count=MAX_COUNT)
    place = {title_id: ids(before).index(title_id) for title_id in ids(before)}
    score = {item.title.id: item.score for item in after}
    for item in before:
        if item.title.id in ("s02", "m06"):
            assert score.get(item.title.id, 0) < item.score
    assert place["m05"] < 3
    assert ids(after)[0] in THIEVES


def test_a_dislike_shows_in_the_reasons(small: Engine) -> None:
    items = small.recommend({"m01": 1.0, "m06": 1.0}, {"m05": 1.0}, count=MAX_COUNT)
    negative = {part.label for item in items for part in item.because.parts if part.value < 0}
    assert negative & {"mars", "Thriller", "alien", "Red", "red", "orbit", "Mars"}
    for item in items:
        assert item.because.total == pytest.approx(item.score, abs=1e-6)
        assert not {part.value for part in item.because.of("overview", "keywords") if part.value < 0}


def test_a_dislike_alone_recommends_nothing(small: Engine) -> None:
    items = small.recommend({}, {"m01": 1.0})
    assert items == []
    assert items.notice == "few_similar"


def test_a_heavier_like_weighs_more(small: Engine) -> None:
    thieves = small.recommend({"m01": 5.0, "m05": 1.0}, count=4)
    space = small.recommend({"m01": 1.0, "m05": 5.0}, count=4)
    assert ids(thieves)[0] in THIEVES
    assert ids(space)[0] in SPACE


def test_liked_titles_meet_in_what_is_between_them(small: Engine) -> None:
    both = small.recommend({"m01": 1.0, "m05": 1.0}, count=6)
    assert set(ids(both)) & set(THIEVES)
    assert set(ids(both)) & set(SPACE)


@pytest.mark.parametrize(
    ("text", "method"), [(None, "hybrid"), ("", "hybrid"), ("the of and", "multi"), ("😀", "hybrid")]
)
def test_a_profile_that_says_nothing_says_so(small: Engine, text: str | None, method: str) -> None:
    items = small.recommend(text=text, method=method)
    assert items == []
    assert items.notice == "no_text"


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("heist", "en", {"Money Heist", "Ocean's Eleven", "Heat"}),
        ("a heist in a bank vault", "en", {"Money Heist"}),
        ("atraco", "es", {"Money Heist"}),
        ("una banda prepara un atraco", "es", {"Money Heist"}),
        ("vampire", "en", {"Nosferatu"}),
        ("un vampiro en un castillo", "es", {"Nosferatu"}),
        ("tom hanks", "en", {"Forrest Gump"}),
        ("a film by Akira Kurosawa", "en", {"Seven Samurai"}),
    ],
)
def test_words_find_the_obvious_titles(embedded: Engine, text: str, language: str, found: set[str]) -> None:
    items = embedded.recommend(text=text, language=language, count=15, whole_series=True)
    names = {item.title.title for item in items}
    assert found <= names


@pytest.mark.parametrize("mood", ["VAULT heist!", "vault   heist", "Heist, vault."])
def test_how_words_are_written_does_not_matter(small: Engine, mood: str) -> None:
    assert small.recommend(text=mood) == small.recommend(text="vault heist")


def test_words_and_likes_count_together(small: Engine) -> None:
    items = small.recommend({"m01": 1.0}, text="astronauts around mars", count=8)
    assert {"m02", "m04"} <= set(ids(items))
    fields = {part.field for item in items for part in item.because.parts}
    assert {"overview", "directors"} <= fields


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_answered(small: Engine, text: str) -> None:
    items = small.recommend(text=text, count=5)
    assert items.notice in (None, "no_text", "few_similar")
    assert all(0 < item.score <= 1 for item in items)
