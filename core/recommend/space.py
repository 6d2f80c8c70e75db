"""The vector space of one method in one language: profiles in it, and the score of every title for a profile."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from core.index.field import Field
from core.index.matrix import Floats, Ints
from core.recommend.methods import Method
from core.recommend.priors import Priors

_LEAST_PRESENT = 0.5
DISLIKE_WEIGHT = 0.5
"""How much a dislike pushes away for each unit a like pulls, as Rocchio's gamma is usually below its beta."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody is looking for: for each field, sorted term numbers and weights; ``norm`` is its length.

    The weights hold the method's share, so that dotted with a title's field vector they give that field's part.
    ``years`` maps the years of liked titles to their weights.
    """

    parts: Mapping[str, tuple[Ints, Floats]]
    norm: float
    years: Mapping[int, float]

    def __bool__(self) -> bool:
        return self.norm > 0


class Space:
    """Titles as unit vectors: the fields' vectors, each times the root of its share, one after the other."""

    def __init__(self, method: Method, fields: Mapping[str, Field], priors: Priors) -> None:
        """``fields`` maps each of the method's fields to its index; all have the same titles in the same rows."""
        self.method = method
        self.priors = priors
        self.fields = {name: fields[name] for name in method.shares}

    @cached_property
    def norms(self) -> Floats:
        """Length of each title's vector before it is made a unit vector, float32 (n_titles,).

        The root of the shares of the fields it has, so that a title without a known cast is judged by the rest
        as fully as another; but never below the root of 0.5, lest two titles with a single field each count as
        the same. Infinite for a title with no field of substance: its cosine with anything is 0.
        """
        shares = sum(
            np.where(field.present, np.float32(self.method.shares[name]), np.float32(0))
            for name, field in self.fields.items()
        )
        full = sum(self.method.shares.values())
        lengths = np.sqrt(np.maximum(shares, _LEAST_PRESENT * full)).astype(np.float32)
        substance = np.logical_or.reduce([self.fields[name].present for name in self.method.substance])
        lengths[~substance] = np.inf
        lengths.flags.writeable = False
        return lengths

    def profile(self, weighted_rows: Mapping[int, float], text: Mapping[str, tuple[Ints, Floats]]) -> Profile:
        """Sum of the titles' unit vectors times their weights (negative: disliked), and of a free text's.

        ``text`` gives the text's unit vector in each field where it says something; together they count as
        one liked title.
        """
        said = sum(self.method.shares[name] for name in text if name in self.fields)
        parts: dict[str, tuple[Ints, Floats]] = {}
        square = 0.0
        for name, field in self.fields.items():
            share = self.method.shares[name]
            terms, weights = [], []
            for row, weight in weighted_rows.items():
                own_terms, own_weights = field.by_title[row]
                terms.append(own_terms)
                weights.append(own_weights.astype(np.float64) * (share * weight / float(self.norms[row])))
            if name in text:
                terms.append(text[name][0])
                weights.append(text[name][1].astype(np.float64) * (share / said**0.5))
            part = _merge(terms, weights)
            if len(part[0]):
                parts[name] = part
                square += float(np.dot(part[1].astype(np.float64), part[1])) / share
        years: defaultdict[int, float] = defaultdict(float)
        for row, weight in weighted_rows.items():
            if weight > 0 and (year := self.priors.year(row)) is not None:
                years[year] += weight
        return Profile(parts, float(np.sqrt(square)), years)

    def scores(self, profile: Profile) -> Floats:
        """Score of every title for the profile, float32 (n_titles,), -1 to 1; 0 or less where nothing speaks for it."""
        scores = self._cosines(profile)
        method = self.method
        if method.content < 1:
            speaks = scores > 0
            scores *= np.float32(method.content)
            if method.year and profile.years:
                scores += np.float32(method.year) * self.priors.nearness(profile.years) * speaks
            if method.regard:
                scores += np.float32(method.regard) * self.priors.regard * speaks
        return scores

    def _cosines(self, profile: Profile) -> Floats:
        scores = np.zeros(len(self.norms), dtype=np.float32)
        for name, (terms, weights) in profile.parts.items():
            by_term = self.fields[name].by_term
            for term, weight in zip(terms.tolist(), weights.tolist(), strict=True):
                rows, values = by_term[term]
                scores[rows] += np.float32(weight / profile.norm) * values
        scores /= self.norms
        return np.clip(scores, -1, 1, out=scores)  # rounding takes the cosine of twins beyond 1

    def cosines(self, row: int) -> Floats:
        """Cosine of one title with every title, float32 (n_titles,); all 0 where it has no substance."""
        return self._cosines(self.profile({row: 1.0}, {}))

    def contributions(self, profile: Profile, row: int) -> list[tuple[str, int, float]]:
        """What the cosine of the profile with one title is the sum of: (field, term number, part), all but zeros."""
        found = []
        for name, (terms, weights) in profile.parts.items():
            own_terms, own_weights = self.fields[name].by_title[row]
            shared, here, there = np.intersect1d(terms, own_terms, assume_unique=True, return_indices=True)
            values = weights[here].astype(np.float64) * own_weights[there] / (profile.norm * float(self.norms[row]))
            found += [(name, int(term), float(v)) for term, v in zip(shared, values, strict=True) if v]
        return found


def _merge(terms: list[Ints], weights: list[npt.NDArray[np.float64]]) -> tuple[Ints, Floats]:
    """Equal terms added up, terms ascending, zeros left out."""
    if not terms:
        return np.empty(0, np.int32), np.empty(0, np.float32)
    unique, places = np.unique(np.concatenate(terms), return_inverse=True)
    summed = np.bincount(places, weights=np.concatenate(weights), minlength=len(unique)).astype(np.float32)
    kept = summed != 0
    return unique[kept].astype(np.int32), summed[kept]
