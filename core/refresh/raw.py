"""The refresh of a store without TMDB: a catalogue file that somebody put into a bucket."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.build import Progress, quiet
from core.errors import CallerError, RecommenderError, StoreBusy
from core.pipeline import Clock, build, import_catalogue
from core.refresh.journal import Journal
from core.refresh.report import Report
from core.store.bucket import Bucket
from core.store.manifest import FORMAT_VERSION, file_hash
from core.store.protocol import Store

_IMPORTED = "raw.json"


def refresh_from(uri: str, store: Store, region: str | None, clock: Clock, progress: Progress = quiet) -> Report:
    """Imports the file, builds and publishes it, or finds it ``unchanged``; the report is kept in the store.

    :raises CallerError: there is no such file, or it is no catalogue.
    :raises GateFailed: it does not recommend what it should.
    :raises StoreBusy: somebody else is writing to the store.
    """
    report = Report.begun(clock(), uri)
    journal = Journal(store, report.id, clock)

    def told(step: str, done: int, of: int) -> None:
        progress(step, done, of)
        journal.tell(step, done, of)

    try:
        with TemporaryDirectory() as aside:
            _import(_brought(uri, region, Path(aside)), store, clock, report, told)
    except StoreBusy:  # whose progress stands in the journal
        raise
    except RecommenderError as error:
        report.ended("failed", str(error), clock())
        report.keep(store)
        journal.end()
        raise
    report.keep(store)
    journal.end()
    return report


def _brought(uri: str, region: str | None, aside: Path) -> Path:
    folder, _, name = uri.rpartition("/")
    path = aside / name
    if not Bucket(folder, region).download(name, path):
        raise CallerError(f"There is no {uri}. Upload a catalogue there, or set TMDB's key.")
    return path


def _import(path: Path, store: Store, clock: Clock, report: Report, progress: Progress) -> None:
    file: dict[str, Any] = {"sha256": file_hash(path), "format": FORMAT_VERSION}
    known = store.get_document(_IMPORTED) or {}
    served = store.current_id()
    if served and known == {**file, "snapshot": served, "titles": known.get("titles")}:
        report.snapshot, report.titles = served, known["titles"]
        return report.ended("unchanged", "The uploaded catalogue is the one that is served.", clock())
    imported = import_catalogue(store, [path], progress=progress)
    manifest = build(store, clock, progress=progress)
    report.snapshot, report.titles = manifest.id, manifest.counts["titles"]
    store.put_document(_IMPORTED, {**file, "snapshot": report.snapshot, "titles": report.titles})
    rejected, noted = len(imported.rejected), len(imported.warnings)
    report.ended("published", f"{rejected} lines were rejected, {noted} things noted.", clock())
