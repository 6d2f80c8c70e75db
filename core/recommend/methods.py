"""The methods, in one place: which fields each compares and how much of the score each field decides."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class Method:
    """A method compares titles field by field: score = sum over fields of share * cosine of the field.

    ``shares`` add up to 1. A title that lacks a field is judged by those it has (``Space.norms``).
    ``substance`` names the fields of which a title needs one to be compared at all; a title's name alone says
    too little.
    """

    name: str
    shares: Mapping[str, float]
    substance: tuple[str, ...]


METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method("overview", {"overview": 1.0}, ("overview",)),
        Method(
            "multi",
            {"overview": 0.45, "title": 0.05, "directors": 0.2, "cast": 0.3},
            ("overview", "directors", "cast"),
        ),
        Method(
            "hybrid",
            {"overview": 0.25, "title": 0.05, "directors": 0.15, "cast": 0.2, "genres": 0.15, "keywords": 0.2},
            ("overview", "directors", "cast", "genres", "keywords"),
        ),
    )
}
DEFAULT_METHOD = "multi"
TEXT_FIELDS = ("overview", "title")
"""Fields written in a language: they are indexed once for each language of the catalogue."""
NAME_FIELDS = ("directors", "cast", "genres", "keywords")
"""Fields that are lists of names, each name one term."""


def get_method(name: str) -> Method:
    """The method of this name.

    :raises InvalidRequest: there is none.
    """
    if name not in METHODS:
        raise InvalidRequest("method", f"method must be one of {', '.join(METHODS)}, not {name[:40]!r}.")
    return METHODS[name]
