"""Lists inside one cell: JSON, Python, or names with commas, bars or semicolons between them."""

import ast
import json
import re
import warnings
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from core.catalogue.values.clean import clean

MAX_STRUCTURED = 512 * 1024  # a parsed Python list takes some fifty times the memory of its text

# "Davis, Jr." is one name: a suffix after a comma belongs to the name before it. "JR" is a name of its own.
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV|M\.?D\.?|Ph\.?D\.?|Esq\.?|D\.?D\.?S\.?|[OMC]\.?B\.?E\.?")


def names(value: Any, keys: Sequence[str] = ("name",)) -> tuple[str, ...]:
    """The names in a cell, in order and each once; of JSON objects, the first of ``keys`` that is filled.

    Raises ValueError for a cell that begins like JSON or Python and is neither.
    """
    found = structured(value)
    if isinstance(found, str):
        return _plain(found)
    return _unique(_name(item, keys) for item in _items(found))


def people(value: Any, jobs: Collection[str], *, plain: bool = True) -> tuple[str, ...]:
    """Names of people, those with another job than ``jobs`` left out, in billing order where one is given.

    ``plain=False`` takes only people whose job is told: a crew written as bare names says nothing of who did what.
    Raises ValueError as :func:`names` does.
    """
    items = structured(value)
    if isinstance(items, str):
        return _plain(items) if plain else ()
    found = [item for item in _items(items) if _has_job(item, jobs, untold=plain)]
    if all(isinstance(item, dict) and isinstance(item.get("order"), int) for item in found):
        found.sort(key=lambda person: person["order"])
    return _unique(_name(item, ("name",)) for item in found)


def structured(value: Any) -> Any:
    """A JSON or Python list or object written in a cell, read; anything else as it is. Code is never run.

    Raises ValueError for a cell that begins like one and cannot be read.
    """
    if not isinstance(value, str) or value.lstrip()[:1] not in ("[", "{"):
        return value
    text = value.strip()
    if len(text) > MAX_STRUCTURED:
        raise ValueError(f"its list is longer than {MAX_STRUCTURED // 1024} KB")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in somebody's text is not our deprecated escape
            return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        pass
    if re.fullmatch(r"\[[^][{}]*\]", text):
        return text[1:-1]  # [Drama, Crime]: brackets around a plain list
    raise ValueError(f"its list cannot be read: {text[:40]!r}")


@lru_cache(maxsize=4096)  # countries and genres come in few combinations
def _plain(text: str) -> tuple[str, ...]:
    return _unique(_split(clean(text)))


def _items(found: Any) -> list[Any]:
    if isinstance(found, dict):
        if found.get("name"):
            return [found]
        # TMDB wraps: {"cast": […], "crew": […]}, {"keywords": […]}
        return next((inner for inner in found.values() if isinstance(inner, list)), [])
    if isinstance(found, list | tuple):
        return list(found)
    return []


def _split(text: str) -> list[str]:
    """The parts of a plain list. A comma separates only where no bar and no semicolon does."""
    separator = next((mark for mark in "|;" if mark in text), ",")
    parts = [part.strip() for part in text.split(separator)]
    if separator != "," or not any(map(_is_suffix, parts)):
        return parts
    whole: list[str] = []
    for part in parts:
        if whole and _is_suffix(part):
            whole[-1] = f"{whole[-1]}, {part}"
        else:
            whole.append(part)
    return whole


def _is_suffix(part: str) -> bool:
    return len(part) < 9 and _SUFFIX.fullmatch(part) is not None


def _has_job(item: Any, jobs: Collection[str], *, untold: bool) -> bool:
    if isinstance(item, dict) and "job" in item:
        return item["job"] in jobs if isinstance(item["job"], str) else False
    return untold


def _name(item: Any, keys: Sequence[str]) -> str:
    if isinstance(item, dict):
        item = next((item[key] for key in keys if item.get(key)), "")
    if isinstance(item, bool) or not isinstance(item, str | int | float):
        return ""
    return clean(str(item))


def _unique(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in found if name))
