"""TMDB's answers to titles: real shapes, missing parts, wrong types."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.title import Title, Translation
from core.tmdb.convert import Rejected, is_provided, title_of
from core.tmdb.plan import Plan
from tests.tmdb.shapes import details
from tests.tmdb.truth import expected
from tests.tmdb.world import World

PLAN = Plan()
THEN = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
PARTS = {
    "credits", "aggregate_credits", "keywords", "watch/providers", "translations", "release_dates", "content_ratings"
}  # fmt: skip


def film(**values: Any) -> dict[str, Any]:
    return {"id": 7, "title": "Seven", "original_title": "Seven", "original_language": "en"} | values


def series(**values: Any) -> dict[str, Any]:
    return {"id": 7, "name": "Seven", "original_name": "Seven", "original_language": "en"} | values


def of_film(plan: Plan = PLAN, **values: Any) -> Title:
    return title_of("movie", film(**values), plan, THEN)


def of_series(plan: Plan = PLAN, **values: Any) -> Title:
    return title_of("tv", series(**values), plan, THEN)


def test_the_shapes_of_many_titles() -> None:
    for item in World.of(150, 150).items.values():
        title = title_of(item.kind, details(item, PARTS), Plan(), THEN)  # type: ignore[arg-type]
        assert title == expected(item, "2026-02-03T04:05:06Z")


def test_a_film_of_which_next_to_nothing_is_known() -> None:
    assert of_film() == Title(
        "movie-7", "movie", "Seven", original_title="Seven", languages=("en",), fetched_at="2026-02-03T04:05:06Z"
    )
    assert of_series().id == "tv-7" and of_series().type == "series"


@pytest.mark.parametrize(("values", "why"), [
    ({"title": None, "original_title": None}, "no title"),
    ({"title": " ", "original_title": "\u200b"}, "no title"),
    ({"title": 5, "original_title": ["x"]}, "no title"),
    ({"title": "x" * 400, "original_title": ""}, "no title"),
    ({"adult": True}, "adult"),
])  # fmt: skip
def test_what_is_no_title_is_rejected(values: dict[str, Any], why: str) -> None:
    with pytest.raises(Rejected, match=why):
        of_film(**values)


def test_directors_are_everybody_with_that_job_each_once() -> None:
    crew = [
        {"id": 1, "name": "Ann", "job": "Writer"}, {"id": 2, "name": "Bo", "job": "Director"},
        {"id": 1, "name": "Ann", "job": "Director"}, {"id": 2, "name": "Bo", "job": "Director"},
        {"id": 3, "name": "Cy", "job": "Director of Photography"}, {"name": None, "job": "Director"}, None, "Dee",
    ]  # fmt: skip
    assert of_film(credits={"crew": crew, "cast": None}).directors == ("Bo", "Ann")
    assert of_film(credits={"crew": None}).directors == of_film(credits=[]).directors == ()


def test_a_series_has_its_creators_or_else_its_episodes_directors() -> None:
    credits = {"crew": [{"name": "Ann", "jobs": [{"job": "Writer"}]}, {"name": "Bo", "jobs": [{"job": "Director"}]}]}
    assert of_series(created_by=[{"name": "Cy"}], aggregate_credits=credits).directors == ("Cy",)
    for nobody in ([], None, [{"name": ""}]):
        assert of_series(created_by=nobody, aggregate_credits=credits).directors == ("Bo",)


def test_the_cast_is_in_billing_order_and_of_a_series_the_present_one_first() -> None:
    cast = [{"name": "C"}, {"name": "B", "order": 9}, {"name": "A", "order": 0}, {"name": "A", "order": 1}]
    assert of_film(credits={"cast": cast}).cast == ("A", "B", "C")
    many = [{"name": f"N{n}", "order": n} for n in range(30)]
    assert len(of_film(credits={"cast": many}).cast) == 20
    both = of_series(credits={"cast": [{"name": "Z", "order": 5}]}, aggregate_credits={"cast": cast})
    assert both.cast == ("Z", "A", "B", "C")


def test_keywords_lie_under_either_name() -> None:
    for key in ("keywords", "results"):
        assert of_film(keywords={key: [{"name": "heist "}, {"name": None}]}).keywords == ("heist",)
        assert of_series(keywords={key: [{"name": "heist"}]}).keywords == ("heist",)


@pytest.mark.parametrize(("average", "count", "read"), [
    (0.0, 0, (None, 0)), (0.0, None, (None, None)), (0.0, 3, (0.0, 3)), (8.438, 30717, (8.438, 30717)),
    (11, 5, (None, 5)), (-1, 5, (None, 5)), (float("nan"), -5, (None, None)), ("8", "x", (8.0, None)),
])  # fmt: skip
def test_votes(average: Any, count: Any, read: tuple[float | None, int | None]) -> None:
    title = of_film(vote_average=average, vote_count=count)
    assert (title.vote_average, title.vote_count) == read


@pytest.mark.parametrize(
    ("value", "read"), [(139, 139), (0, None), (None, None), (-3, None), (10**9, None), ("9", None)]
)
def test_runtime(value: Any, read: int | None) -> None:
    assert of_film(runtime=value).runtime == read
    assert of_series(episode_run_time=[0, value]).runtime == read
    assert of_series(episode_run_time=[], last_episode_to_air={"runtime": value}).runtime == read
    assert of_series(number_of_seasons=value).seasons == (139 if read else None)


@pytest.mark.parametrize(
    ("code", "read"), [("cn", ("zh",)), ("xx", ()), ("ko", ("ko",)), ("", ()), (None, ()), ("a b", ())]
)
def test_languages_are_iso_codes(code: Any, read: tuple[str, ...]) -> None:
    assert of_film(original_language=code).languages == read


def test_years_countries_and_pictures_are_checked() -> None:
    assert of_film(release_date="1999-10-15").year == 1999 and of_series(first_air_date="2011-04-17").year == 2011
    assert of_film(release_date="").year is of_film(release_date="soon").year is of_film(release_date="9999-01-01").year
    produced = [{"iso_3166_1": "DE", "name": "Germany"}, {"iso_3166_1": None, "name": "France"}, {}]
    assert of_film(production_countries=produced, origin_country=["US"]).countries == ("DE", "FR")
    assert of_series(production_countries=produced, origin_country=["US", None]).countries == ("US",)
    assert of_series(production_countries=produced, origin_country=[]).countries == ("DE", "FR")
    assert of_film(poster_path="/jSziioSwPVrOy9Yow3XhWIBDjq1.jpg").poster_path == "/jSziioSwPVrOy9Yow3XhWIBDjq1.jpg"
    for path in ("/../x.jpg", "//evil.example/x.jpg", "/x.jpg');", "x.jpg", "/x", None, 5):
        assert of_film(poster_path=path).poster_path == ""


def test_texts_are_plain_text() -> None:
    title = of_film(title="<b>Caf\u00e9</b>\u202e &amp; co", overview="two\r\nlines\x00 \ud800", tagline=None)
    assert title.title == "<b>Café</b> & co" and title.overview == "two lines"
    json.dumps(title.to_dict(), ensure_ascii=False).encode()


def test_where_to_watch_is_of_the_region_alone() -> None:
    link = "https://www.themoviedb.org/movie/7-seven/watch?locale=US"
    us = {"link": link, "flatrate": [{"provider_id": 8, "provider_name": "Netflix"}, None],
          "ads": [{"provider_id": 1796, "provider_name": "Netflix Standard with Ads"}],
          "buy": [{"provider_id": 2, "provider_name": "Apple TV"}]}  # fmt: skip
    title = of_film(**{"watch/providers": {"results": {"US": us, "CA": {"flatrate": [{"provider_name": "Crave"}]}}}})
    assert title.providers == ("Netflix", "Netflix Standard with Ads") and title.watch_link == link
    for nowhere in ({"results": {}}, {"results": None}, None, [], {"results": {"US": None}}, {"results": {"US": []}}):
        body = film(**{"watch/providers": nowhere})
        assert title_of("movie", body, Plan(), THEN).providers == () and not is_provided(body, Plan())
    body = film(**{"watch/providers": {"results": {"US": us}}})
    assert is_provided(body, Plan()) and is_provided(body, Plan(providers=(2,))) and not is_provided(body, Plan("CA"))
    for bad in ("javascript:alert(1)", "https://evil.example/watch", link + '"onclick="', 5):
        assert of_film(**{"watch/providers": {"results": {"US": us | {"link": bad}}}}).watch_link == ""


def test_maturity_is_the_regions_and_the_cinemas_first() -> None:
    labels = [{"certification": "NR", "type": 4}, {"certification": "", "type": 1}, {"certification": "R", "type": 3}]
    releases = [{"iso_3166_1": "US", "release_dates": labels}]
    assert of_film(release_dates={"results": releases}).maturity == "R"
    assert of_film(Plan("DE"), release_dates={"results": releases}).maturity == ""
    ratings = {"results": [{"iso_3166_1": "FR", "rating": "16"}, {"iso_3166_1": "US", "rating": "TV-MA"}]}
    assert of_series(content_ratings=ratings).maturity == "TV-MA"


def _translated(language: str, country: str, title: str = "", overview: str = "") -> dict[str, Any]:
    return {"iso_639_1": language, "iso_3166_1": country, "data": {"title": title, "name": title, "overview": overview}}


def test_spanish_texts_are_spains_before_mexicos() -> None:
    both = [_translated("es", "MX", "Siete MX", "Mexicano."), _translated("es", "ES", "Siete", "")]
    title = of_film(translations={"translations": both})
    assert title.translations == {"es": Translation("Siete", "Mexicano.")}
    assert of_film(translations={"translations": [_translated("es", "ES")]}).translations == {}
    assert of_film(translations={"translations": None}).translations == {}
    own = of_film(original_language="es", translations={"translations": [_translated("es", "ES", "", "Texto.")]})
    assert own.translations == {"es": Translation("Seven", "Texto.")}


def test_untranslated_texts_come_from_the_same_language_elsewhere_or_from_english() -> None:
    british, mexican = ("en", "GB", "The Offspring", "They grow."), ("es", "MX", "La prole", "Crecen.")
    others = {"translations": [_translated(*british), _translated(*mexican)]}
    untranslated = {"title": "군체", "original_title": "군체", "original_language": "ko", "overview": ""}
    english = of_film(**untranslated, translations=others)
    assert (english.title, english.original_title, english.overview) == ("The Offspring", "군체", "They grow.")
    assert english.translations["es"].title == "La prole"
    spanish = of_film(Plan(language="es-ES", translations=("es",)), **untranslated, translations=others)
    assert (spanish.title, spanish.overview, spanish.translations) == ("La prole", "Crecen.", {})
    german = of_film(Plan(language="de-DE"), **untranslated, translations=others)
    assert (german.title, german.overview) == ("The Offspring", "They grow.")
    alone = of_film(**untranslated)
    assert (alone.title, alone.overview) == ("군체", "")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["results", "US", "name", "crew", "cast", "job", "data", "iso_639_1"]), inner)
    ),
    max_leaves=8,
)
_FIELDS = st.sampled_from(sorted(PARTS | set(details(World.of(1, 0).listed("movie")[0], PARTS)) - {"id"} | {
    "created_by", "episode_run_time", "last_episode_to_air", "number_of_seasons", "first_air_date"}))  # fmt: skip


@given(st.dictionaries(_FIELDS, _JSON, max_size=8))
def test_wrong_types_anywhere_are_survived(values: dict[str, Any]) -> None:
    for kind, body in (("movie", film(**values)), ("tv", series(**values))):
        try:
            title = title_of(kind, body, Plan(), THEN)  # type: ignore[arg-type]
        except Rejected:
            continue
        assert Title.from_dict(json.loads(json.dumps(title.to_dict(), allow_nan=False))) == title
        is_provided(body, Plan())
