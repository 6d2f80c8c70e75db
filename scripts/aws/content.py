"""What a new stack serves first: its catalogue's file, and the first refresh."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from core.catalogue.sample import sample_titles
from core.catalogue.tables import export
from core.errors import StoreBusy, UnreadableFile
from core.refresh import journal
from core.refresh.control import Starter
from core.refresh.state_machine import StateMachine
from core.store.manifest import file_hash
from core.store.opening import open_store
from core.store.protocol import Store
from scripts.aws import artifacts
from scripts.aws.place import Place
from scripts.aws.saying import Interrupted, Tell
from scripts.aws.stack import Pause, waits

RAW = "raw/netflix_all_data.csv"
FILE = Path(__file__).parents[2] / "data" / "netflix_all_data.csv"
_SHARE = 10  # per cent of a step's work after which its progress is told again


def put_catalogue(place: Place, file: Path | None, has_key: bool, tell: Tell) -> None:
    """Uploads the catalogue that is served where there is no key to TMDB, unless it is there.

    ``file`` (CSV), or else data/netflix_all_data.csv; where there is neither, no key and nothing in the bucket, the
    embedded catalogue.

    :raises UnreadableFile: there is no such file.
    """
    chosen = file or (FILE if FILE.is_file() else None)
    if chosen:
        if not chosen.is_file():
            raise UnreadableFile(f"{chosen} is no file. Correct --catalogue.")
        digest = file_hash(chosen)
        if artifacts.metadata(place, place.data, RAW).get("sha256") != digest:
            artifacts.upload(place, place.data, RAW, chosen, tell, Metadata={"sha256": digest})
    elif not has_key and not artifacts.has(place, place.data, RAW):
        with tempfile.TemporaryDirectory() as folder:
            written = Path(folder) / Path(RAW).name
            tell(f"No catalogue and no key to TMDB: the embedded catalogue, {export(sample_titles(), written)} titles")
            artifacts.upload(place, place.data, RAW, written, tell)


def is_published(place: Place) -> bool:
    """Whether something is served."""
    return artifacts.has(place, place.data, "store/current")


def refresh(place: Place, state_machine: str, tell: Tell, pause: Pause, *, wait: bool = True) -> bool:
    """Starts a refresh, and watches it to its end; whether it ended well. One that is running is watched.

    :raises Interrupted: a person has seen enough; AWS goes on.
    """
    store = open_store(f"s3://{place.data}/store")
    machine = StateMachine(state_machine, store, _now)
    try:
        machine.start()
        tell("A refresh was started")
    except StoreBusy as error:
        tell(str(error))
    if not wait:
        return True
    try:
        return _watched(machine, store, tell, pause)
    except KeyboardInterrupt:
        raise Interrupted("No longer watching the refresh; AWS goes on with it.") from None


def _watched(machine: Starter, store: Store, tell: Tell, pause: Pause) -> bool:
    told = ("", -1)
    for seconds in waits():
        last = machine.last()
        if last is None or last.state != "running":
            break
        if progress := journal.running(store, _now()):
            step, done, of = progress["step"], progress["done"], progress["of"]
            if (here := (step, 100 * done // of // _SHARE if of else 0)) != told:
                tell(f"  {step} {done:,} of {of:,}" if of else f"  {step}")
                told = here
        pause(seconds)
    if last and last.state == "failed":
        tell(f"The refresh failed: {last.message}")
        tell("What was served before still is; docs/operations.md says what to do.")
        return False
    tell(f"The refresh ended; {store.current_id() or 'nothing'} is served")
    return True


def _now() -> datetime:
    return datetime.now(UTC)
