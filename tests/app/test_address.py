"""The address says what was chosen, and nothing in it can choose what may not be chosen."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest


def controls() -> None:
    """One of each control, and what they say."""
    import streamlit as st

    from app.address import choose_many, choose_number, choose_one, choose_span, turn_pages, write_text

    look = {"page": "p"}
    kind = choose_one(st.segmented_control, "Kind", ["movie", "series"], "kind", **look)
    count = choose_one(st.select_slider, "Count", [6, 12, 24], "count", default=12, **look)
    genres = choose_many("Genres", ["Action", "Sci-Fi & Fantasy", "Kids' TV"], "genre", **look)
    years = choose_span("Years", 1922, 2025, "years", **look)
    variety = choose_number(st.slider, "Variety", 0.0, 1.0, "variety", default=0.3, step=0.1, **look)
    votes = choose_number(st.number_input, "Votes", 0, None, "votes", default=0, step=50, **look)
    query = write_text("Query", "q", max_chars=20, **look)
    number = turn_pages(5, "page", view=f"{kind} {genres}", **look)
    st.session_state["said"] = {
        "kind": kind, "count": count, "genre": genres, "years": years, "variety": variety, "votes": votes, "q": query,
        "page": number,
    }  # fmt: skip


DEFAULTS = {
    "kind": None, "count": 12, "genre": [], "years": (1922, 2025), "variety": 0.3, "votes": 0, "q": "", "page": 1,
}  # fmt: skip
Address = dict[str, str | list[str]]


def opened(address: Address) -> AppTest:
    """The controls in a session that begins with this address."""
    at = AppTest.from_function(controls)
    for param, value in address.items():
        at.query_params[param] = value
    at.run()
    assert [error.message for error in at.exception] == []
    return at


def said(at: AppTest) -> dict[str, Any]:
    return at.session_state["said"]


def written(at: AppTest) -> dict[str, list[str]]:
    return {param: value if isinstance(value, list) else [value] for param, value in at.query_params.items()}


def test_an_empty_address_stays_empty() -> None:
    at = opened({})
    assert said(at) == DEFAULTS
    assert written(at) == {}


CHOSEN = {
    "kind": "series", "count": 24, "genre": ["Kids' TV", "Sci-Fi & Fantasy"], "years": (1990, 2000), "variety": 0.7,
    "votes": 150, "q": "¿qué & 1+1=#2?", "page": 1,
}  # fmt: skip


def test_what_is_chosen_is_written_and_restores_the_choice() -> None:
    at = opened({})
    at.button_group[0].set_value("series")
    at.select_slider[0].set_value(24)
    at.multiselect[0].set_value(["Kids' TV", "Sci-Fi & Fantasy"])
    at.slider[0].set_range(1990, 2000)
    at.slider[1].set_value(0.7)
    at.number_input[0].set_value(150)
    at.text_input[0].set_value("¿qué & 1+1=#2?")
    at.run()
    assert said(at) == CHOSEN
    address = written(at)
    assert address == {
        "kind": ["series"], "count": ["24"], "genre": ["Kids' TV", "Sci-Fi & Fantasy"], "years": ["1990-2000"],
        "variety": ["0.7"], "votes": ["150"], "q": ["¿qué & 1+1=#2?"],
    }  # fmt: skip
    assert said(opened(dict(address))) == CHOSEN


def test_choosing_the_default_again_empties_the_address() -> None:
    at = opened({"kind": "series", "count": "6", "genre": "Action", "years": "1990-2000", "variety": "0.5", "q": "x"})
    at.button_group[0].set_value(None)
    at.select_slider[0].set_value(12)
    at.multiselect[0].set_value([])
    at.slider[0].set_range(1922, 2025)
    at.slider[1].set_value(0.3)
    at.text_input[0].set_value("")
    at.run()
    assert said(at) == DEFAULTS
    assert written(at) == {}


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ({"years": "2000-1990"}, {"years": (1990, 2000)}),
        ({"years": "1800-1950"}, {"years": (1922, 1950)}),
        ({"years": "1950-3000"}, {"years": (1950, 2025)}),
        ({"years": "3000-4000"}, {"years": (2025, 2025)}),
        ({"genre": ["Action", "Action", "x"]}, {"genre": ["Action"]}),
        ({"q": "x" * 5000}, {"q": "x" * 20}),
        ({"page": "3"}, {"page": 3}),
        ({"page": "99"}, {"page": 5}),
        ({"kind": ["movie", "series"]}, {"kind": "series"}),
    ],
)
def test_what_can_be_understood_is(address: Address, wanted: dict[str, Any]) -> None:
    assert said(opened(address)) == DEFAULTS | wanted


def test_another_view_begins_at_its_first_page() -> None:
    at = opened({"page": "3"})
    at.multiselect[0].set_value(["Action"]).run()
    assert said(at)["page"] == 1
    assert written(at) == {"genre": ["Action"]}


NASTY = some.sampled_from(
    ["", "nan", "inf", "-inf", "-1", "1e308", "0x10", "²", "٣", "９", "9" * 5000, "1-", "1990-", "1990-2000-3",
     "Action", "action", "<script>", "../..", "\x00", "%00", "None", "True", "movie", "12", "12.0", "0.30000001", "🦄"]
)  # fmt: skip
VALUES = NASTY | some.text(max_size=12) | some.integers().map(str) | some.floats().map(str)


@settings(max_examples=20)
@given(some.dictionaries(some.sampled_from(sorted(DEFAULTS)), VALUES | some.lists(VALUES, min_size=1, max_size=3)))
def test_nothing_in_the_address_chooses_what_may_not_be_chosen(address: Address) -> None:
    at = opened(address)
    chosen = said(at)
    assert chosen["kind"] in (None, "movie", "series")
    assert chosen["count"] in (6, 12, 24)
    assert set(chosen["genre"]) <= {"Action", "Sci-Fi & Fantasy", "Kids' TV"}
    assert 1922 <= chosen["years"][0] <= chosen["years"][1] <= 2025
    assert 0 <= chosen["variety"] <= 1
    assert chosen["votes"] >= 0
    assert len(chosen["q"]) <= 20
    assert 1 <= chosen["page"] <= 5
    assert said(opened(dict(written(at)))) == chosen  # what is written now restores the same
