"""The one thing the screens, the command line and the endpoint know: search, browse, similar, recommend."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from core.catalogue.title import Title
from core.errors import InvalidRequest
from core.index.facets import CATEGORIES, COLLECTION
from core.index.filters import Filters
from core.recommend.methods import DEFAULT_METHOD
from core.recommend.reasons import Because, explain
from core.recommend.select import pool_size, spread
from core.recommend.space import DISLIKE_WEIGHT
from core.recommend.words import text_vectors
from core.snapshot import Snapshot
from core.store.opening import open_store

MAX_COUNT = 1000
_NO_FILTERS = Filters()

Notice = Literal["no_text", "few_similar", "filtered_out"]
"""Why a list is shorter than asked: nothing to compare by; no more titles share anything; the filters left no more."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommended title; ``score`` is a cosine (at most 1) and the sum of ``because``'s parts."""

    title: Title
    score: float
    because: Because


class Recommendations(list[Recommendation]):
    """Best first; ``notice`` says why there are fewer than were asked for, None when there are not."""

    def __init__(self, items: list[Recommendation], notice: Notice | None) -> None:
        super().__init__(items)
        self.notice = notice


@dataclass(frozen=True, slots=True)
class Hit:
    """A title found by name; ``score`` from 0 to 1 says how alike the names are."""

    title: Title
    score: float


