"""The methods, in one place: which fields each compares and how much of the score each decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class Method:
    """A method compares titles field by field and adds what it knows besides.

    score = (1 - year - regard) * cosine + year * nearness in time + regard * how well regarded,

    where the cosine is the sum over fields of share * cosine of the field, and a title that shares nothing scores
    0 whatever its year. ``shares`` add up to 1; a title that lacks a field is judged by those it has
    (``Space.norms``). ``substance`` names the fields of which a title needs one to be compared at all: its name
    alone says too little. docs/decisions/0007 says where the numbers come from.
    """

    name: str
    shares: Mapping[str, float]
    substance: tuple[str, ...]
    year: float = 0.0
    regard: float = 0.0

    @property
    def content(self) -> float:
        """The part of the score that what titles share decides."""
        return 1.0 - self.year - self.regard


METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method("overview", {"overview": 1.0}, ("overview",)),
        Method(
            "multi",
            {"overview": 0.4, "title": 0.05, "directors": 0.2, "cast": 0.35},
            ("overview", "directors", "cast"),
        ),
        Method(
            "hybrid",
            {"overview": 0.25, "title": 0.05, "directors": 0.1, "cast": 0.2, "genres": 0.15, "keywords": 0.25},
            ("overview", "directors", "cast", "genres", "keywords"),
            year=0.1,
            regard=0.15,
        ),
    )
}
DEFAULT_METHOD = "multi"
TEXT_FIELDS = ("overview", "title")
"""Fields written in words, which the analyser splits."""
NAME_FIELDS = ("directors", "cast", "genres", "keywords")
"""Fields that are lists of names, each name one term."""
TRANSLATED_FIELDS = ("overview", "title", "keywords")
"""Fields written in a language: they are indexed once for each language of the catalogue."""


def get_method(name: str) -> Method:
    """The method of this name.

    :raises InvalidRequest: there is none.
    """
    if name not in METHODS:
        raise InvalidRequest("method", f"method must be one of {', '.join(METHODS)}, not {name[:40]!r}.")
    return METHODS[name]


def field_name(field: str, language: str) -> str:
    """What a field for a language is called in a snapshot: "overview.en", "cast"."""
    return f"{field}.{language}" if field in TRANSLATED_FIELDS else field


def field_names(languages: Iterable[str]) -> list[str]:
    """All fields that a snapshot in these languages has."""
    fields = dict.fromkeys((*TEXT_FIELDS, *NAME_FIELDS))
    return list(dict.fromkeys(field_name(field, code) for code in languages for field in fields))


def billing(place: int) -> float:
    """What a name counts by its place in the cast: the fourth half of the first, so that long casts do not drown it."""
    return float((1.0 + place) ** -0.5)
