"""From a catalogue to a snapshot's folder: one pass over the titles, then one write of every index."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

from core.catalogue.title import Title
from core.errors import CallerError
from core.index.facets import FacetsBuilder
from core.index.names_builder import Cut, NamesBuilder, cut, names_of
from core.index.strings import write_strings
from core.index.vectors_builder import FieldBuilder, Terms, count_terms, write_vectors
from core.parallel import in_order, process_pool, processes
from core.recommend.methods import METHODS, billing, field_name, field_names
from core.store.manifest import Manifest, seal
from core.text import Analyser, fold

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many titles are done, and of how many (0: not known)."""

_BATCH = 1000
_WORTH_PROCESSES = 20_000  # titles from which starting other processes pays


def quiet(step: str, done: int, of: int) -> None:
    """A progress report that nobody reads."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """What analysing some titles gives: the line that is kept of each, the terms of each field, the names cut up."""

    lines: list[str]
    terms: dict[str, Terms]
    names: Cut


def build_snapshot(
    titles: Iterable[Title],
    folder: Path,
    *,
    languages: Sequence[str],
    built_at: datetime,
    source: str,
    total: int = 0,
    progress: Progress = quiet,
) -> Manifest:
    """Fills the empty ``folder`` with a sealed snapshot of ``titles``, which come sorted by id, each id once.

    ``languages[0]`` is the catalogue's own; for each other one the translated texts are indexed too, and a
    title without a translation stands there with its own text. ``source`` says where the titles are from.
    ``total`` is how many are expected; where they are many, every processor takes part.

    :raises CallerError: there are no titles.
    """
    collected = _Collected(languages)
    count = write_strings(folder / "titles.jsonl", collected.lines(titles, total, progress))
    if count == 0:
        raise CallerError("The catalogue is empty. Import one first: python -m core import FILE.")
    progress("writing the indexes", count, count)
    counts = collected.write(folder)
    settings = {
        "languages": list(languages),
        "methods": {m.name: asdict(m) | {"substance": list(m.substance)} for m in METHODS.values()},
        "fetched_from": collected.fetched_from,
    }
    return seal(folder, built_at, source, settings, {"titles": count, **counts})


class _Collected:
    """Everything that collects while the titles pass by once."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = tuple(languages)
        self._ids: list[str] = []
        self._facets = FacetsBuilder()
        self._names = NamesBuilder()
        self._fields = {name: FieldBuilder() for name in field_names(languages)}
        self.fetched_from: str | None = None
        """When the oldest of what TMDB said was fetched, ISO 8601 in UTC; None where nothing is TMDB's."""
        self._counts = dict.fromkeys(("movies", "series", "without_overview"), 0)

    def lines(self, titles: Iterable[Title], total: int, progress: Progress) -> Iterator[str]:
        """Each title as the line that is kept of it; when they have all passed, they are all collected."""
        analyse = partial(_analyse, languages=self._languages)
        workers = processes() if total >= _WORTH_PROCESSES else 1
        batches = self._batches(titles)
        with process_pool(workers) if workers > 1 else nullcontext() as pool:
            for batch in in_order(pool, workers, analyse, batches) if pool else map(analyse, batches):
                for name, terms in batch.terms.items():
                    self._fields[name].add(terms)
                self._names.merge(batch.names)
                progress("reading titles", len(self._ids), total)
                yield from batch.lines

    def _batches(self, titles: Iterable[Title]) -> Iterator[list[Title]]:
        rest = iter(titles)
        while batch := list(islice(rest, _BATCH)):
            for title in batch:
                self._ids.append(title.id)
                self._facets.add(title)
                self._counts["movies" if title.type == "movie" else "series"] += 1
                self._counts["without_overview"] += not title.overview
                if title.fetched_at and not (self.fetched_from and self.fetched_from <= title.fetched_at):
                    self.fetched_from = title.fetched_at
            yield batch

    def write(self, folder: Path) -> dict[str, int]:
        """Writes every index into ``folder``; returns what was counted."""
        write_strings(folder / "ids.txt", self._ids)
        self._facets.write(folder / "facets")
        self._names.write(folder / "names")
        write_vectors(folder / "vectors", self._fields, len(self._ids))
        return self._counts


def _analyse(titles: list[Title], languages: Sequence[str]) -> _Batch:
    """The part of the work that takes long, and depends on nothing but the titles."""
    lines = [json.dumps(title.to_dict(), ensure_ascii=False, separators=(",", ":")) for title in titles]
    terms: dict[str, Terms] = {}
    for code in languages:
        pairs = _analyser(code).pairs
        for name in ("overview", "title", "keywords"):
            said = [_said(title, name, code if code != languages[0] else "") for title in titles]
            terms[field_name(name, code)] = count_terms(map(_names if name == "keywords" else pairs, said))
    for name in ("directors", "cast", "genres"):
        weight = billing if name == "cast" else lambda place: 1.0
        terms[name] = count_terms((_names(getattr(title, name)) for title in titles), weight)
    return _Batch(lines, terms, cut([names_of(title) for title in titles]))


_analyser = cache(Analyser)


def _said(title: Title, name: str, language: str) -> Any:
    """A text of the title in a language, or in the catalogue's own where there is none in it."""
    translation = title.translations.get(language)
    return (translation and getattr(translation, name)) or getattr(title, name)


def _names(names: Iterable[str]) -> list[tuple[str, str]]:
    """Each name as one term, with the form it is written in."""
    return [(folded, name) for name in names if (folded := fold(name))]
