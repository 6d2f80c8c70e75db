"""The JSON schemas of everything that is answered, by name; OpenAPI's components."""

from typing import Any

from core.catalogue.title import TYPES

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_INTEGER: Schema = {"type": "integer"}
_SCORE: Schema = {"type": "number", "maximum": 1.000001, "description": "Comparable within one list, not between."}


def ref(name: str) -> Schema:
    """A reference to a schema of ``SCHEMAS``."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: Schema, optional: tuple[str, ...] = (), **more: Any) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required} | more


def _list(name: str) -> Schema:
    return {"type": "array", "items": ref(name)}


def _or_null(schema: Schema) -> Schema:
    return schema | {"type": [schema["type"], "null"]}


_BRIEF: Schema = {
    "title_id": _TEXT,
    "title": _TEXT,
    "type": {"type": "string", "enum": list(TYPES)},
    "year": _or_null(_INTEGER),
}
_NOTICE: Schema = {
    "enum": ["no_text", "few_similar", "filtered_out", None],
    "description": "Why the list is shorter than `count` asked for: nothing to compare by; no more titles share "
    "anything; the filters leave no more. Null when it is not shorter.",
}
_COUNT: Schema = {"type": "integer", "minimum": 0, "description": "How many items are listed."}
_LIST: Schema = {"count": _COUNT, "items": _list("Item"), "notice": _NOTICE}
_FOR: Schema = {
    "source": {
        "description": "What the titles are for: a title, or a profile.",
        "oneOf": [ref("Brief"), ref("Profile")],
    },
    "feature_type": _TEXT,
    "count": _COUNT,
    "snapshot": ref("Snapshot"),
}
_WEIGHTS: Schema = {"type": "object", "additionalProperties": {"type": "number"}}

SCHEMAS: dict[str, Schema] = {
    "Snapshot": _object(
        {"id": _TEXT, "built_at": {"type": "string", "format": "date-time"}},
        description="The version of the catalogue that answered.",
    ),
    "Brief": _object(_BRIEF),
    "Profile": _object({"liked": _WEIGHTS, "disliked": _WEIGHTS, "text": _or_null(_TEXT)}),
    "Part": _object(
        {"field": _TEXT, "label": _TEXT, "value": {"type": "number"}},
        description="One shared thing, and how much of the score it makes; the parts add up to the score.",
    ),
    "Item": _object(
        {**_BRIEF, "score": _SCORE, "because": {**_list("Part"), "description": "With `explain=true`, largest first."}},
        optional=("because",),
    ),
    "List": _object(_LIST),
    "Recommendations": {
        "oneOf": [
            _object({**_FOR, "items": _list("Item"), "notice": _NOTICE}),
            _object({**_FOR, "lists": _object({"overview": ref("List"), "multi": ref("List")})}),
        ],
        "description": "One list, or with `feature_type=both` one for each of `overview` and `multi`; best first.",
    },
    "Titles": _object(
        {
            "query": _TEXT,
            "did_you_mean": {"type": ["string", "null"], "description": "Where no name holds the words as typed."},
            "count": _COUNT,
            "snapshot": ref("Snapshot"),
            "items": _list("Item"),
        }
    ),
    "Title": _object(
        {
            **_BRIEF,
            **{name: _TEXT for name in ("original_title", "overview", "maturity", "date_added", "poster_path")},
            **{name: _TEXT for name in ("collection", "fetched_at", "watch_link")},
            **{name: _TEXTS for name in ("directors", "cast", "genres", "keywords", "countries", "languages")},
            "providers": _TEXTS,
            **{name: _or_null(_INTEGER) for name in ("runtime", "seasons", "vote_count")},
            **{name: {"type": ["number", "null"]} for name in ("vote_average", "popularity")},
            "translations": {
                "type": "object",
                "additionalProperties": _object({"title": _TEXT, "overview": _TEXT, "keywords": _TEXTS}),
            },
            "snapshot": ref("Snapshot"),
        }
    ),
    "Health": _object(
        {
            "status": {"enum": ["ok", "degraded"], "description": "degraded: an older snapshot had to do."},
            "snapshot": ref("Snapshot"),
            "age_seconds": {"type": "integer", "minimum": 0},
            "counts": {"type": "object", "additionalProperties": _INTEGER},
        }
    ),
    "Problem": _object(
        {
            "type": {"type": "string", "format": "uri-reference"},
            "title": _TEXT,
            "status": _INTEGER,
            "detail": _TEXT,
            "instance": {"type": "string", "format": "uri-reference"},
            "request_id": _TEXT,
            "errors": {
                "type": "array",
                "items": _object(
                    {"detail": _TEXT, "parameter": _TEXT, "pointer": _TEXT}, optional=("parameter", "pointer")
                ),
            },
            "suggestions": _list("Brief"),
        },
        optional=("errors", "suggestions"),
        description="A problem document (RFC 9457).",
    ),
    "Index": _object(
        {
            "name": _TEXT,
            "documentation": _TEXT,
            "operations": {"type": "array", "items": _object({"method": _TEXT, "path": _TEXT, "summary": _TEXT})},
        }
    ),
    "OpenAPI": {"type": "object", "required": ["openapi", "info", "paths"]},
    "Page": _TEXT,
}
