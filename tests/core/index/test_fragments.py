import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.index.fragments import letters, one_letter_less, threes

ANY = st.text(max_size=12)


def test_threes_are_the_neighbours_and_nothing_else() -> None:
    assert threes(letters("abcabc")).tolist()[0] == threes(letters("abc")).item()
    assert threes(letters("abcabc")).tolist()[3] == threes(letters("xabc"))[1]
    assert len(set(threes(letters("abcabc")).tolist())) == 3
    assert len(threes(letters("ab"))) == 0


@given(st.text(min_size=3, max_size=3), st.text(min_size=3, max_size=3))
def test_different_threes_have_different_keys(one: str, other: str) -> None:
    assert (threes(letters(one)).item() == threes(letters(other)).item()) == (one == other)
    assert threes(letters(one)).item() >= 0


def test_one_letter_less_by_hand() -> None:
    assert one_letter_less("abc") == {hash_of("abc"), hash_of("bc"), hash_of("ac"), hash_of("ab")}
    assert len(one_letter_less("aab")) == 3  # whichever a is dropped, "ab" is left


def hash_of(text: str) -> int:
    [left] = one_letter_less(text + "x") & one_letter_less(text + "y")
    return left


@given(ANY, st.data())
def test_names_one_typo_apart_share_a_key(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name)))
    head, tail, letter = name[:place], name[place:], data.draw(st.characters())
    for typed in (
        head + letter + tail,
        head + tail[1:],
        head + letter + tail[1:],
        head + tail[1:2] + tail[:1] + tail[2:],
    ):
        assert one_letter_less(typed) & one_letter_less(name)


@pytest.mark.parametrize(("one", "other"), [("dune", "alien"), ("up", "it"), ("abcd", "badc")])
def test_names_further_apart_share_none(one: str, other: str) -> None:
    assert not one_letter_less(one) & one_letter_less(other)
