import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rest.kinds import Choice, Flag, Integer, Kind, Number, Text, Weights, shown

COUNT, SHARE = Integer(1, 50), Number(0, 1)
WEIGHTS = Weights(3, Text(10), Number(0.01, 100))


@pytest.mark.parametrize(
    "text", ["0", "51", "-1", "+5", "05", " 5", "5 ", "5.0", "1e1", "٣", "abc", "", "9" * 400, "5_0"]
)
def test_an_integer_is_read_to_the_letter(text: str) -> None:
    with pytest.raises(ValueError, match="must be an integer from 1 to 50, not "):
        COUNT.read(text)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999", "1.", ".5", "0x1", "1,0", "1.0001", "-0.1", "", " 0"])
def test_a_number_is_read_as_json_writes_it(text: str) -> None:
    with pytest.raises(ValueError, match="must be a number from 0 to 1, not "):
        SHARE.read(text)


@given(st.integers(1, 50), st.floats(0, 1))
def test_what_lies_between_the_bounds_is_read_back(count: int, share: float) -> None:
    assert COUNT.read(str(count)) == COUNT.check(count) == COUNT.check(float(count)) == count
    assert SHARE.read(repr(share)) == SHARE.check(share) == share


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (COUNT, True), (COUNT, "5"), (COUNT, 5.5), (COUNT, None), (COUNT, math.inf), (COUNT, math.nan), (COUNT, 9**999),
        (SHARE, True), (SHARE, "0.5"), (SHARE, math.nan), (SHARE, []), (Flag(), 1), (Flag(), "true"),
        (Choice(("a", "b")), "A"), (Choice(("a", "b")), ["a"]), (Text(3), "abcd"), (Text(3), ""), (Text(3), 5),
        (Text(3), "\ud800"), (Text(9, pattern="[a-z]+"), "aB"), (Text(9, pattern="[a-z]+"), "a\n"),
        (WEIGHTS, "a"), (WEIGHTS, {"a": 0}), (WEIGHTS, {"a": "1"}), (WEIGHTS, {"": 1}), (WEIGHTS, {"a": True}),
        (WEIGHTS, ["a", "b", "c", "d"]), (WEIGHTS, [1]), (WEIGHTS, [{"weight": 1}]), (WEIGHTS, [{"id": "a", "x": 1}]),
        (WEIGHTS, [["a", 1]]), (WEIGHTS, {"a": 1e-300}),
    ],
)  # fmt: skip
def test_json_of_another_type_or_out_of_bounds_is_refused(kind: Kind, value: Any) -> None:
    with pytest.raises(ValueError, match="must be .*, not "):
        kind.check(value)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False)])
def test_a_flag_has_two_words(text: str, value: bool) -> None:
    assert Flag().read(text) is value
    for other in ("True", "1", "yes", ""):
        with pytest.raises(ValueError, match="must be true or false"):
            Flag().read(other)


def test_weights_have_two_forms() -> None:
    assert WEIGHTS.check({"a": 2, "b": 0.5}) == (("a", 2.0), ("b", 0.5))
    assert WEIGHTS.check(["a", {"id": "b"}, {"id": "c", "weight": 3}]) == (("a", 1.0), ("b", 1.0), ("c", 3.0))


@given(st.text(max_size=300))
def test_what_is_shown_of_a_value_is_short_and_printable(text: str) -> None:
    assert len(shown(text)) <= 60
    assert shown(text).isprintable()