class Hits(list[Hit]):
    """Best first; ``did_you_mean`` is the best title's name when none holds the words as they were typed."""

    def __init__(self, items: list[Hit], did_you_mean: str | None) -> None:
        super().__init__(items)
        self.did_you_mean = did_you_mean


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the titles that qualify, and how many there are in all."""

    titles: tuple[Title, ...]
    total: int


SORTS: Mapping[str, tuple[str, bool]] = {
    "newest": ("year", True),
    "oldest": ("year", False),
    "alphabet": ("alphabet", False),
    "added": ("date_added", True),
    "votes": ("vote_count", True),
    "rating": ("vote_average", True),
}
"""Name of a sort → the number column, and whether the highest come first. Unknown values always come last."""


class Engine:
    """Answers from one snapshot. Immutable, so one engine serves all threads."""

    def __init__(self, snapshot: Snapshot, notice: str | None = None) -> None:
        """``notice`` is what people should know about the snapshot (an older one had to be used)."""
        self.snapshot = snapshot
        self.notice = notice

    @classmethod
    def open(cls, store: str | Path) -> "Engine":
        """The engine of the current snapshot, verified, of a store: a folder, or s3://bucket/prefix.

        :raises NoSnapshot: nothing was published there.
        :raises DamagedSnapshot: nothing there is whole.
        """
        folder, manifest, notice = open_store(store).current()
        return cls(Snapshot(folder, manifest), notice)

    def __len__(self) -> int:
        return len(self.snapshot)

    @property
    def ids(self) -> list[str]:
        """Every title's id, in the snapshot's order."""
        return list(self.snapshot.ids)

    def __contains__(self, title_id: str) -> bool:
        return self.snapshot.find(title_id) >= 0

    def title(self, title_id: str) -> Title:
        """One title.

        :raises TitleNotFound: no title has this id.
        """
        return self.snapshot.title(self.snapshot.row(title_id))

    def search(self, text: str, count: int = 10, filters: Filters | None = None) -> Hits:
        """Titles by name, best first: typos, accents, word order and half-typed words are forgiven.

        :raises InvalidRequest: ``count`` or a filter value is out of range.
        """
        _check_count(count)
        snapshot = self.snapshot
        mask = (filters or _NO_FILTERS).mask(snapshot.facets, snapshot.find)
        matches = snapshot.names.search(text[:200], snapshot.facets.numbers["year"], mask)[:count]
        hits = [Hit(snapshot.title(match.row), match.score) for match in matches]
        return Hits(hits, hits[0].title.title if hits and matches[0].score < _LITERAL else None)

    def browse(self, filters: Filters | None = None, sort: str = "newest", offset: int = 0, count: int = 24) -> Page:
        """Titles that qualify, ``count`` from the ``offset``-th on; ties and unknown values in order of id.

        :raises InvalidRequest: ``count``, ``offset``, ``sort`` or a filter value is out of range.
        """
        _check_count(count)
        if offset < 0:
            raise InvalidRequest("offset", f"offset must be 0 or more, not {offset}.")
        if sort not in SORTS:
            raise InvalidRequest("sort", f"sort must be one of {', '.join(SORTS)}, not {sort[:40]!r}.")
        mask = (filters or _NO_FILTERS).mask(self.snapshot.facets, self.snapshot.find)
        rows = np.arange(len(self)) if mask is None else np.flatnonzero(mask)
        column, descending = SORTS[sort]
        values = self.snapshot.facets.numbers[column][rows]
        order = np.argsort(-values if descending else values, kind="stable")  # NaN sorts last
        chosen = rows[order[offset : offset + count]]
        return Page(tuple(self.snapshot.title(int(row)) for row in chosen), len(rows))

    def count(self, filters: Filters | None = None) -> int:
        """How many titles qualify.

        :raises InvalidRequest: a filter value is out of range.
        """
        mask = (filters or _NO_FILTERS).mask(self.snapshot.facets, self.snapshot.find)
        return len(self) if mask is None else int(np.count_nonzero(mask))

    def facets(self, filters: Filters | None = None) -> dict[str, dict[str, int]]:
        """For each category its values in alphabetical order, and how many of the titles that qualify have each."""
        mask = (filters or _NO_FILTERS).mask(self.snapshot.facets, self.snapshot.find)
        return {name: self.snapshot.facets.categories[name].counts(mask) for name in CATEGORIES}

    def year_range(self) -> tuple[int, int] | None:
        """The earliest and latest year known, None when no year is."""
        years = self.snapshot.facets.numbers["year"]
        return None if np.isnan(years).all() else (int(np.nanmin(years)), int(np.nanmax(years)))

    def knows(self, column: str) -> bool:
        """Whether any title has this number (``vote_count``, ``date_added`` …): a filter on it makes sense."""
        return not bool(np.isnan(self.snapshot.facets.numbers[column]).all())

    def similar(
        self,
        title_id: str,
        method: str = DEFAULT_METHOD,
        count: int = 10,
        filters: Filters | None = None,
        diversity: float = 0.0,
        language: str | None = None,
        whole_series: bool = False,
    ) -> Recommendations:
        """Titles like this one, best first, never itself; ties in order of id.

        ``language`` chooses the texts that are compared (default: the catalogue's own), ``diversity`` 0 to 1
        spreads the list (0: off). Of a series of films (a collection) only the best one is listed, unless
        ``whole_series`` asks for all; :meth:`series` has them apart.

        :raises TitleNotFound: no title has this id.
        :raises InvalidRequest: another argument is out of range.
        """
        return self.recommend({title_id: 1.0}, method=method, count=count, filters=filters, diversity=diversity,
                              language=language, whole_series=whole_series)  # fmt: skip

    def series(self, title_id: str) -> tuple[Title, ...]:
        """The other titles of the same series of films or saga, oldest first; none when it is in none.

        :raises TitleNotFound: no title has this id.
        """
        row = self.snapshot.row(title_id)
        number = int(self.snapshot.facets.collections[row])
        if number < 0:
            return ()
        rows = self.snapshot.facets.categories[COLLECTION].rows(number)
        others = (self.snapshot.title(int(other)) for other in rows if other != row)
        return tuple(sorted(others, key=lambda title: (title.year or 0, title.id)))

    def recommend(
        self,
        liked: Mapping[str, float] | None = None,
        disliked: Mapping[str, float] | None = None,
        text: str | None = None,
        method: str = "hybrid",
        count: int = 10,
        filters: Filters | None = None,
        diversity: float = 0.0,
        language: str | None = None,
        whole_series: bool = False,
    ) -> Recommendations:
        """Titles for somebody who likes, dislikes and says this; what was named never comes back.

        Weights are positive; a dislike pushes half as hard as a like of the same weight pulls. ``diversity``,
        ``language`` and ``whole_series`` are as for :meth:`similar`.

        :raises TitleNotFound: an id is unknown.
        :raises InvalidRequest: an argument is out of range.
        """
        _check_count(count)
        if not 0 <= diversity <= 1:
            raise InvalidRequest("diversity", f"diversity must be between 0 and 1, not {diversity}.")
        space = self.snapshot.space(method, language)
        weights = self._weights(liked or {}, "liked") | {
            row: -DISLIKE_WEIGHT * weight for row, weight in self._weights(disliked or {}, "disliked").items()
        }
        said = text_vectors(text[:2000], space.fields, self.snapshot.analyser(language)) if text else {}
        profile = space.profile(weights, said)
        mask = (filters or _NO_FILTERS).mask(self.snapshot.facets, self.snapshot.find)
        if not profile:
            return Recommendations([], "no_text")
        groups = None if whole_series else self.snapshot.facets.collections
        rows, scores = space.best(profile, pool_size(count, diversity), mask, weights, groups)
        chosen = spread(scores.tolist(), lambda place: space.cosines(rows[place], rows), count, diversity)
        listed = rows[chosen].tolist()
        items = [
            Recommendation(self.snapshot.title(row), score, because)
            for row, score, because in zip(
                listed, scores[chosen].tolist(), explain(space, profile, listed), strict=True
            )
        ]
        if len(items) == count:
            return Recommendations(items, None)
        filtered = mask is not None and len(space.best(profile, 1, ~mask, weights)[0]) > 0
        return Recommendations(items, "filtered_out" if filtered else "few_similar")

    def _weights(self, titles: Mapping[str, float], parameter: str) -> dict[int, float]:
        for title_id, weight in titles.items():
            if not 0 < weight <= 100:
                raise InvalidRequest(parameter, f"The weight of {title_id!r} must be above 0 and at most 100.")
        return {self.snapshot.row(title_id): float(weight) for title_id, weight in titles.items()}


_LITERAL = 0.94  # from here on the name holds the words as typed


def _check_count(count: int) -> None:
    if not 1 <= count <= MAX_COUNT:
        raise InvalidRequest("count", f"count must be an integer from 1 to {MAX_COUNT}, not {count}.")
