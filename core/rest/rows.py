"""The rows an endpoint can answer from: what is in them, and which of a row's versions belongs to which snapshot.

A row is one title's list by one method, or its fields. Its partition key is the title, its sort key its kind and the
sequence number of the publication that brought this content. A publication writes only rows whose content is another
than before, so a row of publication N is the newest version up to N: earlier ones stay for those who still read N - 1,
later ones are not seen by who reads N. A version without content says that the title is gone.
"""

import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import Any

from core.recommend.methods import METHODS
from core.rest.representation import encode

FORMAT = 1
"""Of rows and pointer. Another number makes every row another."""
TITLE = "title"
KINDS = (*METHODS, TITLE)
"""A list by each method, and the title with all its fields."""
META = "meta"
"""The partition of what is no title's: the pointer, and who writes."""
GONE = b""
"""The digest of a version without content."""
MAX_ITEM = 400 * 1024
"""Bytes of an item, as DynamoDB counts them."""
_DIGITS = 10  # of a sequence number, so that text sorts as numbers do

Item = dict[str, Any]
"""Attributes as DynamoDB's API says them, each with its type."""


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of one title; ``content`` is JSON in UTF-8, None where there is nothing any more."""

    title_id: str
    kind: str
    content: bytes | None

    @classmethod
    def of(cls, title_id: str, kind: str, document: Any) -> "Row":
        """The row of a document of JSON types."""
        return cls(title_id, kind, encode(document))

    @property
    def digest(self) -> bytes:
        """16 bytes that tell this content from any other; ``GONE`` for none."""
        if self.content is None:
            return GONE
        return hashlib.blake2b(self.content, digest_size=16, salt=bytes([FORMAT])).digest()

    def item(self, sequence: int) -> Item:
        """The row as an item of the table, as a version of publication ``sequence``."""
        item = key(self.title_id, self.kind, sequence)
        if self.content is not None:
            item |= {"digest": {"B": self.digest}, "body": {"B": zlib.compress(self.content)}}
        return item


def partition(title_id: str) -> str:
    """The partition of a title's rows."""
    return f"title#{title_id}"


def sort(kind: str, sequence: int) -> str:
    """The sort key of a version."""
    return f"{kind}#{sequence:0{_DIGITS}d}"


def key(title_id: str, kind: str, sequence: int) -> Item:
    """The key of a version."""
    return {"pk": {"S": partition(title_id)}, "sk": {"S": sort(kind, sequence)}}


def read_key(item: Item) -> tuple[str, str, int]:
    """Title id, kind and sequence number of a row's item: the inverse of :func:`key`."""
    kind, _, sequence = item["sk"]["S"].rpartition("#")
    return item["pk"]["S"].partition("#")[2], kind, int(sequence)


def document(item: Item) -> Any:
    """The document of a row's item, None where it has no content."""
    return json.loads(zlib.decompress(item["body"]["B"])) if "body" in item else None


def size(item: Item) -> int:
    """Bytes of an item, as DynamoDB counts them: names and values."""
    return sum(len(name) + len(value) for name, typed in item.items() for value in typed.values())
