from pathlib import Path

import numpy as np
import pytest

from core.catalogue.title import Title
from core.index.facets import Facets, FacetsBuilder
from tests.fixtures import TITLES


def facets_of(folder: Path, *titles: Title) -> Facets:
    builder = FacetsBuilder()
    for title in titles:
        builder.add(title)
    builder.write(folder)
    return Facets(folder)


@pytest.fixture
def facets(tmp_path: Path) -> Facets:
    return facets_of(tmp_path / "facets", *TITLES)


def test_values_are_in_alphabetical_order_with_their_rows(facets: Facets) -> None:
    genres = facets.categories["genres"]
    assert genres.values == sorted(genres.values)
    for number, value in enumerate(genres.values):
        assert genres.rows(number).tolist() == [row for row, title in enumerate(TITLES) if value in title.genres]


@pytest.mark.parametrize("typed", ["Science Fiction", "science fiction", "SCIENCE-FICTION", "sciënce fiction"])
def test_a_value_is_found_without_regard_to_case_and_accents(facets: Facets, typed: str) -> None:
    genres = facets.categories["genres"]
    assert genres.values[genres.number(typed)] == "Science Fiction"


def test_a_value_nobody_has_has_no_number(facets: Facets) -> None:
    assert facets.categories["genres"].number("Western") is None


def test_values_that_fold_alike_are_each_found_as_they_are_written(tmp_path: Path) -> None:
    titles = [Title("a", "movie", "A", genres=("Sci-Fi",)), Title("b", "movie", "B", genres=("Sci Fi",))]
    genres = facets_of(tmp_path / "f", *titles).categories["genres"]
    assert [genres.rows(genres.number(value)).tolist() for value in ("Sci-Fi", "Sci Fi")] == [[0], [1]]


def test_numbers_are_nan_where_not_known(facets: Facets) -> None:
    for name in ("year", "vote_average", "vote_count", "popularity"):
        expected = [np.nan if getattr(title, name) is None else getattr(title, name) for title in TITLES]
        np.testing.assert_allclose(facets.numbers[name], np.array(expected, np.float32))


def test_dates_count_days(tmp_path: Path) -> None:
    dates = ("1970-01-02", "", "2000-01-01", "in May")
    titles = [Title(str(n), "movie", "X", date_added=date) for n, date in enumerate(dates)]
    np.testing.assert_array_equal(facets_of(tmp_path / "f", *titles).numbers["date_added"], [1, np.nan, 10957, np.nan])


def test_a_value_given_twice_counts_once(tmp_path: Path) -> None:
    facets = facets_of(tmp_path / "f", Title("a", "movie", "A", genres=("Drama", "Drama")))
    assert facets.categories["genres"].counts(None) == {"Drama": 1}


def test_counts_inside_a_mask_leave_out_values_nobody_has(facets: Facets) -> None:
    mask = np.array([title.type == "series" for title in TITLES])
    assert facets.categories["genres"].counts(mask) == {"Crime": 1, "Drama": 2, "Science Fiction": 1}
    assert facets.categories["genres"].counts(np.zeros(len(TITLES), bool)) == {}
