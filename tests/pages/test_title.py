"""Title: everything about one title, and what is like it."""

import re
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from core.engine import Engine
from core.index.filters import Filters
from tests.pages.conftest import Markup, address, shown, sound, visit

pytestmark = pytest.mark.usefixtures("embedded_served")

INTERSTELLAR = "movie-157336"
DARK = "tv-dark-2017"


def similar(engine: Engine, method: str = "multi", count: int = 12, **more: object) -> list[str]:
    """What the engine answers, in English."""
    return [item.title.title for item in engine.similar(INTERSTELLAR, method, count, language="en", **more)]  # type: ignore[arg-type]


def test_shows_everything_about_a_title(embedded: Engine) -> None:
    at = visit("title", id=INTERSTELLAR)
    title = embedded.title(INTERSTELLAR)
    texts = Markup(at).texts
    assert at.title[0].value == "Interstellar"
    assert texts[:7:2] == ["2014", "Film", "2 h 49 min", "PG-13"]
    wanted = [title.overview, *title.genres, *title.keywords, ", ".join(title.cast), "Christopher Nolan", "English"]
    assert [text for text in wanted if text not in texts] == []
    assert "Direction" in texts
    assert "Original title" not in texts  # it is the same


def test_a_series_has_creators_and_seasons() -> None:
    texts = Markup(visit("title", id=DARK)).texts
    assert "3 seasons" in texts
    assert texts[texts.index("Created by") + 1] == "Baran bo Odar, Jantje Friese"


def test_an_original_title_that_differs_is_told() -> None:
    texts = Markup(visit("title", id="movie-653")).texts
    assert texts[texts.index("Original title") + 1] == "Nosferatu, eine Symphonie des Grauens"


@pytest.mark.parametrize("method", ["overview", "multi", "hybrid"])
def test_each_method_recommends_as_the_engine_does(embedded: Engine, method: str) -> None:
    at = visit("title", id=INTERSTELLAR)
    at.button_group(key="title:method").set_value(method).run()
    assert shown(sound(at)) == similar(embedded, method)
    assert address(at) == {"id": [INTERSTELLAR]} | ({} if method == "multi" else {"method": [method]})
    assert shown(visit("title", id=INTERSTELLAR, method=method)) == shown(at)


def test_a_score_is_opened_into_parts_that_add_up_to_it(embedded: Engine) -> None:
    texts = Markup(visit("title", id=INTERSTELLAR)).texts
    best = embedded.similar(INTERSTELLAR, "multi", 1, language="en")[0]
    place = texts.index("Details and score")
    assert texts[place + 1] == f"{best.score:.2f}"
    ends = texts.index("Details and score", place + 1) if "Details and score" in texts[place + 1 :] else len(texts)
    parts = [float(text) for text in texts[place:ends] if re.fullmatch(r"[+-]\d\.\d{3}", text)]
    assert sum(parts) == pytest.approx(best.score, abs=0.0005 * len(parts))


def test_two_methods_side_by_side(embedded: Engine) -> None:
    at = visit("title", id=INTERSTELLAR, method="both")
    by_words, by_people = similar(embedded, "overview"), similar(embedded, "multi")
    assert shown(at) == by_words + by_people
    assert [heading.value for heading in at.subheader] == ["By description", "By description and people"]
    found = [embedded.similar(INTERSTELLAR, method, 12, language="en") for method in ("overview", "multi")]
    both = len({item.title.id for item in found[0]} & {item.title.id for item in found[1]})
    assert at.caption[0].value == f"{both} {'title stands' if both == 1 else 'titles stand'} in both lists."


def test_count_kind_genre_and_variety_are_asked_of_the_engine(embedded: Engine) -> None:
    at = visit("title", id=INTERSTELLAR)
    at.select_slider(key="title:count").set_value(6).run()
    at.button_group(key="title:type").set_value("series").run()
    at.multiselect(key="title:genre").select("Drama").run()
    at.slider(key="title:diversity").set_value(0.5).run()
    wanted = similar(embedded, count=6, filters=Filters("series", ("Drama",)), diversity=0.5)
    assert shown(sound(at)) == wanted
    asked = {"count": ["6"], "type": ["series"], "genre": ["Drama"], "diversity": ["0.5"]}
    assert address(at) == {"id": [INTERSTELLAR]} | asked
    assert shown(visit("title", id=INTERSTELLAR, count="6", type="series", genre="Drama", diversity="0.5")) == wanted


def test_filters_that_leave_too_few_say_so() -> None:
    at = visit("title", id=INTERSTELLAR, count="48", genre="Western")
    assert at.caption[-1].value == "The filters leave no more titles. Loosen them to see others."


@pytest.mark.parametrize(
    ("param", "value"),
    [("method", "nope"), ("count", "7"), ("count", "1000000"), ("diversity", "nan"), ("diversity", "2"),
     ("diversity", "inf"), ("genre", "<b>"), ("type", "film")],
)  # fmt: skip
def test_what_the_address_may_not_ask_for_is_ignored(embedded: Engine, param: str, value: str) -> None:
    at = visit("title", id=INTERSTELLAR, **{param: value})
    assert shown(at) == similar(embedded)
    assert address(at) == {"id": [INTERSTELLAR]}


@pytest.mark.parametrize("unknown", ["", "nobody", "movie-1573360", "../../etc/passwd", "<script>", "x" * 5000, "\x00"])
def test_an_unknown_id_gets_a_message_and_a_way_on(unknown: str) -> None:
    at = visit("title", id=unknown)
    assert [info.value for info in at.info] == ["There is no such title here. It may have left the catalogue."]
    assert [link.proto.label for link in at.get("page_link")] == ["Search for another"]


def test_like_and_dislike_exclude_each_other_and_can_be_taken_back() -> None:
    at = visit("title", id=INTERSTELLAR)

    def pressed() -> list[str]:
        return [button.key for button in at.button if button.proto.type == "primary"]

    for which, wanted in (
        ("like", ["put-like"]),
        ("dislike", ["put-dislike"]),
        ("dislike", []),
        ("like", ["put-like"]),
    ):
        at.button(key=f"put-{which}").click().run()
        assert pressed() == wanted
    suits = [link for link in at.get("page_link") if link.proto.label == "See what suits you"]
    assert [link.proto.query_string for link in suits] == [f"like={INTERSTELLAR}"]


def test_a_like_comes_along_to_for_you() -> None:
    at = visit("title", id=INTERSTELLAR)
    at.button(key="put-like").click().run()
    at.switch_page("../pages/for_you.py").run()
    assert at.multiselect(key="for-you:like").value == [INTERSTELLAR]
    assert address(sound(at))["like"] == [INTERSTELLAR]


def test_links_take_the_language_along_and_between_titles_the_way_of_comparing(embedded: Engine) -> None:
    def first_link(at: AppTest) -> dict[str, list[str]]:
        link = next(link for link in at.get("page_link") if link.proto.page == "title")
        return parse_qs(link.proto.query_string)

    best = embedded.similar(INTERSTELLAR, "hybrid", 1, language="es")[0].title.id
    at = visit("title", id=INTERSTELLAR, method="hybrid", lang="es")
    assert first_link(at) == {"id": [best], "method": ["hybrid"], "lang": ["es"]}
    newest = embedded.browse(Filters("movie")).titles[0].id
    assert first_link(visit(type="movie", lang="es")) == {"id": [newest], "lang": ["es"]}
