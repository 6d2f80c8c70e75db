"""What a run has done so far, in one SQLite file: killed at any moment, the next run goes on from there.

The file outlives the run, and holds what the next one compares with. It may be carried elsewhere between two calls.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from core.catalogue.title import Title
from core.errors import StoreBusy, StoreError
from core.tmdb.details import Details

_NAME = "tmdb.sqlite"
_VERSION = 1
_SCHEMA = """
    CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE pages (list TEXT, number INTEGER, page TEXT NOT NULL, PRIMARY KEY (list, number));
    CREATE TABLE details (
        id TEXT PRIMARY KEY, verdict TEXT NOT NULL, fetched_at TEXT NOT NULL, provided INTEGER NOT NULL,
        reason TEXT NOT NULL, title TEXT NOT NULL
    );
    CREATE TABLE listed (id TEXT PRIMARY KEY, print TEXT NOT NULL);  -- the last complete look at the lists
"""


@dataclass(frozen=True)
class Page:
    """One page of a list: what it says of the whole, and its rows (an id, and a mark of what the list says of it)."""

    pages: int = 0
    total: int = 0
    rows: tuple[tuple[int, str], ...] = ()


class Work:
    """The working file. One process at a time; every call is kept when it returns."""

    def __init__(self, folder: Path) -> None:
        """Opens the file in ``folder``, or begins one. A damaged one is begun anew: all it cost is requests.

        :raises StoreBusy: another process is at it.
        :raises StoreError: it cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / _NAME
        try:
            self._database = self._opened()
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise StoreBusy(f"Another refresh is at work in {folder}. Wait for it to end.") from error
            raise self._failure(error) from error
        except sqlite3.DatabaseError:
            self.discard(folder)
            self._database = self._opened()

    @staticmethod
    def discard(folder: Path) -> None:
        """Forgets everything: the next run begins at the beginning."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            (folder / f"{_NAME}{suffix}").unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()  # which brings everything into the one file
        if isinstance(error, sqlite3.Error):
            raise self._failure(error) from error

    def _failure(self, error: sqlite3.Error) -> StoreError:
        return StoreError(f"The working file {self._path} failed: {error}. Is the disk full, or read only?")

    def state(self, key: str) -> Any:
        """What was remembered under a key; None for nothing."""
        row = self._database.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def remember(self, key: str, value: Any) -> None:
        """Remembers something that JSON can hold."""
        self._database.execute("REPLACE INTO state VALUES (?, ?)", (key, json.dumps(value)))

    def pages(self, list_name: str) -> dict[int, Page]:
        """The pages of a list that were read in this run."""
        rows = self._database.execute("SELECT number, page FROM pages WHERE list = ?", (list_name,))
        return {number: _page(text) for number, text in rows}

    def keep_page(self, list_name: str, number: int, page: Page) -> None:
        """Keeps one page."""
        text = json.dumps([page.pages, page.total, page.rows])
        self._database.execute("REPLACE INTO pages VALUES (?, ?, ?)", (list_name, number, text))

    def details(self) -> dict[str, Details]:
        """What became of titles, by id, without the titles themselves."""
        rows = self._database.execute("SELECT id, verdict, fetched_at, provided, reason FROM details")
        return {
            title_id: Details(verdict, datetime.fromisoformat(fetched_at), None, bool(provided), reason)
            for title_id, verdict, fetched_at, provided, reason in rows
        }

    def titles(self) -> Iterator[Title]:
        """The fetched titles, by id."""
        for (text,) in self._database.execute("SELECT title FROM details WHERE verdict = 'title' ORDER BY id"):
            yield Title.from_dict(json.loads(text))

    def keep_details(self, title_id: str, found: Details) -> None:
        """Keeps what became of a title."""
        text = json.dumps(found.title.to_dict()) if found.title else ""
        row = (title_id, found.verdict, found.fetched_at.isoformat(), found.provided, found.reason, text)
        self._database.execute("REPLACE INTO details VALUES (?, ?, ?, ?, ?, ?)", row)

    def listed(self) -> dict[str, str]:
        """Ids and marks as the last complete look at the lists found them."""
        return dict(self._database.execute("SELECT id, print FROM listed"))

    def restart(self, *, everything: bool = False) -> None:
        """Forgets the pages of an unfinished run; with ``everything``, whatever was ever fetched."""
        with self._transaction():
            self._database.execute("DELETE FROM pages")
            if everything:
                for table in ("state", "details", "listed"):
                    self._database.execute(f"DELETE FROM {table}")

    def forget_before(self, oldest: datetime) -> None:
        """Forgets what became of titles that were asked for before that time."""
        self._database.execute("DELETE FROM details WHERE fetched_at < ?", (oldest.isoformat(),))

    def settle(self, listed: Mapping[str, str], past: Mapping[str, Any]) -> None:
        """The run is over and its titles are in the catalogue: keeps only what the next run compares with."""
        with self._transaction():
            self._database.execute("DELETE FROM pages")
            self._database.execute("DELETE FROM listed")
            self._database.executemany("INSERT INTO listed VALUES (?, ?)", listed.items())
            self._database.execute("DELETE FROM details WHERE verdict = 'title' OR id NOT IN (SELECT id FROM listed)")
            self._database.execute("DELETE FROM state WHERE key = 'run'")
            self.remember("past", past)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, isolation_level=None, timeout=1)
        try:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            found = database.execute("PRAGMA user_version").fetchone()[0]
            if found not in (0, _VERSION) or database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError
            if found == 0:
                database.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
        except sqlite3.Error:
            database.close()
            raise
        return database


def _page(text: str) -> Page:
    pages, total, rows = json.loads(text)
    return Page(pages, total, tuple((number, mark) for number, mark in rows))
