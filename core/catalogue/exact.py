"""A title as the cells of our own tables, and back without a letter changed."""

import json
from collections.abc import Mapping
from typing import Any

from core.catalogue.columns import header_key
from core.catalogue.title import NAMES, TYPES, Title, Translation
from core.catalogue.values.cells import number
from core.catalogue.values.ids import is_safe

LISTS = frozenset(("directors", "cast", "genres", "keywords", "countries", "languages", "providers"))
INTEGERS = frozenset(("year", "runtime", "seasons", "vote_count"))
FLOATS = frozenset(("vote_average", "popularity"))
_KEYS = {name: header_key(name) for name in NAMES}
_OWN = frozenset(_KEYS.values())
_LATER = frozenset(map(header_key, ("fetched_at", "providers", "watch_link")))  # older exports lack these


def cells(title: Title) -> dict[str, Any]:
    """The title as CSV cells: lists and translations in JSON, "" for what is empty or not known."""
    values = title.to_dict()
    for name in (*LISTS, "translations"):
        values[name] = json.dumps(values[name], ensure_ascii=False) if values[name] else ""
    return values


def own_title(values: Mapping[str, Any]) -> Title | None:
    """The title in a record of one of our own exports, taken to the letter; None if it is not certainly one.

    Ours has all our columns, and in each what we write there. Anything else must be read with more suspicion.
    """
    if not _OWN - _LATER <= values.keys() <= _OWN:
        return None
    try:
        return _title({name: values[key] for name, key in _KEYS.items() if key in values})
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _title(values: Mapping[str, Any]) -> Title:
    read: dict[str, Any] = {}
    for name, value in values.items():
        if name in LISTS:
            read[name] = _texts(_json(value, []))
        elif name in INTEGERS or name in FLOATS:
            read[name] = _number(value, int if name in INTEGERS else float)
        elif name != "translations":
            read[name] = _text(value)
    read["translations"] = {
        _text(language): Translation(_text(texts["title"]), _text(texts["overview"]), _texts(texts["keywords"]))
        for language, texts in _json(values["translations"], {}).items()
    }
    if read["type"] not in TYPES or not is_safe(read["id"]) or not read["title"].strip():
        raise ValueError
    return Title(**read)


def _json(value: Any, empty: list[Any] | dict[str, Any]) -> Any:
    return json.loads(value) if isinstance(value, str) and value else value or empty


def _text(value: Any) -> str:
    value.encode()  # half a surrogate pair cannot be stored anywhere
    if not isinstance(value, str):
        raise ValueError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError
    return tuple(map(_text, value))


def _number(value: Any, kind: type[int] | type[float]) -> Any:
    if value is None or value == "":
        return None
    found = kind(value)
    if isinstance(value, bool) or found != number(value):
        raise ValueError
    return found
