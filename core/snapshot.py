"""A snapshot opened for reading: titles and indexes, all memory-mapped, safe to share between threads."""

import json
from functools import cached_property
from pathlib import Path

from core.catalogue.title import Title
from core.errors import TitleNotFound
from core.index.facets import Facets
from core.index.names import Names
from core.index.strings import Strings
from core.index.vectors import Vectors
from core.recommend.methods import METHODS, field_name, field_names, get_method
from core.recommend.priors import Priors
from core.recommend.space import Space
from core.store.manifest import Manifest
from core.text import Analyser

_SUGGESTED = 0.75  # how alike a name must be to be suggested for an unknown id


class Snapshot:
    """What was published: rows are titles in order of id."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """``folder`` was verified against ``manifest``."""
        self.folder = folder
        self.manifest = manifest
        self.ids = Strings(folder / "ids.txt")
        self.facets = Facets(folder / "facets")
        self.names = Names(folder / "names")
        self._lines = Strings(folder / "titles.jsonl")
        self._priors = Priors(self.facets.numbers)
        self._vectors = Vectors(folder / "vectors", field_names(manifest.languages))

    @property
    def id(self) -> str:
        """Time of building and beginning of the contents' hash."""
        return self.manifest.id

    @property
    def built_at(self) -> str:
        """ISO 8601 in UTC."""
        return self.manifest.built_at

    def __len__(self) -> int:
        return len(self._lines)

    def title(self, row: int) -> Title:
        """The title of a row."""
        return Title.from_dict(json.loads(self._lines[row]))

    def find(self, title_id: str) -> int:
        """The row of an id, -1 where there is none."""
        return self.ids.find(title_id)

    def row(self, title_id: str) -> int:
        """The row of an id.

        :raises TitleNotFound: no title has it; similar ids are suggested.
        """
        row = self.find(title_id)
        if row < 0:
            raise TitleNotFound(title_id, self._near_ids(title_id))
        return row

    def _near_ids(self, title_id: str) -> list[str]:
        """Up to three ids of titles whose names look like what was given instead of an id."""
        found = self.names.search(title_id[:80], self.facets.numbers["year"])[:3]
        return [self.ids[match.row] for match in found if match.score >= _SUGGESTED]

    @cached_property
    def _spaces(self) -> dict[tuple[str, str], Space]:
        return {
            (method.name, code): Space(
                method, self._vectors, {name: field_name(name, code) for name in method.shares}, self._priors
            )
            for method in METHODS.values()
            for code in self.manifest.languages
        }

    @cached_property
    def _analysers(self) -> dict[str, Analyser]:
        return {code: Analyser(code) for code in self.manifest.languages}

    def language(self, wanted: str | None) -> str:
        """``wanted`` where texts are indexed in it, otherwise the catalogue's own language."""
        return wanted if wanted in self.manifest.languages else self.manifest.languages[0]

    def space(self, method: str, language: str | None) -> Space:
        """The space of a method in a language.

        :raises InvalidRequest: no such method.
        """
        return self._spaces[get_method(method).name, self.language(language)]

    def analyser(self, language: str | None) -> Analyser:
        """The analyser of a language's texts."""
        return self._analysers[self.language(language)]
