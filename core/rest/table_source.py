"""Answers from rows of a DynamoDB table: what was computed when they were published, and no more."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from core import answers
from core.errors import ExpiredSnapshot, NoSnapshot, StoreError, TitleNotFound
from core.rest import rows
from core.rest.parameters import COUNT, FEATURE_TYPE, Options, Selection
from core.rest.pointer import KEY, Pointer, read_pointer
from core.rest.source import Document, View
from core.rest.table import Table

_LONGEST_ID = 1000  # bytes; DynamoDB refuses keys of more than 2048, and no title has one
_BRIEF = ("title_id", "title", "type", "year")


class TableSource:
    """Offers what rows can say exactly: the lists as they are without filters, and the titles themselves."""

    operations = frozenset({"similar", "title", "health", "openapi", "docs", "index"})
    parameters = frozenset({FEATURE_TYPE.name, COUNT.name})

    def __init__(self, table: Table, clock: Callable[[], datetime], keep: float = 5.0) -> None:
        """``clock`` tells the time in UTC; the pointer is looked at again when it was read ``keep`` seconds ago."""
        self._table = table
        self._clock = clock
        self._keep = keep
        self._read: tuple[datetime, Pointer] | None = None

    def view(self) -> View:
        """The publication that the table's pointer names, or named a few seconds ago.

        :raises NoSnapshot: nothing was published.
        :raises ExpiredSnapshot: TMDB's terms let nobody serve it any more.
        :raises StoreError: the table does not answer, or holds rows of another format.
        """
        now = self._clock()
        if self._read is None or not 0 <= (now - self._read[0]).total_seconds() < self._keep:
            self._read = now, self._pointer()
        pointer = self._read[1]
        if pointer.serve_until and now > datetime.fromisoformat(pointer.serve_until):
            raise ExpiredSnapshot(f"{self._table.name} may not be served after {pointer.serve_until}. Publish anew.")
        return _TableView(self._table, pointer)

    def _pointer(self) -> Pointer:
        item = self._table.get(KEY)
        if item is None:
            raise NoSnapshot(f"Nothing was published in {self._table.name}: python -m core publish-table.")
        pointer = read_pointer(item)
        if pointer.format != rows.FORMAT:
            raise StoreError(
                f"{self._table.name} has rows of format {pointer.format}, and this endpoint reads {rows.FORMAT}. "
                "Deploy the endpoint and publish with the same version."
            )
        return pointer


class _TableView:
    """One publication, for one answer."""

    def __init__(self, table: Table, pointer: Pointer) -> None:
        self._table = table
        self._pointer = pointer

    @property
    def snapshot(self) -> Mapping[str, str]:
        return self._pointer.snapshot

    def known(self, ids: Iterable[str]) -> list[Document]:
        found = (self._document(title_id, rows.TITLE) for title_id in ids)
        return [{name: told[name] for name in _BRIEF} for told in found if told]

    def similar(self, title_id: str, options: Options) -> Document:
        told = self._document(title_id, options.feature_type)
        if told is None:
            raise TitleNotFound(title_id)
        items = told["items"][: options.count]
        notice = told["notice"] if len(items) < options.count else None
        return answers.listing(told["source"], options.feature_type, self.snapshot, items, notice)

    def recommend(
        self, liked: Mapping[str, float], disliked: Mapping[str, float], text: str | None, options: Options
    ) -> Document:
        raise NotImplementedError("A profile is none of the operations.")

    def search(self, text: str, selection: Selection) -> Document:
        raise NotImplementedError("Search is none of the operations.")

    def title(self, title_id: str) -> Document:
        told = self._document(title_id, rows.TITLE)
        if told is None:
            raise TitleNotFound(title_id)
        return {**told, "snapshot": dict(self.snapshot)}

    def health(self) -> Document:
        return {"counts": dict(self._pointer.counts), "notice": None}

    def choices(self) -> Mapping[str, Sequence[str]]:
        return {"title_id": self._pointer.examples}

    def _document(self, title_id: str, kind: str) -> Any:
        """What this publication says of a title, None where it does not know the title."""
        if not 0 < len(title_id.encode("utf-8", "replace")) <= _LONGEST_ID:
            return None
        first, last = rows.sort(kind, 0), rows.sort(kind, self._pointer.sequence)
        item = self._table.newest(rows.partition(title_id), first, last)
        return rows.document(item) if item else None
