"""What titles are filtered, counted and sorted by: categories as lists of rows, numbers as columns."""

from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.catalogue.title import Title
from core.index.files import mapped
from core.index.strings import Strings, write_strings
from core.text import fold

Mask = npt.NDArray[np.bool_]
CATEGORIES = ("type", "genres", "countries", "languages", "maturity")
COLLECTION = "collection"
NUMBERS = ("year", "vote_average", "vote_count", "popularity", "date_added", "alphabet")
"""Columns, float32 (n_titles,), NaN where not known. ``date_added`` counts days since 1970-01-01,
``alphabet`` is the title's place in alphabetical order."""


class Category:
    """A many-valued category: its values in alphabetical order, and the rows that have each."""

    def __init__(self, folder: Path) -> None:
        self.values = list(Strings(folder / "values.txt"))
        self._starts: npt.NDArray[np.int64] = mapped(folder / "starts.npy")
        self._rows: npt.NDArray[np.int32] = mapped(folder / "rows.npy")
        exact = {value: number for number, value in enumerate(self.values)}
        self._numbers = {fold(value): number for value, number in exact.items()} | exact

    def number(self, value: str) -> int | None:
        """The value's number, found without regard to case and accents; None when no title has it."""
        return self._numbers.get(value, self._numbers.get(fold(value)))

    def rows(self, number: int) -> npt.NDArray[np.int32]:
        """Rows of the titles that have the value, ascending, int32 (k,)."""
        return self._rows[self._starts[number] : self._starts[number + 1]]

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        """How many titles have each value, int64 (n_values,)."""
        return np.diff(self._starts)

    @property
    def all_rows(self) -> npt.NDArray[np.int32]:
        """The rows of every value, one value after the other, int32 (k,)."""
        return self._rows

    def counts(self, mask: Mask | None) -> dict[str, int]:
        """How many titles (of those in ``mask``) have each value; values nobody has are left out."""
        if mask is None:
            sizes = self.sizes
        else:
            ends = np.concatenate(([0], np.cumsum(mask[self._rows])))
            sizes = ends[self._starts[1:]] - ends[self._starts[:-1]]
        return {value: int(size) for value, size in zip(self.values, sizes, strict=True) if size}


class Facets:
    """All categories and number columns of a snapshot."""

    def __init__(self, folder: Path) -> None:
        self.categories = {name: Category(folder / name) for name in (*CATEGORIES, COLLECTION)}
        self.numbers: dict[str, npt.NDArray[np.float32]] = {name: mapped(folder / f"{name}.npy") for name in NUMBERS}

    @cached_property
    def collections(self) -> npt.NDArray[np.int32]:
        """The number of each title's collection (series of films, saga), int32 (n_titles,); -1 where it has none."""
        category = self.categories[COLLECTION]
        numbers = np.full(len(self.numbers["year"]), -1, dtype=np.int32)
        numbers[category.all_rows] = np.repeat(np.arange(len(category.values)), category.sizes)
        numbers.flags.writeable = False
        return numbers


class FacetsBuilder:
    """Collects categories and numbers title by title, then writes them."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, array[int]]] = {name: {} for name in (*CATEGORIES, COLLECTION)}
        self._numbers = {name: array("f") for name in NUMBERS if name != "alphabet"}
        self._names: list[str] = []

    def add(self, title: Title) -> None:
        """Adds the next title."""
        row = len(self._names)
        for name, rows_of in self._values.items():
            for value in dict.fromkeys(_as_tuple(getattr(title, name))):
                rows_of.setdefault(value, array("i")).append(row)
        for name, column in self._numbers.items():
            known = _days(title.date_added) if name == "date_added" else getattr(title, name)
            column.append(float("nan") if known is None else known)
        self._names.append(fold(title.title))

    def write(self, folder: Path) -> None:
        """Writes everything into a new ``folder``, as :class:`Facets` reads it."""
        folder.mkdir()
        for name, rows_of in self._values.items():
            _write_category(folder / name, rows_of)
        for name, column in self._numbers.items():
            np.save(folder / f"{name}.npy", np.asarray(column, dtype=np.float32))
        places = np.empty(len(self._names), dtype=np.float32)
        places[sorted(range(len(self._names)), key=self._names.__getitem__)] = np.arange(len(self._names))
        np.save(folder / "alphabet.npy", places)


def _write_category(folder: Path, rows_of: dict[str, "array[int]"]) -> None:
    folder.mkdir()
    values: Sequence[str] = sorted(rows_of)
    write_strings(folder / "values.txt", values)
    np.save(folder / "starts.npy", np.cumsum([0, *(len(rows_of[value]) for value in values)], dtype=np.int64))
    rows = [np.asarray(rows_of[value], dtype=np.int32) for value in values]
    np.save(folder / "rows.npy", np.concatenate(rows) if rows else np.empty(0, np.int32))


def _days(iso_date: str) -> int | None:
    try:
        return date.fromisoformat(iso_date).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:  # "", or what a catalogue took to the letter
        return None


def _as_tuple(value: str | Iterable[str]) -> tuple[str, ...]:
    values = (value,) if isinstance(value, str) else value
    return tuple(text.replace("\n", " ") for text in values if text)
