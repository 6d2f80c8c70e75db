"""The item that says which publication is read: moved last, and only in one step."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import StoreError
from core.rest.rows import FORMAT, META, Item

KEY: Item = {"pk": {"S": META}, "sk": {"S": "current"}}


@dataclass(frozen=True, slots=True)
class Pointer:
    """A publication: its number, when it took over, and what there is to say of its snapshot.

    ``snapshot`` is as ``answers.snapshot`` says it; ``moved_at`` is in seconds since 1970; ``serve_until`` ISO 8601,
    the time after which TMDB's terms let nobody serve it, "" for none; ``examples`` are some ids.
    """

    sequence: int
    snapshot: Mapping[str, str]
    counts: Mapping[str, int]
    examples: Sequence[str]
    serve_until: str
    moved_at: float
    format: int = FORMAT

    def item(self) -> Item:
        """The pointer as an item of the table."""
        return {**KEY, "publication": {"N": str(self.sequence)}, "body": {"S": json.dumps(asdict(self))}}


def read_pointer(item: Item) -> Pointer:
    """The inverse of :meth:`Pointer.item`, whatever its format is: who reads rows compares it with ``FORMAT``.

    :raises StoreError: it is no pointer.
    """
    try:
        said: dict[str, Any] = json.loads(item["body"]["S"])
        return Pointer(**{name: said[name] for name in Pointer.__dataclass_fields__})
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError("The table's pointer is none of ours. Publish again: python -m core publish-table.") from error
