"""The steps from files to a served snapshot, and which store a program works on.

Reading and writing catalogues (pyarrow, Babel, ftfy) is imported where it is used: serving never pays for it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from core.build import Progress, build_snapshot, quiet
from core.catalogue.sample import LANGUAGES, fingerprint, sample_titles
from core.catalogue.title import Title
from core.engine import Engine
from core.errors import CallerError, DamagedSnapshot, ExpiredSnapshot, GateFailed, NoSnapshot
from core.evaluate.golden import check_golden, first_ids, golden_pairs, has_all
from core.snapshot import Snapshot
from core.store.local import LocalStore
from core.store.manifest import Manifest
from core.store.opening import open_store
from core.store.protocol import Store
from core.text import detect_language
from core.tmdb.age import KEEP_DAYS

if TYPE_CHECKING:
    from core.catalogue.importer import ImportReport

DATA = Path(__file__).parents[1] / "data"
_PATIENCE = 60.0  # seconds to wait for another process that is building the embedded catalogue
_LANGUAGE_SAMPLE = 2000  # titles read to tell a catalogue's language
_LEAST_TRANSLATED = 0.5  # share of titles with a text in a language for it to be indexed

_SOURCE, _FILES = "catalogue.json", "catalogue"

LEAST_EXPECTED, MOST_ABSURD = 0.8, 0.05
"""Shares of the golden pairs that publishing asks for; the embedded catalogue has 0.89 and 0."""

Clock = Callable[[], datetime]


def writable_store(uri: str) -> Store:
    """The store that ``uri`` names (a folder, or s3://bucket/prefix); the one under ``data/`` when it is empty.

    :raises InvalidRequest: it names no store.
    """
    return open_store(uri or DATA / "store")


def open_engine(uri: str, clock: Clock) -> Engine:
    """The engine of the store that ``uri`` names.

    When it is empty: of the writable store under ``data/`` once something was published there, otherwise of the
    embedded catalogue, which is built first when it was never built or has changed.

    :raises NoSnapshot: ``uri`` names a store where nothing was published.
    :raises DamagedSnapshot: nothing there is whole.
    :raises ExpiredSnapshot: it holds what TMDB said more than 180 days ago.
    """
    store = served_store(uri)
    engine = _embedded_engine(store, clock) if store.uri == str(DATA / "embedded") else Engine.open(store.uri)
    check_age(engine.snapshot.manifest, clock())
    return engine


def check_age(manifest: Manifest, now: datetime) -> None:
    """Nothing, where the snapshot may be served.

    :raises ExpiredSnapshot: a title of it was fetched from TMDB more than 180 days ago.
    """
    oldest = manifest.settings.get("fetched_from")
    if oldest and now - datetime.fromisoformat(oldest) > timedelta(KEEP_DAYS):
        raise ExpiredSnapshot(
            f"Snapshot {manifest.id} holds what TMDB said on {oldest[:10]}; its terms let nobody keep that for more "
            f"than {KEEP_DAYS} days. Fetch it anew: python -m core refresh; or drop what is old: python -m core purge."
        )


def served_store(uri: str) -> Store:
    """The store whose snapshot is served for ``uri``."""
    store = writable_store(uri)
    return store if uri or store.current_id() else LocalStore(DATA / "embedded")


def _embedded_engine(store: Store, clock: Clock) -> Engine:
    wanted = fingerprint()

    def built() -> Engine | None:
        try:
            engine = Engine.open(store.uri)
        except (NoSnapshot, DamagedSnapshot):
            return None
        return engine if engine.snapshot.manifest.source == wanted else None

    def build_and_check(folder: Path) -> Manifest:
        titles = sample_titles()
        return checked(folder, build_snapshot(titles, folder, languages=LANGUAGES, built_at=clock(), source=wanted))

    if engine := built():
        return engine
    with store.writing(patience=_PATIENCE):
        if engine := built():  # by whoever held the lock
            return engine
        store.publish(build_and_check)
    return Engine.open(store.uri)


def checked(folder: Path, manifest: Manifest) -> Manifest:
    """The manifest, after a snapshot that holds the golden pairs' titles was seen to recommend as it should.

    :raises GateFailed: `hybrid` finds too few of the pairs anybody expects, or too many absurd ones.
    """
    snapshot, pairs = Snapshot(folder, manifest), golden_pairs()
    if not has_all(snapshot, pairs):
        return manifest
    found = check_golden(pairs, first_ids(snapshot, "hybrid"))
    if found.expected_found < LEAST_EXPECTED or found.absurd_found > MOST_ABSURD:
        raise GateFailed(
            f"Not published: {found.expected_found:.0%} of the golden pairs are found (at least {LEAST_EXPECTED:.0%} "
            f"must be) and {found.absurd_found:.0%} of the absurd ones (at most {MOST_ABSURD:.0%} may be). "
            f"Compare the catalogue with core/sample; what was built stands in {folder}."
        )
    return manifest


def import_catalogue(
    store: Store, files: Sequence[Path], *, add: bool = False, progress: Progress = quiet
) -> "ImportReport":
    """Makes the store's catalogue out of ``files``; with ``add``, of what it held before and ``files``.

    :raises UnreadableFile: a file is not a catalogue; the store is as it was.
    """
    from core.catalogue.importer import import_files

    def read(done: int, of: int) -> None:
        progress("reading files", done, of)

    with store.writing():
        existing = store.read_catalogue() if add else iter(())
        return import_files(
            files, lambda titles: replace_catalogue(store, titles, _FILES), existing=existing, progress=read
        )


def catalogue_source(store: Store) -> str:
    """Where the catalogue's titles are from; snapshots of different sources are not compared by gates."""
    return str((store.get_document(_SOURCE) or {}).get("source", _FILES))


def replace_catalogue(store: Store, titles: Iterable[Title], source: str) -> None:
    """Puts ``titles`` of a source, in order of id, in the catalogue's place."""
    store.replace_catalogue(titles)
    store.put_document(_SOURCE, {"source": source})


def build(store: Store, clock: Clock, *, embedded: bool = False, progress: Progress = quiet) -> Manifest:
    """Builds the store's catalogue into a new snapshot and publishes it.

    ``embedded`` says that a store without a catalogue gets a copy of the embedded one first.

    :raises CallerError: there is no catalogue, or it is empty.
    :raises GateFailed: it holds the golden pairs' titles and does not recommend them.
    """
    with store.writing():
        if embedded and not store.catalogue_count():
            store.replace_catalogue(sample_titles())
        total = store.catalogue_count()
        if not total:
            raise CallerError(f"No catalogue in {store.uri}. Import one first: python -m core import FILE.")
        return _publish(store, clock, total, progress)


def _publish(store: Store, clock: Clock, total: int, progress: Progress) -> Manifest:
    languages = index_languages(store.read_catalogue())

    def build_and_check(folder: Path) -> Manifest:
        manifest = build_snapshot(
            store.read_catalogue(), folder, languages=languages, built_at=clock(), source=catalogue_source(store),
            total=total, progress=progress,
        )  # fmt: skip
        return checked(folder, manifest)

    return store.publish(build_and_check)


def index_languages(titles: Iterable[Title]) -> list[str]:
    """The languages to index a catalogue in, its own first; the first titles tell."""
    sample = list(islice(titles, _LANGUAGE_SAMPLE))
    own = detect_language(title.overview or title.title for title in sample)
    others = sorted({code for title in sample for code in title.translations} - {own})
    translated = {
        code: sum(bool((t := title.translations.get(code)) and t.overview) for title in sample) for code in others
    }
    return [own, *(code for code in others if translated[code] >= _LEAST_TRANSLATED * len(sample))]


def purge(store: Store, clock: Clock, *, progress: Progress = quiet) -> tuple[int, Manifest | None]:
    """Drops from the catalogue what TMDB said more than 180 days ago, and publishes what is left.

    Returns how many titles were dropped and the new snapshot, None where nothing had to be dropped.

    :raises CallerError: nothing would be left.
    """
    from core.tmdb.age import purge as kept

    with store.writing():
        total = store.catalogue_count()
        left = sum(1 for _ in kept(store.read_catalogue(), clock()))
        if left == total:
            return 0, None
        if not left:
            raise CallerError("All of it is older than 180 days. Refresh it: python -m core refresh; or erase it.")
        store.replace_catalogue(kept(store.read_catalogue(), clock()))
        return total - left, _publish(store, clock, left, progress)
