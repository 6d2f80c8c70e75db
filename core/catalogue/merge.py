"""All titles of an import, each once: in a temporary database, so that a million fit in little memory."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import MISSING, fields, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from core.catalogue.exact import LISTS
from core.catalogue.normalise import Entry
from core.catalogue.notes import Notes
from core.catalogue.title import NAMES, Title
from core.catalogue.values.ids import numbered
from core.errors import StoreError
from core.text import fold

_SCHEMA = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -32768;
    CREATE TABLE titles (
        id TEXT PRIMARY KEY,    -- compared byte by byte, which gives the order of the output
        claimed TEXT NOT NULL,  -- the id the file gave, without the number a second claimant gets
        name TEXT NOT NULL,     -- type and folded title
        year INTEGER,
        earlier INTEGER NOT NULL,  -- 1: from the store's earlier catalogue, not from this import
        file TEXT NOT NULL,
        line INTEGER NOT NULL,
        title TEXT NOT NULL
    );
    CREATE INDEX by_name ON titles (name, year);
    -- Few rows have another id than they claim, and one id may be claimed by very many.
    CREATE INDEX by_claim ON titles (claimed) WHERE claimed != id;
    CREATE INDEX by_claim_and_name ON titles (claimed, name) WHERE claimed != id;
"""


class Titles:
    """Takes entries one by one; counts those that became titles and those that were merged into another."""

    def __init__(self, folder: Path, notes: Notes) -> None:
        self.imported = self.merged = 0
        self._notes = notes
        self._database = sqlite3.connect(folder / "titles.sqlite", isolation_level=None, cached_statements=32)
        self._database.row_factory = sqlite3.Row
        self._database.executescript(_SCHEMA)
        self._database.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        if isinstance(error, sqlite3.Error):
            raise StoreError(f"The import's working file failed: {error}. Is the temporary folder full?") from error

    def add_earlier(self, title: Title) -> None:
        """A title that was there before. An imported one of the same id and name takes its place."""
        self._insert(title.id, title, _name(title), "", 0, earlier=True)

    def add(self, entry: Entry) -> None:
        """An imported title: new, or merged into the one it is, by the rules that ``importer`` states."""
        title, name = entry.title, _name(entry.title)
        if not entry.has_id and (twin := self._find("name = ? AND year IS ?", name, title.year)):
            self._join(twin, entry)
        elif self._insert(title.id, title, name, entry.file, entry.line):
            self.imported += 1
            if twin := self._find("name = ? AND year IS ? AND id != ?", name, title.year, title.id):
                self._notes.warn(
                    "titles under two ids",
                    f"{entry.file}, line {entry.line}: {title.title!r} ({title.year or 'no year'}) has the id "
                    f"{title.id} and also {twin['id']} ({_place(twin)}); both are kept",
                )
        else:
            there = self._under(title.id)
            if there["name"] == name:
                self._join(there, entry)
            else:
                self._add_claimant(entry, name, there)

    def __iter__(self) -> Iterator[Title]:
        """Every title, by id."""
        for (text,) in self._database.execute("SELECT title FROM titles ORDER BY id"):
            yield _from_text(text)

    def _add_claimant(self, entry: Entry, name: str, there: sqlite3.Row) -> None:
        """A different title under an id that is taken: the one it was kept under before, or the next number."""
        title = entry.title
        if same := self._find("name = ? AND claimed = ? AND claimed != id", name, title.id):
            self._join(same, entry)
            return
        last = self._database.execute(
            "SELECT id FROM titles INDEXED BY by_claim WHERE claimed = ? AND claimed != id ORDER BY rowid DESC LIMIT 1",
            (title.id,),
        ).fetchone()
        count = int(last["id"].rpartition("-")[2]) if last else 1
        while True:
            count += 1
            kept_as = numbered(title.id, count)
            if self._insert(kept_as, title, name, entry.file, entry.line, claimed=title.id):
                break
            same = self._under(kept_as)
            if same["name"] == name:
                self._join(same, entry)
                return
        self.imported += 1
        self._notes.warn(
            "ids of two titles",
            f"{entry.file}, line {entry.line}: the id {title.id} already is {_from_text(there['title']).title!r} "
            f"({_place(there)}); {title.title!r} is kept as {kept_as}",
        )

    def _join(self, there: sqlite3.Row, entry: Entry) -> None:
        """The same title again: it replaces one from before this import, and fills the gaps of one from this import."""
        if there["earlier"]:
            joined = replace(entry.title, id=there["id"])
            self.imported += 1
        else:
            joined = _filled(_from_text(there["title"]), entry.title)
            self.merged += 1
        self._database.execute(
            "UPDATE titles SET title = ?, year = ?, earlier = 0, file = ?, line = ? WHERE id = ?",
            (_to_text(joined), joined.year, there["file"] or entry.file, there["line"] or entry.line, there["id"]),
        )

    def _insert(
        self, title_id: str, title: Title, name: str, file: str, line: int, *, claimed: str = "", earlier: bool = False
    ) -> bool:
        """Put a title under an id, unless that is taken."""
        text = _to_text(title if title.id == title_id else replace(title, id=title_id))
        row = (title_id, claimed or title_id, name, title.year, earlier, file, line, text)
        return self._database.execute("INSERT OR IGNORE INTO titles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row).rowcount > 0

    def _find(self, condition: str, *values: Any) -> sqlite3.Row | None:
        found = self._database.execute(f"SELECT * FROM titles WHERE {condition} LIMIT 1", values)
        row: sqlite3.Row | None = found.fetchone()
        return row

    def _under(self, title_id: str) -> sqlite3.Row:
        row: sqlite3.Row = self._database.execute("SELECT * FROM titles WHERE id = ?", (title_id,)).fetchone()
        return row


def _name(title: Title) -> str:
    return f"{title.type} {fold(title.title)}"


def _place(row: sqlite3.Row) -> str:
    return "in the catalogue before" if row["earlier"] else f"{row['file']}, line {row['line']}"


def _filled(first: Title, second: Title) -> Title:
    """The first title, with what it does not know and the second does."""
    gaps = {
        field.name: getattr(second, field.name)
        for field in fields(Title)
        if field.default is not MISSING and getattr(first, field.name) == field.default
    }
    return replace(first, **gaps, translations={**second.translations, **first.translations})


def _to_text(title: Title) -> str:
    if title.translations:
        return json.dumps(title.to_dict())
    return json.dumps({name: value for name in NAMES if (value := getattr(title, name)) or value == 0})


def _from_text(text: str) -> Title:
    values: dict[str, Any] = json.loads(text)
    if "translations" in values:
        return Title.from_dict(values)
    # What from_dict does, at a third of its time: this runs once or twice for each of a million titles.
    for name in LISTS.intersection(values):
        values[name] = tuple(values[name])
    return Title(**values)
