"""The operations, in one table: where each stands, what it takes and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.rest.parameters import BODY, OPTIONS, QUERY, SELECTION, Parameter

JSON = "application/json"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path.

    ``answer`` names the schema of what it answers. ``query`` and ``body`` are its parameters. ``open`` says that it
    needs neither key nor snapshot, and every source offers it; ``max_age`` how many seconds an answer may be kept.
    """

    id: str
    method: str
    path: str
    summary: str
    answer: str
    query: tuple[Parameter, ...] = ()
    body: tuple[Parameter, ...] = ()
    open: bool = False
    max_age: int = 60
    media_type: str = JSON

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Those of the query and those of the body."""
        return self.query + self.body


OPERATIONS = (
    Operation("similar", "GET", "/recommendations/{title_id}", "Titles like a title", "Recommendations", OPTIONS),
    Operation(
        "recommend", "POST", "/recommendations", "Titles for likes, dislikes and a sentence", "Recommendations",
        body=BODY, max_age=0,
    ),
    Operation("search", "GET", "/titles", "Titles by name", "Titles", (QUERY, *SELECTION)),
    Operation("title", "GET", "/titles/{title_id}", "A title, with all its fields", "Title"),
    Operation("health", "GET", "/health", "Which snapshot answers, and how old it is", "Health", open=True, max_age=0),
    Operation("openapi", "GET", "/openapi.json", "This endpoint as an OpenAPI 3.1 document", "OpenAPI", open=True),
    Operation("docs", "GET", "/docs", "This endpoint as a page to read", "Page", open=True, media_type=HTML),
    Operation("index", "GET", "/", "What is here", "Index", open=True),
)  # fmt: skip


_BY_SHAPE: dict[tuple[str, ...], dict[str, Operation]] = {}
for _each in OPERATIONS:
    _BY_SHAPE.setdefault(tuple(_each.path.split("/")[1:]), {})[_each.method] = _each


def find(segments: tuple[str, ...]) -> tuple[Mapping[str, Operation], str]:
    """The operations of a path by method (none where nothing stands there), and the title id in it ("" for none)."""
    title_id = segments[1] if len(segments) == 2 else ""
    return _BY_SHAPE.get((segments[0], "{title_id}") if title_id else segments, {}), title_id
