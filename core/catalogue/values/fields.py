"""One record's values, read field by field under every name a field goes by."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from core.catalogue.columns import KEYS
from core.catalogue.values.clean import clean
from core.catalogue.values.lists import names, structured

T = TypeVar("T")

_MISSING = frozenset(("", "nan", "null", "none", "n/a", "\\n"))  # \N is how databases dump a NULL


class Fields:
    """Reads values; calls ``complain(column, value)`` for what is filled in and cannot be used."""

    def __init__(self, values: Mapping[str, Any], complain: Callable[[str, Any], None]) -> None:
        self._values = values
        self._filled = {key: value for key, value in values.items() if not is_missing(value)}
        self._columns = _columns(tuple(self._filled))
        self._complain = complain

    def filled(self, field: str) -> list[tuple[str, Any]]:
        """The header keys of a field whose cells hold something, best first, with what they hold."""
        return [(key, self._filled[key]) for key in self._columns.get(field, ())]

    def first(self, field: str, read: Callable[[Any], T | None]) -> T | None:
        """What ``read`` makes of the first cell it can read: not None, and no empty text or list."""
        if field not in self._columns:
            return None
        unread = []
        for key, value in self.filled(field):
            try:
                found = read(value)
            except ValueError:
                found = None
            if found is not None and found != "" and found != ():
                return found
            unread.append((key, value))
        for key, value in unread:
            self._complain(key, value)
        return None

    def text(self, field: str) -> str:
        """A field's text, cleaned."""
        return self.first(field, text) or ""

    def names(self, field: str, *keys: str) -> tuple[str, ...]:
        """A field's list of names; ``keys`` are where JSON objects keep them, "name" unless told."""
        return self.first(field, lambda value: names(value, keys or ("name",))) or ()

    def title(self) -> tuple[str, str]:
        """Title and original title. Where only the original one is told, it is the title."""
        for key in KEYS["title"]:
            # Not through filled(): a film may be called "None" or "Null".
            if title := text(self._values.get(key)):
                return title, "" if key in KEYS["original_title"] else self.text("original_title")
        return "", ""


@lru_cache(maxsize=1024)
def _columns(keys: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Of the fields these keys can fill, the keys that do, best first. A table has few sets of filled columns."""
    found = {field: tuple(key for key in names if key in keys) for field, names in KEYS.items()}
    return {field: names for field, names in found.items() if names}


def text(value: Any) -> str:
    """A cell's text, cleaned; the number 1917.0 is "1917"."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        return clean(value)
    return str(value) if isinstance(value, int | float) else ""


def label(value: Any) -> str:
    """The text of a cell that may also be a JSON object with a name."""
    found = structured(value)
    return text(found.get("name")) if isinstance(found, dict) else text(value)


def is_missing(value: Any) -> bool:
    """Whether a cell says only that there is nothing."""
    if isinstance(value, str):
        return value.strip().lower() in _MISSING if len(value) < 8 else value.isspace()
    return value is None or bool(value != value) or value == [] or value == {}
