"""Time and regard."""

import numpy as np

from core.engine import Engine
from core.recommend.priors import YEARS, Priors

NAN = float("nan")


def priors(years: list[float], ratings: list[float], votes: list[float]) -> Priors:
    columns = {"year": years, "vote_average": ratings, "vote_count": votes}
    return Priors({name: np.asarray(values, dtype=np.float32) for name, values in columns.items()})


def nearness(priors: Priors, years: dict[int, float], rows: np.ndarray) -> np.ndarray:
    return priors.nearness(priors.nearness_by_place(years), rows)


def test_nearness_falls_with_the_years_and_is_0_where_none_is_known() -> None:
    known = priors([2000, 2010, 1990, NAN], [NAN] * 4, [NAN] * 4)
    near = nearness(known, {2000: 1.0}, np.arange(4))
    np.testing.assert_allclose(near, [1, np.exp(-10 / YEARS), np.exp(-10 / YEARS), 0], rtol=1e-6)


def test_nearness_to_several_years_is_their_weighted_mean() -> None:
    known = priors([2000, 2010], [NAN] * 2, [NAN] * 2)
    mixed = nearness(known, {2000: 3.0, 2010: 1.0}, np.array([1, 0]))
    far = np.exp(-10 / YEARS)
    np.testing.assert_allclose(mixed, [(3 * far + 1) / 4, (3 + far) / 4], rtol=1e-6)


def test_regard_needs_votes_and_a_rating_above_the_mean() -> None:
    regard = priors([NAN] * 5, [9, 9, 4, NAN, 9], [1000, 1, 1000, 50, 0]).regard
    assert regard[0] > regard[1] > 0
    assert regard[2] == regard[3] == regard[4] == 0
    assert regard.max() <= 1


def test_a_catalogue_without_years_and_votes_has_neither() -> None:
    nothing = priors([NAN] * 3, [NAN] * 3, [NAN] * 3)
    assert not nothing.regard.any()
    assert not nearness(nothing, {1999: 1.0}, np.arange(3)).any()
    assert nothing.nearness_by_place({}) is None


def test_time_and_regard_never_recommend_what_shares_nothing(small: Engine) -> None:
    listed = {item.title.id for item in small.similar("m01", "hybrid", count=20)}
    space = small.snapshot.space("hybrid", None)
    cosines = space.cosines(small.snapshot.row("m01"))
    assert all(cosines[small.snapshot.row(title_id)] > 0 for title_id in listed)
    assert "m10" not in listed
