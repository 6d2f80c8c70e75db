"""From a catalogue to a snapshot's folder: one pass over the titles, then one write of every index."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from core.catalogue.title import Title
from core.errors import CallerError
from core.index.facets import FacetsBuilder
from core.index.field import FieldBuilder
from core.index.names import NamesBuilder
from core.index.strings import write_strings
from core.recommend.methods import METHODS, billing, field_folders
from core.store.manifest import Manifest, seal
from core.text import Analyser, fold

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many titles are done, and of how many (0: not known)."""
_BATCH = 1000


def build_snapshot(
    titles: Iterable[Title],
    folder: Path,
    *,
    languages: Sequence[str],
    built_at: datetime,
    source: str,
    total: int = 0,
    progress: Progress = lambda step, done, of: None,
) -> Manifest:
    """Fills the empty ``folder`` with a sealed snapshot of ``titles``, which come sorted by id, each id once.

    ``languages[0]`` is the catalogue's own; for each other one the translated texts are indexed too, and a
    title without a translation stands there with its own text. ``source`` says where the titles are from.

    :raises CallerError: there are no titles.
    """
    builders = _Builders(languages)
    count = write_strings(folder / "titles.jsonl", builders.lines(titles, total, progress))
    if count == 0:
        raise CallerError("The catalogue is empty. Import one first: python -m core import FILE.")
    progress("writing the indexes", count, count)
    counts = builders.write(folder)
    settings = {
        "languages": list(languages),
        "methods": {m.name: asdict(m) | {"substance": list(m.substance)} for m in METHODS.values()},
    }
    return seal(folder, built_at, source, settings, {"titles": count, **counts})


class _Builders:
    """Everything that collects while the titles pass by once."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._analysers = {language: Analyser(language) for language in languages}
        self._own = languages[0]
        self._ids: list[str] = []
        self._facets = FacetsBuilder()
        self._names = NamesBuilder()
        self._fields = {field: FieldBuilder() for field in field_folders(languages)}
        self._counts = dict.fromkeys(("movies", "series", "without_overview"), 0)

    def lines(self, titles: Iterable[Title], total: int, progress: Progress) -> Iterable[str]:
        """Each title as the line that is kept of it, indexed as it passes by."""
        for title in titles:
            self._add(title)
            if len(self._ids) % _BATCH == 0:
                progress("reading titles", len(self._ids), total)
            yield json.dumps(title.to_dict(), ensure_ascii=False, separators=(",", ":"))

    def _add(self, title: Title) -> None:
        self._ids.append(title.id)
        self._facets.add(title)
        self._names.add(title)
        for code, analyser in self._analysers.items():
            translation = None if code == self._own else title.translations.get(code)
            overview = (translation.overview if translation else "") or title.overview
            name = (translation.title if translation else "") or title.title
            keywords = (translation.keywords if translation else ()) or title.keywords
            self._fields[f"overview.{code}"].add(analyser.pairs(overview))
            self._fields[f"title.{code}"].add(analyser.pairs(name))
            self._fields[f"keywords.{code}"].add(_names(keywords))
        self._fields["directors"].add(_names(title.directors))
        self._fields["cast"].add(_names(title.cast), billing)
        self._fields["genres"].add(_names(title.genres))
        self._counts["movies" if title.type == "movie" else "series"] += 1
        self._counts["without_overview"] += not title.overview

    def write(self, folder: Path) -> dict[str, int]:
        """Writes every index into ``folder``; returns what was counted."""
        write_strings(folder / "ids.txt", self._ids)
        self._facets.write(folder / "facets")
        self._names.write(folder / "names")
        for field, builder in self._fields.items():
            builder.write(folder / field)
        return self._counts


def _names(names: Iterable[str]) -> list[tuple[str, str]]:
    """Each name as one term, with the form it is written in."""
    return [(folded, name) for name in names if (folded := fold(name))]
