import pytest

from core.rest.lookalikes import lookalikes


@pytest.mark.parametrize(
    ("title_id", "meant"),
    [
        ("603", ["movie-603", "tv-603"]),
        ("movie-603", ["tv-603"]),
        ("tv-603", ["movie-603"]),
        (" TV_0603 ", ["tv_0603", "movie-603", "tv-603"]),
        ("film/603", ["movie-603", "tv-603"]),
        ("S1", ["s1"]),
        ("s1", []),
        ("movie-٣", []),
        ("", []),
    ],
)
def test_a_number_stands_for_a_film_or_a_series_and_never_decides_itself(title_id: str, meant: list[str]) -> None:
    assert [each for each in lookalikes(title_id) if not each.startswith("film/")] == meant
