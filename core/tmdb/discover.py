"""Every title that the services have, though the lists change while they are read."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import TmdbUnavailable
from core.tmdb.crew import Crew
from core.tmdb.paged import LAST_PAGE, PATIENT, doubtful, first_page, read_pages
from core.tmdb.plan import Kind, Plan
from core.tmdb.query import ORDERS, Query, mark
from core.tmdb.work import Page, Work

_MOST_LISTED = 20 * LAST_PAGE  # titles that one query gives
_MOST_BELIEVED = 100_000
_MOST_SWEEPS = 6
_GLANCED = (3, 1)  # orders: newest first, most popular first
LIST_NAMES: dict[Kind, str] = {"movie": "films", "tv": "series"}

Progress = Callable[[str, int, int], None]


@dataclass
class Listing:
    """What the lists hold of one kind: the mark of each title by id, the total that TMDB tells, readings it took.

    ``doubtful`` are those that an earlier reading found and the last one did not.
    """

    marks: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    total: int = 0
    sweeps: int = 0

    @property
    def complete(self) -> bool:
        """Whether as many titles were found as TMDB says there are."""
        return len(self.marks) >= self.total

    def to_dict(self) -> dict[str, Any]:
        """The listing in numbers."""
        return {"titles": len(self.marks), "total": self.total, "sweeps": self.sweeps, "complete": self.complete}

    def add(self, marks: Mapping[str, str]) -> None:
        """Takes what a reading found; the first mark of a title stays."""
        self.sweeps += 1
        self.marks = {**marks, **self.marks}


@dataclass(frozen=True)
class _Sweep:
    """One reading of a query from its first page to its last. A clean one cannot have missed what stood still."""

    marks: Mapping[str, str]
    total: int
    clean: bool


class Lists:
    """Reads TMDB's lists, and remembers every page in ``work``."""

    def __init__(self, crew: Crew, work: Work, plan: Plan, progress: Progress) -> None:
        self._crew, self._work, self._plan, self._progress = crew, work, plan, progress

    def read(self, kind: Kind, last: Collection[str], short: int = 0) -> Listing:
        """All titles of a kind.

        A title that is added or taken away while pages are read pushes another over a page's border, and out of sight.
        So the list is read in one order after another, until a reading brings nothing new and as many titles are found
        as there should be, or until two in a row bring nothing new: totals may be wrong for ever. ``last`` are the
        titles that the last run found, which counts as a reading, and ``short`` is how many it did not find.
        """
        whole = Query(kind)
        found = Listing(total=self._total(whole))
        for query in self._parts(whole):
            self._settle(query, found, last, short)
        if found.total >= _MOST_LISTED:
            self._take_ends(whole, found)  # what has no date is in none of the parts
        return found

    def glance(self, kind: Kind, last: Mapping[str, str], total: int) -> Listing | None:
        """The last listing, if the total and the first pages are still the same; None if they are not.

        A title that took another's place further down is not noticed.
        """
        query = Query(kind)
        for order in _GLANCED:
            page = first_page(self._crew, query.path, query.parameters(self._plan, order), mark)
            if page.total != total or any(last.get(f"{kind}-{number}") != said for number, said in page.rows):
                return None
        return Listing(dict(last), total=total)

    def _settle(self, query: Query, found: Listing, last: Collection[str], short: int) -> None:
        """Adds a query's titles, read as often as it takes."""
        total = self._total(query)
        if total >= _MOST_LISTED:  # a single day
            self._take_ends(query, found)
        if total >= _MOST_LISTED or (total == 0 and query.since is not None):
            return
        mine: set[str] = set()
        quiet = 0
        for number in range(_MOST_SWEEPS):
            sweep = self._sweep(query, number)
            new = sweep.marks.keys() - mine - set(last)
            mine |= sweep.marks.keys()
            found.add(sweep.marks)
            quiet = 0 if new or not (last or number) else quiet + 1
            if (last and sweep.clean) or quiet == 2 or (quiet and len(mine) >= sweep.total - short):
                break
        found.doubtful |= mine - sweep.marks.keys()
        if query.since is None:
            found.total = sweep.total

    def _take_ends(self, query: Query, found: Listing) -> None:
        """Adds the first 10,000 titles in each order, until as many are found as there are."""
        mine = set(found.marks) if query.since is None else set()
        for number in range(ORDERS):
            if len(mine) >= self._total(query):
                break
            sweep = self._sweep(query, number)
            mine |= sweep.marks.keys()
            found.add(sweep.marks)

    def _parts(self, query: Query) -> Iterator[Query]:
        """The query, or the days it must be cut into so that each part can be listed to its end."""
        halves = query.halves() if self._total(query) >= _MOST_LISTED else None
        if halves is None:
            yield query
        else:
            for half in halves:
                yield from self._parts(half)

    def _total(self, query: Query) -> int:
        """How many titles its first page tells of; the page is asked for again where it is empty."""
        name = _name(query, 0)
        page = self._work.pages(name).get(1, Page())
        # Days may well have no titles; whether any were lost is seen by the total of the whole.
        for wait in (0.0, *PATIENT) if query.since is None else (0.0, 0.0):
            if page.rows:
                break
            self._crew.rest(wait)
            page = first_page(self._crew, query.path, query.parameters(self._plan, 0), mark)
            self._work.keep_page(name, 1, page)
        total = max(page.total, _MOST_LISTED if page.pages >= LAST_PAGE else 0)
        if total > _MOST_BELIEVED:
            raise TmdbUnavailable(
                f"TMDB lists {total} {LIST_NAMES[query.kind]}, more than any service has: it seems to overlook "
                "TMDB_PROVIDERS or TMDB_REGION. Check both."
            )
        return total

    def _sweep(self, query: Query, number: int) -> _Sweep:
        step = f"listing {LIST_NAMES[query.kind]}"
        pages = read_pages(
            self._crew, self._work, _name(query, number), query.path, query.parameters(self._plan, number), mark,
            lambda done, of: self._progress(step, done, of),
        )  # fmt: skip
        marks = {f"{query.kind}-{number}": said for page in pages.values() for number, said in page.rows}
        rows = sum(len(page.rows) for page in pages.values())
        totals = {page.total for page in pages.values() if page.rows}
        total = max(totals, default=0)
        return _Sweep(marks, total, not doubtful(pages) and rows == len(marks) == total and len(totals) == 1)


def _name(query: Query, number: int) -> str:
    return f"{query.name} #{number}"
