"""A refresh: TMDB's titles fetched, built, compared with what is served, published and reported."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random

from core.build import Progress, build_snapshot, quiet
from core.catalogue.title import Title
from core.errors import DamagedSnapshot, GateFailed, NoSnapshot, RecommenderError
from core.pipeline import checked, index_languages, replace_catalogue
from core.refresh.changes import compare
from core.refresh.gates import Limits, check
from core.refresh.journal import Journal
from core.refresh.report import Report, Status
from core.settings import Settings
from core.snapshot import Snapshot
from core.store.manifest import Manifest
from core.store.protocol import Store
from core.tmdb.client import Client
from core.tmdb.extract import extract
from core.tmdb.extraction import Extraction
from core.tmdb.key import Key
from core.tmdb.plan import Plan

SOURCE = "tmdb"
_NAME = "tmdb.sqlite"
_FILE = f"refresh/{_NAME}"
_UNFINISHED = "refresh/unfinished.json"
_SLICE = 60.0  # seconds of work that a machine which never comes back may cost

Clock = Callable[[], datetime]


class Refresh:
    """One run on one store. Killed or cancelled at any moment, the next one goes on from there."""

    def __init__(
        self,
        store: Store,
        plan: Plan,
        client: Callable[[], Client],
        work: Path,
        *,
        clock: Clock,
        limits: Limits,
        keep: int = 7,
        seconds: float = float("inf"),
        progress: Progress = quiet,
    ) -> None:
        """``client`` makes a fresh client; ``work`` is a folder for the working file, the same one in each run.

        ``limits`` are the gates'; ``keep`` is how many snapshots stay; after ``seconds`` of fetching the run ends
        unfinished, to be called again; so it does when less than half of them is left for building.
        """
        self._store, self._plan, self._client, self._work = store, plan, client, work
        self._clock, self._limits, self._keep = clock, limits, keep
        self._deadline, self._build_until = time.monotonic() + seconds, time.monotonic() + seconds / 2
        self._progress = progress
        self._report = Report.begun(clock(), f"{SOURCE} {plan.region} {'|'.join(map(str, plan.providers))}")
        self._journal = Journal(store, self._report.id, clock)

    def run(self) -> Report:
        """The run's report, which is kept in the store unless it is unfinished.

        A failed gate is no error: the report says ``held``, what was served still is, and what was built waits.

        :raises StoreBusy: somebody else is writing to the store.
        :raises RecommenderError: what stopped it; the report that is kept says so too.
        """
        with self._store.writing():
            try:
                self._go_on()
                self._fetch()
            except GateFailed as error:
                self._end("held", str(error))
            except RecommenderError as error:
                self._end("failed", str(error))
                raise
            except BaseException as error:
                self._end("failed", f"Unexpected: {type(error).__name__}.")
                raise
            finally:
                self._journal.end()
        return self._report

    def _go_on(self) -> None:
        """Takes up the report of a run that ended unfinished: several calls are one run."""
        left = self._store.get_document(_UNFINISHED)
        if left and left["source"] == self._report.source:
            self._report = Report(**left)
            self._journal = Journal(self._store, self._report.id, self._clock)

    def _fetch(self) -> None:
        known = list(self._store.read_catalogue())
        while True:
            if self._slice(known):
                return
            if self._journal.cancelled():
                return self._end("cancelled", "Cancelled. The next refresh goes on from here.")
            if time.monotonic() >= self._deadline:
                return self._leave()

    def _slice(self, known: list[Title]) -> bool:
        """Fetches until it is to stop; whether the run has ended: published, or left for the next call to build."""
        self._bring()
        try:
            with closing(self._client()) as client, extract(
                client, self._plan, known, self._work, clock=self._clock, progress=self._tell,
                should_stop=self._stopper(),
            ) as extraction:  # fmt: skip
                self._report.counted(extraction.to_dict())
                if extraction.complete and time.monotonic() < self._build_until:
                    self._publish(known, extraction)
                elif extraction.complete:
                    self._leave()
        finally:
            self._take_away()
        return extraction.complete

    def _stopper(self) -> Callable[[], bool]:
        """Says when to stop fetching: cancelled, out of time, or the working file has to be carried to the store."""
        stop = min(self._deadline, time.monotonic() + _SLICE) if self._carried else self._deadline
        return lambda: time.monotonic() >= stop or self._journal.cancelled()

    def _publish(self, known: list[Title], extraction: Extraction) -> None:
        before, dated = self._served(), _dating(known, self._clock())
        languages = index_languages(map(dated, extraction.titles()))

        def build(folder: Path) -> Manifest:
            manifest = build_snapshot(
                map(dated, extraction.titles()), folder, languages=languages,
                built_at=self._clock(), source=self._report.source, total=extraction.total, progress=self._tell,
            )  # fmt: skip
            self._judge(before, Snapshot(folder, manifest))
            return checked(folder, manifest)

        try:
            self._store.publish(build)
        except GateFailed:
            extraction.doubt()
            raise
        replace_catalogue(self._store, map(dated, extraction.titles()), self._report.source)
        extraction.settle()
        self._store.prune(self._keep)
        self._end("published", "")

    def _judge(self, before: Snapshot | None, after: Snapshot) -> None:
        """Notes what changed.

        :raises GateFailed: a gate holds the snapshot back.
        """
        self._tell("comparing with what is served", 0, 0)
        changes = compare(before, after) if before else None
        self._report.compared(before, after, changes)
        gates = check(before, after, changes, self._limits)
        self._report.judged(gates)
        failed = [str(gate) for gate in gates if not gate.passed]
        if failed:
            raise GateFailed(
                f"Not published, {'; '.join(failed)}. What was served still is. Look at the candidate "
                f"{after.id}; to publish it anyway: python -m core publish {after.id} --reason WHY."
            )

    def _served(self) -> Snapshot | None:
        """What is served, where it too came from these services of TMDB: another catalogue has other titles."""
        try:
            folder, manifest, _ = self._store.current()
        except (NoSnapshot, DamagedSnapshot):
            return None
        return Snapshot(folder, manifest) if manifest.source == self._report.source else None

    @property
    def _carried(self) -> bool:
        """Whether the working file has to be carried to the store and back."""
        return not self._store.is_local

    def _bring(self) -> None:
        if self._carried:
            self._work.mkdir(parents=True, exist_ok=True)
            self._store.get_file(_FILE, self._work / _NAME)

    def _take_away(self) -> None:
        if self._carried and (self._work / _NAME).exists():
            self._store.put_file(_FILE, self._work / _NAME)

    def _tell(self, step: str, done: int, of: int) -> None:
        self._progress(step, done, of)
        self._journal.tell(step, done, of)

    def _leave(self) -> None:
        self._report.ended("unfinished", "Its time ran out. Run it again to go on.", self._clock())
        self._store.put_document(_UNFINISHED, self._report.to_dict())

    def _end(self, status: Status, message: str) -> None:
        self._report.ended(status, message, self._clock())
        self._report.keep(self._store)
        self._store.put_document(_UNFINISHED, {})


def refresh_of(
    store: Store, settings: Settings, *, clock: Clock, random: Random, full: bool = False,
    seconds: float = float("inf"), progress: Progress = quiet,
) -> Refresh:  # fmt: skip
    """The refresh of a store that the settings describe. ``random`` shortens waiting by chance.

    :raises InvalidRequest: there is no key, or a setting cannot be used.
    """
    plan = Plan.of(settings, full=full)
    key = Key.of(settings.tmdb_api_key.get_secret_value())
    return Refresh(
        store, plan, lambda: Client(key, plan.base_url, random=random), store.work,
        clock=clock, limits=Limits.of(settings), keep=settings.keep_snapshots, seconds=seconds, progress=progress,
    )  # fmt: skip


def _dating(known: list[Title], now: datetime) -> Callable[[Title], Title]:
    """Gives a title the day on which we first saw it; "" to those of the first refresh, of which it is not known.

    TMDB says nowhere when a title came to a service.
    """
    dates = {title.id: title.date_added for title in known if title.fetched_at}
    today = now.date().isoformat() if dates else ""
    return lambda title: replace(title, date_added=dates.get(title.id, today))
