"""Parts of TMDB's answers, of which anything may be missing, null, or of another type than it should be."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.catalogue.values.cells import whole
from core.catalogue.values.clean import clean

_MAX_TEXT, _MAX_NAME = 10_000, 300  # characters


def part(value: Any, *path: str) -> Any:
    """What stands at the end of a path of keys; None where the path breaks."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in a list; none where it is no list."""
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, Mapping))


def text(value: Any) -> str:
    """A text, cleaned; "" for anything else."""
    return clean(value[:_MAX_TEXT]) if isinstance(value, str) else ""


def name(value: Any) -> str:
    """A short text on one line; "" for anything else, and for what is too long to be a name."""
    found = text(value)
    return found if len(found) <= _MAX_NAME else ""


def first(values: Iterable[str]) -> str:
    """The first text that is not empty."""
    return next((value for value in values if value), "")


def unique(values: Iterable[str], most: int) -> tuple[str, ...]:
    """Texts in order, each once, at most so many."""
    return tuple(dict.fromkeys(value for value in values if value))[:most]


def count(value: Any, most: int) -> int | None:
    """A whole number from 1 to ``most``: TMDB writes 0 for what it does not know."""
    found = whole(value) if isinstance(value, int | float) else None
    return found if found and found <= most else None
