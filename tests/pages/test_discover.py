"""Discover: search, filters, sorting, pages, and what an address may ask for."""

import pytest

from core.engine import Engine
from core.index.filters import Filters
from tests.pages.conftest import Markup, address, shown, sound, visit

pytestmark = pytest.mark.usefixtures("embedded_served")


def names(engine: Engine, sort: str = "newest", offset: int = 0, filters: Filters | None = None) -> list[str]:
    """What the engine answers, in English."""
    return [title.title for title in engine.browse(filters, sort, offset).titles]


def test_opens_with_the_newest_titles(embedded: Engine) -> None:
    at = visit()
    assert at.title[0].value == "What shall we watch?"
    assert at.caption[0].value == f"{len(embedded)} titles"
    assert shown(at) == names(embedded)
    assert address(at) == {}
    posters = [attributes for tag, attributes in Markup(at).tags if attributes.get("class") == "poster"]
    assert len(posters) == 24
    first = embedded.browse().titles[0]
    assert posters[0]["aria-label"] == f"Poster of {first.title} ({first.year})"


def test_a_typo_still_finds_and_says_so() -> None:
    at = visit()
    at.text_input[0].input("intersteler").run()
    assert shown(sound(at))[0] == "Interstellar"
    assert at.caption[0].value == "Nothing is called exactly that. Did you mean **Interstellar**?"
    assert address(at) == {"q": ["intersteler"]}
    assert at.selectbox[0].disabled  # results come best first
    at.text_input[0].input("interstellar").run()
    assert shown(at)[0] == "Interstellar"
    assert [caption.value for caption in at.caption] == []


def test_a_search_that_finds_nothing_says_so() -> None:
    at = visit(q="zzzzqqqq xxxx")
    assert shown(at) == []
    assert [info.value for info in at.info] == ["No title looks like that. Check the spelling, or loosen the filters."]


@pytest.mark.parametrize("sort", ["newest", "oldest", "alphabet"])
def test_sorts(embedded: Engine, sort: str) -> None:
    at = visit()
    at.selectbox[0].select(sort).run()
    assert shown(sound(at)) == names(embedded, sort)
    assert address(at) == ({} if sort == "newest" else {"sort": [sort]})


def test_sorts_by_what_no_title_tells_are_not_offered() -> None:
    assert visit().selectbox[0].options == ["Newest first", "Oldest first", "A to Z"]


def test_filters_stand_in_the_address_and_come_back_from_it(embedded: Engine) -> None:
    at = visit()
    at.button_group(key="discover:type").set_value("movie").run()
    at.multiselect(key="discover:genre").select("Western").run()
    at.slider(key="discover:years").set_range(1960, 2000).run()
    wanted = names(embedded, filters=Filters("movie", ("Western",), year_from=1960, year_to=2000))
    assert shown(sound(at)) == wanted
    assert 1 < len(wanted) < 24
    assert address(at) == {"type": ["movie"], "genre": ["Western"], "years": ["1960-2000"]}

    again = visit(type="movie", genre="Western", years="1960-2000")
    assert shown(again) == wanted
    assert again.multiselect(key="discover:genre").value == ["Western"]
    assert again.slider(key="discover:years").value == (1960, 2000)


def test_filters_narrow_the_search() -> None:
    assert "Dark" in shown(visit(q="dark", type="series"))
    assert "Dark" not in shown(visit(q="dark", type="movie"))


def test_counts_beside_genres_are_those_of_the_kind_chosen(embedded: Engine) -> None:
    films = embedded.facets(Filters(type="movie"))["genres"]["Western"]
    assert films < embedded.facets()["genres"]["Western"]
    assert f"Western ({films})" in visit(type="movie").multiselect(key="discover:genre").options


def test_filters_that_leave_nothing_say_so() -> None:
    at = visit(genre="Western", country="JP", language="sv")
    assert shown(at) == []
    assert [info.value for info in at.info] == ["No title fits these filters. Loosen one of them."]


def test_turns_pages_and_another_view_begins_at_its_first(embedded: Engine) -> None:
    at = visit()
    at.get("pagination")[0].select(2).run()
    assert shown(sound(at)) == names(embedded, offset=24)
    assert address(at) == {"page": ["2"]}
    at.selectbox[0].select("oldest").run()
    assert shown(sound(at)) == names(embedded, "oldest")
    assert address(at) == {"sort": ["oldest"]}


def test_the_page_comes_from_the_address(embedded: Engine) -> None:
    assert shown(visit(page="3")) == names(embedded, offset=48)


def test_a_page_beyond_the_last_is_the_last(embedded: Engine) -> None:
    at = visit(page="9999")
    last = (len(embedded) - 1) // 24
    assert shown(at) == names(embedded, offset=24 * last)
    assert address(at) == {"page": [str(last + 1)]}


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("page", "abc"), ("page", "0"), ("page", "-1"), ("page", "²"), ("page", "1e9"), ("page", "9" * 5000),
        ("years", "foo"), ("years", "-"), ("years", "1990"), ("years", "1-99999999999999999999"), ("years", "٣-٤"),
        ("genre", "<script>"), ("genre", ""), ("country", "XX"), ("language", "klingon"), ("maturity", "' OR 1=1"),
        ("sort", "nope"), ("sort", "added"), ("type", "xyz"), ("type", "Movie"), ("lang", "xx"), ("votes", "-5"),
        ("votes", "nan"), ("unknown", "\x00\ud7ff%00"),
    ],
)  # fmt: skip
def test_what_the_address_may_not_ask_for_is_ignored(embedded: Engine, param: str, value: str) -> None:
    at = visit(**{param: value})
    assert shown(at) == names(embedded)
    assert address(at) == ({param: [value]} if param in ("unknown", "votes") else {})  # no title has votes: no filter


def test_a_query_of_any_length_is_cut() -> None:
    at = visit(q="x" * 5000)
    assert at.text_input[0].value == "x" * 100
    assert address(at) == {"q": ["x" * 100]}
