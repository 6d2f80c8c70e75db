import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.index.likeness import likeness

FOLDED = st.lists(st.text("abcxyz", min_size=1, max_size=6), min_size=1, max_size=4).map(" ".join)


@given(FOLDED)
def test_a_name_is_wholly_like_itself(name: str) -> None:
    assert likeness(name, [name]).item() == 1


@given(FOLDED, FOLDED)
def test_likeness_is_a_share(query: str, name: str) -> None:
    score = likeness(query, [name]).item()
    assert 0 <= score <= 1
    assert query == name or score < 1


@given(FOLDED, st.lists(FOLDED, min_size=1, max_size=6))
def test_names_do_not_change_each_others_likeness(query: str, names: list[str]) -> None:
    assert likeness(query, names).tolist() == [likeness(query, [name]).item() for name in names]


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("alien", "alien", "aliens"),
        ("alien", "aliens", "alien nation"),
        ("alien", "alien nation", "my alien nation"),  # a beginning before a later word
        ("god", "godfather", "city of god forsaken people"),
        ("ring", "the ring", "boring"),  # a word's beginning before its middle
        ("intersteler", "interstellar", "steel"),
        ("vault", "the vault", "the vault returns"),
        ("returns vault the", "the vault returns", "the vault"),  # word order
        ("bloj", "blow", "the blown"),
    ],
)
def test_likeness_prefers(query: str, better: str, worse: str) -> None:
    first, second = likeness(query, [better, worse])
    assert first > second


@pytest.mark.parametrize(
    ("query", "name", "score"),
    [
        ("alien", "alien nation", 0.95 + 0.04 * 5 / 12),
        ("nation", "alien nation", 0.93 + 0.04 * 6 / 12),
        ("nation alien", "alien nation", 0.98),
        ("aljen", "alien", 0.8),
    ],
)
def test_likeness_by_hand(query: str, name: str, score: float) -> None:
    assert likeness(query, [name]).item() == pytest.approx(score, abs=1e-6)
