"""The vector space of one method in one language: profiles in it, and the titles that score highest for a profile."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from core.index.facets import Mask
from core.index.matrix import Floats, Ints, Lines
from core.index.vectors import Vectors
from core.recommend.methods import Method
from core.recommend.priors import Priors
from core.recommend.select import Rows, best_rows, one_of_each

_LEAST_PRESENT = 0.5
_ROUNDING = 1e-5  # more than float32 sums of unit vectors are ever apart
_TRIED = 10  # times as many are scored in full first, to learn what score the best reach
_SPARE = 8  # taken beyond the count, for those that are left out because their series has its title already
DISLIKE_WEIGHT = 0.5
"""How much a dislike pushes away for each unit a like pulls, as Rocchio's gamma is usually below its beta."""


@dataclass(frozen=True)
class Profile:
    """What somebody is looking for, as a vector of length ``norm``.

    ``terms`` int32 (k,), ascending, are numbered through all fields; ``weights`` float32 (k,) hold the method's
    share, so that dotted with a title's field vector they give that field's part. ``nearness`` says how near each
    year is to those of the liked titles (``Priors.nearness_by_place``), None where the method does not ask.
    """

    terms: Ints
    weights: Floats
    norm: float
    nearness: Floats | None

    def __bool__(self) -> bool:
        return self.norm > 0


