"""Answers from an engine: everything the endpoint knows of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from core import answers
from core.engine import Engine
from core.errors import InvalidRequest, NoSnapshot
from core.index.filters import Filters
from core.rest.operations import OPERATIONS
from core.rest.parameters import Options, Selection
from core.rest.source import Document, View

_EXAMPLES = 3


class EngineSource:
    """Offers all, and answers each request from the engine that is current when it begins."""

    operations = frozenset(operation.id for operation in OPERATIONS)
    parameters = frozenset(parameter.name for operation in OPERATIONS for parameter in operation.parameters)

    def __init__(self, current: Callable[[], Engine | None]) -> None:
        """``current`` gives the engine that serves now, None while there is none."""
        self._current = current

    def view(self) -> View:
        """The current engine's snapshot.

        :raises NoSnapshot: there is no engine.
        """
        engine = self._current()
        if engine is None:
            raise NoSnapshot("No snapshot is served yet.")
        return _EngineView(engine)


class _EngineView:
    """One engine, for one answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def snapshot(self) -> Mapping[str, str]:
        return answers.snapshot(self._engine)

    def known(self, ids: Iterable[str]) -> list[Document]:
        return [answers.brief(self._engine.title(title_id)) for title_id in ids if title_id in self._engine]

    def similar(self, title_id: str, options: Options) -> Document:
        source = answers.brief(self._engine.title(title_id))
        items = self._engine.similar(title_id, options.feature_type, **self._arguments(options))
        return answers.recommendations(self._engine, source, options.feature_type, items, options.explain)

    def recommend(
        self, liked: Mapping[str, float], disliked: Mapping[str, float], text: str | None, options: Options
    ) -> Document:
        items = self._engine.recommend(liked, disliked, text, options.feature_type, **self._arguments(options))
        source = {"liked": dict(liked), "disliked": dict(disliked), "text": text}
        return answers.recommendations(self._engine, source, options.feature_type, items, options.explain)

    def search(self, text: str, selection: Selection) -> Document:
        return answers.search(self._engine, text, self._engine.search(text, selection.count, _filters(selection)))

    def title(self, title_id: str) -> Document:
        return answers.title(self.snapshot, self._engine.title(title_id))

    def health(self) -> Document:
        manifest = self._engine.snapshot.manifest
        return {"counts": dict(manifest.counts), "notice": self._engine.notice}

    def choices(self) -> Mapping[str, Sequence[str]]:
        snapshot = self._engine.snapshot
        return {
            "genre": snapshot.facets.categories["genres"].values,
            "language": snapshot.manifest.languages,
            "title_id": [snapshot.ids[row] for row in range(min(_EXAMPLES, len(snapshot)))],
        }

    def _arguments(self, options: Options) -> dict[str, Any]:
        languages = self._engine.snapshot.manifest.languages
        if options.language is not None and options.language not in languages:
            known = ", ".join(languages)
            raise InvalidRequest("language", f"language must be one of {known}, not {options.language[:40]!r}.")
        return {
            "count": options.count,
            "filters": _filters(options),
            "diversity": options.diversity,
            "language": options.language,
            "whole_series": options.whole_series,
        }


def _filters(selection: Selection) -> Filters:
    return Filters(
        type=selection.type,
        genres=selection.genre,
        year_from=selection.year_from,
        year_to=selection.year_to,
        exclude=selection.exclude,
    )
