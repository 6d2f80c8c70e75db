"""What speaks for a title besides what it shares: that it is of the same time, and that it is well regarded."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

YEARS = 10.0
"""Years over which nearness in time falls to 1/e."""

_FIRST_YEAR, _LAST_YEAR = 1850, 2150  # a catalogue's typing errors lie outside

_YEARS = np.arange(_FIRST_YEAR, _LAST_YEAR + 1)

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.integer]


class Priors:
    """Nearness in time and regard of every title, each from 0 to 1; 0 where year or votes are not known."""

    def __init__(self, numbers: Mapping[str, Floats]) -> None:
        """``numbers`` are the columns of :class:`core.index.facets.Facets`."""
        self._numbers = numbers

    @cached_property
    def regard(self) -> Floats:
        """How far a title's rating is above the average, float32 (n_titles,): 0 at or below it, 1 for a 10.

        Ratings are Bayesian averages, (v R + c m) / (v + c), with m the mean rating and c the mean number of
        votes: few votes say little.
        """
        ratings = np.asarray(self._numbers["vote_average"], dtype=np.float64)
        votes = np.asarray(self._numbers["vote_count"], dtype=np.float64)
        known = (votes > 0) & ~np.isnan(ratings)
        regard = np.zeros(len(ratings), dtype=np.float32)
        if known.any():
            mean, weight = ratings[known].mean(), votes[known].mean()
            averages = (votes[known] * ratings[known] + weight * mean) / (votes[known] + weight)
            regard[known] = np.clip((averages - mean) / max(10.0 - mean, 1e-9), 0, 1)
        regard.flags.writeable = False
        return regard

    @cached_property
    def most_regard(self) -> float:
        """The highest regard of any title."""
        return float(self.regard.max(initial=0.0))

    def rating(self, row: int) -> float:
        """The title's own rating, 0 to 10."""
        return float(self._numbers["vote_average"][row])

    def year(self, row: int) -> int | None:
        """The title's year; None where it is not known, or no year films were made in."""
        year = float(self._numbers["year"][row])
        return int(year) if _FIRST_YEAR <= year <= _LAST_YEAR else None

    @cached_property
    def places(self) -> npt.NDArray[np.int16]:
        """Each title's place in a table of years, int16 (n_titles,); the last place is for those not known."""
        years = self._numbers["year"]
        known = (years >= _FIRST_YEAR) & (years <= _LAST_YEAR)
        size = _LAST_YEAR - _FIRST_YEAR + 2
        return np.where(known, years - _FIRST_YEAR, size - 1).astype(np.int16)

    def nearness_by_place(self, weighted_years: Mapping[int, float]) -> Floats | None:
        """For each place in the table of years how near it is, float32: the weighted mean of exp(-|years apart| / 10).

        None where there are no years to be near to.
        """
        total = sum(weighted_years.values())
        if not total:
            return None
        table = np.zeros(_LAST_YEAR - _FIRST_YEAR + 2, dtype=np.float64)
        for year, weight in weighted_years.items():
            table[:-1] += weight / total * np.exp(-np.abs(_YEARS - year) / YEARS)
        return table.astype(np.float32)

    @cached_property
    def nearness_of_each(self) -> Floats:
        """For each place in the table of years what :meth:`nearness_by_place` gives of it alone, float32 (n, n).

        0 for the last place, of the years that are not known.
        """
        tables = [self.nearness_by_place({year: 1.0}) for year in _YEARS.tolist()]
        return np.stack([*(table for table in tables if table is not None), np.zeros(len(_YEARS) + 1, np.float32)])

    def nearness(self, by_place: Floats, rows: Rows) -> Floats:
        """How near each of ``rows`` is in time, float32 (k,), by what :meth:`nearness_by_place` gave."""
        return by_place[self.places[rows]]
