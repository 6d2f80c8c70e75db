import pytest

from core.engine import Engine
from core.errors import InvalidRequest
from core.index.filters import Filters
from tests.fixtures import ids


def found(engine: Engine, **fields: object) -> set[str]:
    return set(ids(engine.browse(Filters(**fields), count=100).titles))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"type": "series"}, {"s01", "s02"}),
        ({"genres": ("Documentary", "Comedy")}, {"m08", "m09", "m10"}),
        ({"genres": ("comedy",)}, {"m08", "m09"}),
        ({"countries": ("ES",)}, {"m09", "s01"}),
        ({"languages": ("ja",)}, {"m06"}),
        ({"maturity": ("R", "TV-MA")}, {"m03", "s01"}),
        ({"year_from": 2015}, {"m05", "s01", "s02"}),
        ({"year_to": 1984}, {"m04", "m10"}),
        ({"year_from": 1984, "year_to": 1984}, {"m04"}),
        ({"votes_min": 700}, {"m01", "m05", "s01"}),
        ({"votes_min": 0, "type": "movie"}, {"m01", "m02", "m03", "m04", "m05", "m06", "m08"}),
        ({"type": "movie", "genres": ("Drama",), "countries": ("ES",)}, {"m09"}),
        ({"genres": ("Crime",), "exclude": ("m01", "m02", "unknown")}, {"m03", "s01"}),
    ],
)
def test_filters_by_hand(small: Engine, fields: dict, expected: set[str]) -> None:
    assert found(small, **fields) == expected


def test_no_filters_are_no_mask(small: Engine) -> None:
    assert Filters().mask(small.snapshot.facets, small.snapshot.find) is None
    assert len(found(small)) == 12


def test_a_title_of_unknown_year_fails_both_bounds(small: Engine) -> None:
    assert "m07" not in found(small, year_from=0) | found(small, year_to=9999)


@pytest.mark.parametrize("fields", [{"type": "film"}, {"type": ""}, {"year_from": 2001, "year_to": 2000}])
def test_filters_that_cannot_be_meant(fields: dict) -> None:
    with pytest.raises(InvalidRequest):
        Filters(**fields)


def test_an_unknown_value_is_told_with_near_ones(small: Engine) -> None:
    with pytest.raises(InvalidRequest, match="Comedy") as raised:
        small.browse(Filters(genres=("Comdy",)))
    assert raised.value.parameter == "genres"


def test_a_known_type_that_no_title_has_leaves_nothing(small: Engine) -> None:
    movies = Filters(type="series", genres=("Documentary",))
    assert small.browse(movies).total == 0
