"""Where answers come from: an engine, or rows written beforehand. What one cannot do, it does not offer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol

from core.rest.parameters import Options, Selection

Document = dict[str, Any]
"""JSON types, in the shapes of :mod:`core.answers`."""


class View(Protocol):
    """One snapshot, for one answer.

    Its methods raise TitleNotFound for an id nobody has, InvalidRequest for a value that this snapshot does not know,
    and StoreError where what it needs cannot be had.
    """

    @property
    def snapshot(self) -> Mapping[str, str]:
        """``id`` and ``built_at`` (ISO 8601, UTC)."""

    def known(self, ids: Iterable[str]) -> list[Document]:
        """What names those titles of ``ids`` that there are (``answers.brief``), in their order."""

    def similar(self, title_id: str, options: Options) -> Document:
        """Titles like one title: ``answers.listing``. ``feature_type`` is a method's name."""

    def recommend(
        self, liked: Mapping[str, float], disliked: Mapping[str, float], text: str | None, options: Options
    ) -> Document:
        """Titles for a profile: ``answers.listing``."""

    def search(self, text: str, selection: Selection) -> Document:
        """Titles by name: ``answers.search``."""

    def title(self, title_id: str) -> Document:
        """All fields of one title: ``answers.title``."""

    def health(self) -> Document:
        """``counts`` of what is served, and ``notice``: what people should know about it, or None."""

    def choices(self) -> Mapping[str, Sequence[str]]:
        """All values of ``genre`` and ``language`` that there are, and some ids (``title_id``) as examples."""


class Source(Protocol):
    """What an endpoint answers from, and what it offers."""

    @property
    def operations(self) -> Collection[str]:
        """The ids (``core.rest.operations``) of the operations it can answer."""

    @property
    def parameters(self) -> Collection[str]:
        """The names of the parameters it obeys."""

    def view(self) -> View:
        """The snapshot that is current now; what it answers stays of that snapshot.

        :raises StoreError: there is none, or it cannot be had.
        """