class Space:
    """Titles as unit vectors: the fields' vectors, each times the root of its share, one after the other."""

    def __init__(self, method: Method, vectors: Vectors, names: Mapping[str, str], priors: Priors) -> None:
        """``names`` maps each of the method's fields to its name among the vectors' fields."""
        self.method = method
        self.priors = priors
        # In the order of the terms' numbers, so that a title's terms come out ascending.
        self.fields = dict(
            sorted(((name, vectors.fields[names[name]]) for name in method.shares), key=lambda item: item[1].first)
        )
        self._vectors = vectors
        self._places = np.asarray([field.place for field in self.fields.values()])
        self._shares = np.asarray([method.shares[name] for name in self.fields])

    @cached_property
    def norms(self) -> Floats:
        """Length of each title's vector before it is made a unit vector, float32 (n_titles,).

        The root of the shares of the fields it has, so that a title without a known cast is judged by the rest
        as fully as another; but never below the root of 0.5, lest two titles with a single field each count as
        the same. Infinite for a title with no field of substance: its cosine with anything is 0.
        """
        shares = np.zeros(len(self._vectors), dtype=np.float32)
        for name, field in self.fields.items():
            shares += np.float32(self.method.shares[name]) * field.present
        full = sum(self.method.shares.values())
        lengths = np.sqrt(np.maximum(shares, np.float32(_LEAST_PRESENT * full)))
        substance = np.logical_or.reduce([self.fields[name].present for name in self.method.substance])
        lengths[~substance] = np.inf
        lengths.flags.writeable = False
        return lengths

    @cached_property
    def scales(self) -> Floats:
        """What makes a title's vector a unit vector, float32 (n_titles,): 1 / ``norms``."""
        return np.float32(1) / self.norms

    @property
    def by_term(self) -> Lines:
        """The titles that have each term, by the terms' numbers through all fields."""
        return self._vectors.by_term

    def vector(self, row: int) -> tuple[Ints, Floats]:
        """A title's vector: term numbers through all fields int32 (k,), ascending, and weights float32 (k,).

        The dot product of a profile's title and another's is their cosine; its length is 1 unless few fields are known.
        """
        terms, weights, sizes = self._lines([row])
        roots = np.repeat(np.sqrt(self._shares), sizes).astype(np.float32)
        return terms, weights * roots * self.scales[row]

    def _lines(self, rows: list[int]) -> tuple[Ints, Floats, npt.NDArray[np.int64]]:
        """The rows' lines in each of the fields, title by title."""
        return self._vectors.by_title.gather(rows, self._places)

    def profile(self, weighted_rows: Mapping[int, float], text: Mapping[str, tuple[Ints, Floats]]) -> Profile:
        """Sum of the titles' unit vectors times their weights (negative: disliked), and of a free text's.

        ``text`` gives the text's unit vector in each field where it says something; together they count as
        one liked title.
        """
        rows = list(weighted_rows)
        terms, weights, shares, _ = self._weighted(rows, [weighted_rows[row] for row in rows])
        said = sum(self.method.shares[name] for name in text if name in self.fields)
        for name, field in self.fields.items():
            if name in text:
                share = self.method.shares[name]
                terms = np.concatenate([terms, text[name][0] + np.int32(field.first)])
                weights = np.concatenate([weights, text[name][1] * (share / said**0.5)])
                shares = np.concatenate([shares, np.full(len(text[name][0]), share)])
        if len(rows) != 1 or text:
            terms, weights, shares = _merged(terms, weights, shares)
        kept = weights != 0
        terms, weights, shares = terms[kept], weights[kept], shares[kept]
        norm = float(np.sqrt(np.sum(weights * weights / shares)))
        return Profile(terms, weights.astype(np.float32), norm, self._nearness(weighted_rows))

    def _weighted(
        self, rows: list[int], factors: list[float]
    ) -> tuple[Ints, npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int64]]:
        """The titles' unit vectors times their factors and shares, one after the other, and each title's length."""
        terms, own, sizes = self._lines(rows)
        sizes = sizes.reshape(len(rows), len(self.fields))
        shares = np.repeat(np.tile(self._shares, len(rows)), sizes.ravel())
        lengths = sizes.sum(axis=1)
        weights = np.repeat(np.asarray(factors) / self.norms[rows], lengths) * shares * own
        return terms, weights, shares, lengths

    def unit_profiles(self, rows: list[int]) -> tuple[Ints, Floats, npt.NDArray[np.int64]]:
        """Of several titles what ``profile({row: 1.0}, {})`` is of each, its weights divided by its norm.

        Terms int32 and weights float32, one title after the other, and how many each has, int64 (k,). The same
        numbers to the last bit; all weights are 0 where a title has no substance.
        """
        terms, weights, shares, lengths = self._weighted(rows, [1.0] * len(rows))
        squares = weights * weights / shares
        ends = np.cumsum(lengths)
        # Each sum by a call of its own: how numpy adds depends on where a sum begins and ends.
        spans = zip((ends - lengths).tolist(), ends.tolist(), strict=True)
        norms = np.sqrt([np.add.reduce(squares[start:end]) for start, end in spans])
        scales = np.divide(1, norms, out=np.zeros(len(rows)), where=norms > 0).astype(np.float32)
        return terms, weights.astype(np.float32) * np.repeat(scales, lengths), lengths

    def _nearness(self, weighted_rows: Mapping[int, float]) -> Floats | None:
        if not self.method.year:
            return None
        years: defaultdict[int, float] = defaultdict(float)
        for row, weight in weighted_rows.items():
            if weight > 0 and (year := self.priors.year(row)) is not None:
                years[year] += weight
        return self.priors.nearness_by_place(years)

    def best(
        self,
        profile: Profile,
        count: int,
        mask: Mask | None = None,
        exclude: Collection[int] = (),
        groups: npt.NDArray[np.integer] | None = None,
    ) -> tuple[Rows, Floats]:
        """The rows with the highest scores above 0, and their scores float32; best first, ties in order of row.

        Only rows inside ``mask`` bool (n_titles,) and outside ``exclude``; with ``groups`` (n_titles,) only the
        best of each group, where -1 is no group.
        """
        with self._vectors.sums() as cosines:
            self._add_cosines(profile, cosines)
            cosines[list(exclude)] = 0
            if mask is not None:
                cosines *= mask
            if groups is None:
                return self._highest(profile, cosines, count)
            taken = count + _SPARE
            while True:
                rows, scores = self._highest(profile, cosines, taken)
                kept = one_of_each(groups[rows])
                if len(kept) >= count or len(rows) < taken:
                    return rows[kept[:count]], scores[kept[:count]]
                taken *= 2

    def _highest(self, profile: Profile, cosines: Floats, count: int) -> tuple[Rows, Floats]:
        asked = count if self.method.content == 1 else count * _TRIED
        rows = np.sort(best_rows(cosines, asked))
        scores = self._scores(profile, rows, cosines[rows])
        if len(rows) == asked and (self.method.content < 1 or scores.min() == 1):
            # However near in time and well regarded, a row of a lower cosine stays below the best of these.
            # And twins, whose cosines rounding took to 1 or beyond, are all equal.
            most = self.method.year * (profile.nearness is not None) + self.method.regard * self.priors.most_regard
            reached = float(np.partition(scores, asked - count)[asked - count])
            least = (reached - most - _ROUNDING) / self.method.content
            if cosines[rows].min() > least:
                rows = np.flatnonzero(cosines > max(0.0, least))
                scores = self._scores(profile, rows, cosines[rows])
        best = best_rows(scores, count)  # the rows ascend where there are more: ties stay ties by row
        return rows[best], scores[best]

    def scores(self, profile: Profile) -> Floats:
        """Score of every title for the profile, float32 (n_titles,), -1 to 1; 0 or less where nothing speaks for it."""
        with self._vectors.sums() as cosines:
            self._add_cosines(profile, cosines)
            return self._scores(profile, np.arange(len(cosines)), cosines)

    def _scores(self, profile: Profile, rows: Rows, cosines: Floats) -> Floats:
        """Scores of some rows whose cosines with the profile are known."""
        method = self.method
        scores = np.clip(cosines, -1, 1)  # rounding takes the cosine of twins beyond 1
        if method.content < 1:
            speaks = scores > 0
            scores *= np.float32(method.content)
            if profile.nearness is not None:
                scores += np.float32(method.year) * self.priors.nearness(profile.nearness, rows) * speaks
            if method.regard:
                scores += np.float32(method.regard) * self.priors.regard[rows] * speaks
        return scores

    def _add_cosines(self, profile: Profile, sums: Floats) -> None:
        if profile:
            self._vectors.by_term.add_to(sums, profile.terms, profile.weights * np.float32(1 / profile.norm))
        if len(self.fields) > 1:  # the vectors of a single field are unit vectors as they are
            sums *= self.scales

    def cosines(self, row: int, others: Rows | None = None) -> Floats:
        """Cosine of one title with ``others`` (default: every title), float32; all 0 where it has no substance."""
        with self._vectors.sums() as sums:
            self._add_cosines(self.profile({row: 1.0}, {}), sums)
            cosines: Floats = np.clip(sums if others is None else sums[others], -1, 1)
            return cosines

    def contributions(self, profile: Profile, rows: list[int]) -> list[list[tuple[str, int, float]]]:
        """For each of ``rows`` what its cosine with the profile is the sum of: (field, term number in it, part)."""
        found: list[list[tuple[str, int, float]]] = [[] for _ in rows]
        if not profile:
            return found
        terms, own, sizes = self._lines(rows)
        places = np.minimum(np.searchsorted(profile.terms, terms), len(profile.terms) - 1)
        shared = np.flatnonzero(profile.terms[places] == terms)
        lines = np.searchsorted(np.cumsum(sizes), shared, side="right")
        items, fields = np.divmod(lines, len(self.fields))
        lengths = profile.norm * self.norms[np.asarray(rows, dtype=np.intp)[items]].astype(np.float64)
        parts = profile.weights[places[shared]].astype(np.float64) * own[shared] / lengths
        named = list(self.fields.items())
        for item, field, term, part in zip(
            items.tolist(), fields.tolist(), terms[shared].tolist(), parts.tolist(), strict=True
        ):
            name, holder = named[field]
            if part:
                found[item].append((name, term - holder.first, part))
        return found


def _merged(
    terms: Ints, weights: npt.NDArray[np.float64], shares: npt.NDArray[np.float64]
) -> tuple[Ints, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Equal terms added up, terms ascending."""
    unique, firsts, places = np.unique(terms, return_index=True, return_inverse=True)
    sums: npt.NDArray[np.float64] = np.bincount(places, weights=weights, minlength=len(unique)).astype(np.float64)
    return unique, sums, shares[firsts]
