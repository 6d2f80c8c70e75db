"""The engine that answers now, and how the next one takes its place while viewers are served."""

import gc
import logging
from threading import Event, Thread

from core.engine import Engine
from core.errors import ExpiredSnapshot, RecommenderError, StoreUnreachable
from core.pipeline import Clock, check_age, open_engine, served_store

_log = logging.getLogger(__name__)


class Serving:
    """Keeps the engine of the snapshot that the store's pointer names.

    A thread looks at the pointer; when it has moved, the next engine is opened beside the one that answers, and one
    assignment puts it in its place. Whoever asks takes :attr:`engine` once and keeps it to the end, so that an answer
    is always of one snapshot; with the last of them the old engine goes, and its files are unmapped.
    """

    def __init__(self, uri: str, clock: Clock, interval: float) -> None:
        """Opens the engine of the store that ``uri`` names, then looks for another every ``interval`` seconds."""
        self._uri = uri
        self._clock = clock
        self._interval = interval
        self._pointer: str | None = None
        self._stopped = Event()
        self.engine: Engine | None = None
        """What answers; None while nothing could be opened."""
        self.trouble = ""
        """Why the last opening failed, in words for people; "" when it did not."""
        self.look()
        Thread(target=self._watch, name="snapshot-watch", daemon=True).start()

    def look(self) -> None:
        """Opens what the pointer names, if it has moved; when that fails, what answered before goes on, with a notice.

        It never raises: what fails now may succeed at the next look.
        """
        try:
            pointer = self._pointed()
            if self.engine is not None and pointer == self._pointer and not self.trouble:
                check_age(self.engine.snapshot.manifest, self._clock())
                return
            engine = open_engine(self._uri, self._clock)
        except ExpiredSnapshot as error:
            self.engine = None
            self._keep(error)
            return
        except Exception as error:  # whatever it is, viewers must be served
            self._keep(error)
            return
        # With a notice it is an older snapshot that had to do, and the pointer still names the newer one.
        self._pointer = pointer if engine.notice else engine.snapshot.id
        self.engine, self.trouble = engine, ""
        _log.info("Serving snapshot %s. %s", engine.snapshot.id, engine.notice or "")

    def _pointed(self) -> str | None:
        """What the store's pointer names; None where it cannot be asked and only a copy on this machine can serve."""
        try:
            return served_store(self._uri).current_id()
        except StoreUnreachable:
            if self.engine is None:
                return None
            raise

    def stop(self) -> None:
        """Looks no more; the engine goes on answering."""
        self._stopped.set()

    def _keep(self, error: Exception) -> None:
        ours = isinstance(error, RecommenderError)
        trouble = str(error) if ours else f"The catalogue could not be opened: {type(error).__name__}. See the log."
        if trouble == self.trouble:
            return  # said before
        _log.error("%s", trouble, exc_info=None if ours else error)
        if self.engine is not None:
            self.engine = Engine(self.engine.snapshot, f"{trouble} Serving {self.engine.snapshot.id} instead.")
        self.trouble = trouble

    def _watch(self) -> None:
        while not self._stopped.wait(self._interval):
            self.look()
            # A page that has ended is a cycle, which may hold the old engine; Python may wait long for the oldest
            # of its generations, and Streamlit's own collection after each run is off (.streamlit/config.toml).
            gc.collect()
