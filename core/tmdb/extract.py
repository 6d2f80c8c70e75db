"""All titles of the chosen services out of TMDB, asking only for what is new, changed, old or gone."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from core.catalogue.title import Title
from core.errors import TmdbUnavailable
from core.tmdb.age import fetched_when
from core.tmdb.changes import Changes, read_changes
from core.tmdb.client import Client
from core.tmdb.crew import Crew
from core.tmdb.details import Details, fetch
from core.tmdb.discover import Listing, Lists, Progress
from core.tmdb.extraction import Extraction
from core.tmdb.outcome import outcome
from core.tmdb.pace import Stopped
from core.tmdb.paged import NoSuchList
from core.tmdb.past import Past, Run
from core.tmdb.plan import KINDS, Kind, Plan
from core.tmdb.questions import Questions
from core.tmdb.work import Work

_SMALL, _QUICK = 0.05, 340
"""A run soon after another should ask no more than this share of everything, or this many requests (14 seconds)."""

_FEW = 20
"""Titles that may fail before it is held against those that do not."""

Clock = Callable[[], datetime]


@contextmanager
def extract(
    client: Client, plan: Plan, known: Iterable[Title], folder: Path,
    *, clock: Clock, should_stop: Callable[[], bool], progress: Progress,
) -> Iterator[Extraction]:  # fmt: skip
    """The run's outcome, to be used and settled inside the ``with``.

    ``known`` are the catalogue's titles (those that are not TMDB's are passed over). ``folder`` keeps the working file;
    a run that was ended there, in whatever way, is gone on with. ``should_stop`` is asked several times a second; once
    it says yes, requests are cut and the outcome is not ``complete``. ``client`` is for one call: it is closed.

    :raises TmdbUnauthorised: the key is not accepted.
    :raises TmdbUnavailable: TMDB does not answer, or lists nothing at all; what was fetched is kept.
    :raises StoreBusy: another run is at work in ``folder``.
    """
    began = time.monotonic()
    with Work(folder) as work:
        try:
            with Crew(client, should_stop) as crew:
                result = _Run(crew, work, plan, known, clock, progress).result()
        except Stopped:
            result = Extraction()
        finally:
            client.close()
        result.counts = client.counts
        result.counts.seconds = time.monotonic() - began
        yield result


class _Run:
    def __init__(
        self, crew: Crew, work: Work, plan: Plan, known: Iterable[Title], clock: Clock, progress: Progress
    ) -> None:
        self._crew, self._work, self._plan = crew, work, plan
        self._clock, self._progress = clock, progress
        self._known = {title.id: title for title in known if fetched_when(title)}
        self._now = clock()
        self._run = Run.begin(work, plan, self._now)
        self._past = Past.of(work.state("past"))
        self._last = work.listed()

    def result(self) -> Extraction:
        """Reads the feed and the lists, fetches what must be fetched, and adds it all up."""
        changes = self._changes()
        listings = self._listings(changes)
        seen = {i: said for listing in listings.values() for i, said in listing.marks.items()}
        listed = {i: said for i, said in seen.items() if not any(i in found.doubtful for found in listings.values())}
        if not listed:
            raise TmdbUnavailable(
                "TMDB lists no title at all. Check TMDB_PROVIDERS and TMDB_REGION, or run again later; "
                "the catalogue stays as it was."
            )
        failed = self._fetch(self._wanted(seen, listed, changes))
        details = self._work.details()
        result = outcome(self._known, seen, listed, details, failed, self._now)
        result.fetched = sum(found.fetched_at >= self._run.started for found in details.values())
        result.lists = {kind: listing.to_dict() for kind, listing in listings.items()}
        result.changes_followed = changes is not None
        result.keep(self._work, listed, self._remembered(changes, listings, failed).to_dict())
        return result

    def _changes(self) -> Changes | None:
        """What the feed says; None where TMDB has none."""
        known = [at for title in self._known.values() if (at := fetched_when(title))]
        fetched = [found.fetched_at for found in self._work.details().values()]
        since = self._past.followed or min((*known, *fetched), default=None)
        try:
            return read_changes(self._crew, self._work, self._now, since, self._past.named, self._progress)
        except NoSuchList:
            return None

    def _listings(self, changes: Changes | None) -> dict[Kind, Listing]:
        """What the lists hold. Soon after they were read whole, a glance may do: where the run would not be small."""
        lists = Lists(self._crew, self._work, self._plan, self._progress)
        past = self._past
        is_recent = past.swept_at and self._now - past.swept_at < timedelta(hours=self._plan.sweep_hours)
        cost, everything = past.pages + (changes.pages if changes else 0), past.pages + len(self._known)
        may_glance = is_recent and not self._run.full and cost > max(_QUICK, _SMALL * everything)
        found: dict[Kind, Listing] = {}
        for kind in KINDS:
            last = {i: said for i, said in self._last.items() if i.startswith(f"{kind}-")}
            total = past.totals.get(kind, 0)
            seen = lists.glance(kind, last, total) if may_glance else None
            found[kind] = seen or lists.read(kind, last, max(0, total - len(last)))
        return found

    def _wanted(self, seen: Collection[str], listed: Mapping[str, str], changes: Changes | None) -> list[str]:
        """The titles to ask for, by id."""
        questions = Questions(
            self._run, self._past, self._last, listed, self._work.details(), changes, self._plan.refetch_days
        )
        known = {title_id: fetched_when(title) for title_id, title in self._known.items()}
        every = sorted(known.keys() | seen)
        return [title_id for title_id in every if questions.must_ask(title_id, known.get(title_id), self._now)]

    def _fetch(self, wanted: Sequence[str]) -> dict[str, str]:
        """Fetches titles, those that could not be had a second time; gives those that still could not, with reasons."""
        failed: dict[str, str] = {}
        done = 0
        for ids in (wanted, failed):
            for title_id, found in self._crew.each(self._details, tuple(ids)):
                failed.pop(title_id, None)
                if found.verdict == "failed":
                    failed[title_id] = found.reason
                    if len(failed) > max(_FEW, done):
                        raise TmdbUnavailable(f"TMDB gives lists and no titles ({found.reason}). Run again later.")
                else:
                    self._work.keep_details(title_id, found)
                    done += 1
                    self._progress("fetching titles", done, len(wanted))
        return failed

    def _details(self, title_id: str) -> Details:
        return fetch(self._crew.client, self._plan, title_id, self._clock)

    def _remembered(self, changes: Changes | None, listings: Mapping[Kind, Listing], failed: Mapping[str, str]) -> Past:
        """What the next run compares with. What failed does not count as seen in the feed: it is still to fetch."""
        swept = all(listing.sweeps for listing in listings.values())
        ours = {i for listing in listings.values() for i in listing.marks} - failed.keys()
        return Past(
            swept_at=self._run.started if swept else self._past.swept_at,
            followed=self._now if changes else self._past.followed,
            totals={kind: listing.total for kind, listing in listings.items()},
            named={changes.today.isoformat(): sorted(changes.named[changes.today] & ours)} if changes else {},
        )
