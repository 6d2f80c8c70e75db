"""The steps from files to a served snapshot, and which store a program works on.

Reading and writing catalogues (pyarrow, Babel, ftfy) is imported where it is used: serving never pays for it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from core.build import Progress, build_snapshot
from core.catalogue.sample import LANGUAGES, fingerprint, sample_titles
from core.catalogue.title import Title
from core.engine import Engine
from core.errors import CallerError, DamagedSnapshot, GateFailed, InvalidRequest, NoSnapshot
from core.evaluate.golden import check_golden, first_ids, golden_pairs, has_all
from core.snapshot import Snapshot
from core.store.local import LocalStore
from core.store.manifest import Manifest
from core.text import detect_language

if TYPE_CHECKING:
    from core.catalogue.importer import ImportReport

DATA = Path(__file__).parents[1] / "data"
_PATIENCE = 60.0  # seconds to wait for another process that is building the embedded catalogue
_LANGUAGE_SAMPLE = 2000  # titles read to tell a catalogue's language
_LEAST_TRANSLATED = 0.5  # share of titles with a text in a language for it to be indexed

LEAST_EXPECTED, MOST_ABSURD = 0.8, 0.05
"""Shares of the golden pairs that publishing asks for; the embedded catalogue has 0.89 and 0."""

Clock = Callable[[], datetime]


def quiet(step: str, done: int, of: int) -> None:
    """A progress report that nobody reads."""


def writable_store(uri: str) -> LocalStore:
    """The store that ``uri`` names; the writable one under ``data/`` when it is empty.

    :raises InvalidRequest: not a folder's path.
    """
    if "://" in uri or Path(uri).is_file():
        raise InvalidRequest("store", f"A store is a folder's path; {uri[:80]!r} is not one.")
    return LocalStore(Path(uri).expanduser() if uri else DATA / "store")


def open_engine(uri: str, clock: Clock) -> Engine:
    """The engine of the store that ``uri`` names.

    When it is empty: of the writable store under ``data/`` once something was published there, otherwise of the
    embedded catalogue, which is built first when it was never built or has changed.

    :raises NoSnapshot: ``uri`` names a store where nothing was published.
    :raises DamagedSnapshot: nothing there is whole.
    """
    store = served_store(uri)
    return _embedded_engine(store, clock) if store.root == DATA / "embedded" else Engine.open(store.root)


def served_store(uri: str) -> LocalStore:
    """The store whose snapshot is served for ``uri``."""
    store = writable_store(uri)
    return store if uri or store.current_id() else LocalStore(DATA / "embedded")


def _embedded_engine(store: LocalStore, clock: Clock) -> Engine:
    wanted = fingerprint()

    def built() -> Engine | None:
        try:
            engine = Engine.open(store.root)
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
    return Engine.open(store.root)


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
    store: LocalStore, files: Sequence[Path], *, add: bool = False, progress: Progress = quiet
) -> "ImportReport":
    """Makes the store's catalogue out of ``files``; with ``add``, of what it held before and ``files``.

    :raises UnreadableFile: a file is not a catalogue; the store is as it was.
    """
    from core.catalogue.importer import import_files

    def read(done: int, of: int) -> None:
        progress("reading files", done, of)

    with store.writing():
        existing = _catalogue(store) if add else iter(())
        return import_files(
            files,
            lambda titles: store.replace_catalogue(lambda path: _write(titles, path)),
            existing=existing,
            progress=read,
        )


def build(store: LocalStore, clock: Clock, *, embedded: bool = False, progress: Progress = quiet) -> Manifest:
    """Builds the store's catalogue into a new snapshot and publishes it.

    ``embedded`` says that a store without a catalogue gets a copy of the embedded one first.

    :raises CallerError: there is no catalogue, or it is empty.
    :raises GateFailed: it holds the golden pairs' titles and does not recommend them.
    """
    with store.writing():
        if not store.catalogue.exists() and embedded:
            store.replace_catalogue(lambda path: _write(iter(sample_titles()), path))
        if not store.catalogue.exists():
            raise CallerError(f"No catalogue in {store.root}. Import one first: python -m core import FILE.")
        languages, total = _survey(store)

        def build_and_check(folder: Path) -> Manifest:
            manifest = build_snapshot(
                _catalogue(store), folder, languages=languages, built_at=clock(), source="catalogue",
                total=total, progress=progress,
            )  # fmt: skip
            return checked(folder, manifest)

        return store.publish(build_and_check)


def _survey(store: LocalStore) -> tuple[list[str], int]:
    """The languages to index (the catalogue's own first) and the number of titles."""
    from pyarrow.parquet import read_metadata

    total: int = read_metadata(store.catalogue).num_rows
    sample = list(islice(_catalogue(store), _LANGUAGE_SAMPLE))
    own = detect_language(title.overview or title.title for title in sample)
    others = sorted({code for title in sample for code in title.translations} - {own})
    translated = {
        code: sum(bool((t := title.translations.get(code)) and t.overview) for title in sample) for code in others
    }
    return [own, *(code for code in others if translated[code] >= _LEAST_TRANSLATED * len(sample))], total


def _catalogue(store: LocalStore) -> Iterator[Title]:
    from core.catalogue.tables import read_parquet

    return read_parquet(store.catalogue) if store.catalogue.exists() else iter(())


def _write(titles: Iterator[Title], path: Path) -> None:
    from core.catalogue.tables import write_parquet

    write_parquet(titles, path)
