"""The parameters, in one table: it checks what comes, and the OpenAPI document is written from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.catalogue.title import TYPES
from core.recommend.methods import DEFAULT_METHOD, METHODS
from core.rest.kinds import Choice, Flag, Integer, Kind, Number, Text, Weights

MAX_COUNT = 50
BOTH = "both"
SIDE_BY_SIDE = ("overview", "multi")
"""What ``feature_type=both`` lists."""
FEATURE_TYPES = (*METHODS, BOTH)

# A value that JSON Schema cannot bound by the catalogue is bounded so that no address grows beyond what is read.
_TITLE_ID = Text(100)
_SAFE_ID = Text(64, pattern="[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")
_YEAR = Integer(1800, 2200)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: at most ``many`` values where that is not 0, otherwise one; absent, it is ``default``.

    ``nullable`` says that JSON's null counts as absent.
    """

    name: str
    kind: Kind
    about: str
    default: Any = None
    many: int = 0
    required: bool = False
    nullable: bool = False

    def schema(self, choices: Sequence[str] = ()) -> dict[str, Any]:
        """Its JSON schema; ``choices`` are all values there are in what is served."""
        schema = self.kind.schema()
        if choices:
            schema["enum"] = list(choices)
        if self.many:
            return {"type": "array", "items": schema, "maxItems": self.many}
        if self.nullable:
            schema["type"] = [schema["type"], "null"]
        return schema if self.default is None else schema | {"default": self.default}


FEATURE_TYPE = Parameter(
    "feature_type", Choice(FEATURE_TYPES),
    "What is compared: descriptions (`overview`), with people (`multi`), everything (`hybrid`), or `overview` and "
    "`multi` side by side (`both`).",
    default=DEFAULT_METHOD,
)  # fmt: skip
COUNT = Parameter("count", Integer(1, MAX_COUNT), "How many titles at most.", default=10)
TYPE = Parameter("type", Choice(TYPES), "Only films, or only series.")
GENRE = Parameter("genre", Text(100), "Only titles of any of these genres.", many=10)
YEAR_FROM = Parameter("year_from", _YEAR, "Only titles of this year or later.")
YEAR_TO = Parameter("year_to", _YEAR, "Only titles of this year or earlier.")
EXCLUDE = Parameter("exclude", _SAFE_ID, "Ids of titles that must not be listed.", many=50)
DIVERSITY = Parameter("diversity", Number(0, 1), "0 lists by score alone; 1 as different titles as can be.", 0.0)
EXPLAIN = Parameter("explain", Flag(), "Whether each item says what its score is made of.", False)
LANGUAGE = Parameter("language", Text(20), "Compare texts in this language; by default, the catalogue's own.")
WHOLE_SERIES = Parameter("whole_series", Flag(), "Whether more than one film of a series of films is listed.", False)

SELECTION = (COUNT, TYPE, GENRE, YEAR_FROM, YEAR_TO, EXCLUDE)
OPTIONS = (FEATURE_TYPE, *SELECTION, DIVERSITY, EXPLAIN, LANGUAGE, WHOLE_SERIES)
QUERY = Parameter(
    "q", Text(200), "A title's name, as typed: typos, accents and word order are forgiven.", required=True
)

_WEIGHTS = Weights(50, _TITLE_ID, Number(0.01, 100))
LIKED = Parameter("liked", _WEIGHTS, "Titles that are liked, with weights.")
DISLIKED = Parameter("disliked", _WEIGHTS, "Titles that are not; each pushes half as hard as a like pulls.")
TEXT = Parameter("text", Text(2000, least=0), "What somebody is in the mood for, in words.", nullable=True)
PROFILE = (LIKED, DISLIKED, TEXT)
BODY = (
    *PROFILE,
    replace(FEATURE_TYPE, default="hybrid"),
    *(replace(each, many=each.many * 10) for each in OPTIONS[1:]),
)
"""Of a body, of which one of the first three is needed; lists may be longer than in an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """How many titles, and which come into question: the values of ``SELECTION``."""

    count: int
    type: str | None
    genre: tuple[str, ...]
    year_from: int | None
    year_to: int | None
    exclude: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(Selection):
    """How titles are recommended: the values of ``OPTIONS``."""

    feature_type: str
    diversity: float
    explain: bool
    language: str | None
    whole_series: bool
