"""One title of the catalogue, and its plain form for JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

TitleType = Literal["movie", "series"]
TYPES: tuple[TitleType, ...] = ("movie", "series")


@dataclass(frozen=True, slots=True)
class Translation:
    """A title's texts in another language than the catalogue's own; empty where there is none."""

    title: str = ""
    overview: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """A film or a series. Texts are plain text (never markup), "" or () or None where not known.

    ``directors`` holds a series' creators. ``countries`` are ISO 3166-1 alpha-2 codes and ``languages``
    (original) ISO 639-1 codes where they could be recognised, otherwise the source's own words.
    ``runtime`` is in minutes, ``date_added`` an ISO date (YYYY-MM-DD), ``vote_average`` 0 to 10.
    ``translations`` maps a language code to the texts in that language.

    Of TMDB's titles only: ``fetched_at`` is when TMDB was asked (ISO 8601, UTC), ``providers`` are the services that
    stream it in the catalogue's region (as told by JustWatch), ``watch_link`` is TMDB's page about that.
    """

    id: str
    type: TitleType
    title: str
    original_title: str = ""
    year: int | None = None
    overview: str = ""
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    runtime: int | None = None
    seasons: int | None = None
    maturity: str = ""
    date_added: str = ""
    vote_average: float | None = None
    vote_count: int | None = None
    popularity: float | None = None
    poster_path: str = ""
    collection: str = ""
    translations: Mapping[str, Translation] = field(default_factory=dict)
    fetched_at: str = ""
    providers: tuple[str, ...] = ()
    watch_link: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Every field as JSON types (tuples become lists), in the order of declaration."""
        # Not asdict(): it copies every field in depth, at ten times the cost, for each title of a build.
        values = {name: getattr(self, name) for name in NAMES}
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return values | {"translations": {language: asdict(texts) for language, texts in self.translations.items()}}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Title":
        """The inverse of :meth:`to_dict`: trusts its input, which we wrote; unknown keys are ignored."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name in _KNOWN
        }
        values["translations"] = {
            language: Translation(t.get("title", ""), t.get("overview", ""), tuple(t.get("keywords", ())))
            for language, t in (data.get("translations") or {}).items()
        }
        return cls(**values)


NAMES = tuple(field.name for field in fields(Title))
"""The names of a title's fields, in the order of declaration."""
_KNOWN = frozenset(NAMES)
