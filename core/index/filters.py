"""What a viewer may ask titles to be; applied before the best are taken, so that a page is always full."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.catalogue.title import TYPES
from core.errors import InvalidRequest
from core.index.facets import Facets, Mask


@dataclass(frozen=True, slots=True)
class Filters:
    """Inside one field any value will do; all fields must agree. Empty and None mean "all".

    Years are inclusive, and a title of unknown year or votes fails a bound on them.
    ``exclude`` holds title ids that must not appear; unknown ones are ignored.
    """

    type: str | None = None
    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    maturity: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    votes_min: int | None = None
    exclude: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.type is not None and self.type not in TYPES:
            raise InvalidRequest("type", f"type must be one of {', '.join(TYPES)}, not {self.type!r}.")
        if self.year_from is not None and self.year_to is not None and self.year_from > self.year_to:
            raise InvalidRequest("year_from", f"year_from ({self.year_from}) is after year_to ({self.year_to}).")

    def mask(self, facets: Facets, row_of: Callable[[str], int]) -> Mask | None:
        """Which titles qualify, bool (n_titles,); None when all do. ``row_of(id)`` is -1 for an unknown id.

        :raises InvalidRequest: a category value that no title has.
        """
        parts = [
            _any_of(facets, name, values)
            for name, values in (
                ("type", (self.type,) if self.type else ()),
                ("genres", self.genres),
                ("countries", self.countries),
                ("languages", self.languages),
                ("maturity", self.maturity),
            )
            if values
        ]
        years, votes = facets.numbers["year"], facets.numbers["vote_count"]
        if self.year_from is not None:
            parts.append(years >= self.year_from)
        if self.year_to is not None:
            parts.append(years <= self.year_to)
        if self.votes_min is not None:
            parts.append(votes >= self.votes_min)
        if self.exclude:
            allowed = np.ones(len(years), dtype=np.bool_)
            allowed[[row for title_id in self.exclude if (row := row_of(title_id)) >= 0]] = False
            parts.append(allowed)
        return np.logical_and.reduce(parts) if parts else None


def _any_of(facets: Facets, name: str, values: tuple[str, ...]) -> Mask:
    category = facets.categories[name]
    mask = np.zeros(len(facets.numbers["year"]), dtype=np.bool_)
    for value in values:
        number = category.number(value)
        if number is None and name == "type":
            continue  # a known type that this catalogue happens not to hold: nothing qualifies
        if number is None:
            near = difflib.get_close_matches(value, category.values, n=3) or category.values[:5]
            raise InvalidRequest(name, f"No title has {name} {value!r}. There is, for example: {', '.join(near)}.")
        mask[category.rows(number)] = True
    return mask
