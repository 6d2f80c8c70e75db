"""The endpoint described: an OpenAPI 3.1 document that says what this home, with this source, does and no more."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.rest import problems
from core.rest.operations import OPERATIONS, Operation
from core.rest.parameters import PROFILE, Parameter
from core.rest.schemas import SCHEMAS, ref
from core.rest.source import Document, Source

NAME = "Content recommender"
VERSION = "1.0.0"
_DESCRIPTION = (
    "Recommends films and series from what they are about and who made them. Every list is best first, ties in order "
    "of id. A title's id tells films from series (`movie-603`, `tv-1396`). What a request does not say rightly is "
    "refused, never guessed."
)
_KEY = "x-api-key"

Choices = Mapping[str, Sequence[str]]


def index(source: Source, base: str) -> Document:
    """What stands at the root: the name, and where everything is."""
    return {
        "name": NAME,
        "documentation": f"{base}/docs",
        "operations": [
            {"method": each.method, "path": base + each.path, "summary": each.summary} for each in _offered(source)
        ],
    }


def document(source: Source, choices: Choices, base: str, *, secured: bool, limited: bool) -> Document:
    """The document of an endpoint under ``base``; ``choices`` are as a view has them, empty where there is none."""
    paths: dict[str, Any] = {}
    for operation in _offered(source):
        told = _operation(operation, source, choices, secured=secured, limited=limited)
        paths.setdefault(operation.path, {})[operation.method.lower()] = told
    kinds = {str(kind.status): kind for kind in problems.KINDS}
    key = {"ApiKey": {"type": "apiKey", "in": "header", "name": _KEY}}
    return {
        "openapi": "3.1.0",
        "info": {"title": NAME, "version": VERSION, "description": _DESCRIPTION},
        "servers": [{"url": base or "/"}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "responses": {status: _problem(kind) for status, kind in kinds.items()},
            "headers": _HEADERS,
        }
        | ({"securitySchemes": key} if secured else {}),
    }


def _offered(source: Source) -> list[Operation]:
    return [each for each in OPERATIONS if each.id in source.operations]


def _operation(
    operation: Operation, source: Source, choices: Choices, *, secured: bool, limited: bool
) -> dict[str, Any]:
    guarded = not operation.open
    statuses = [problems.INVALID, problems.NOT_ACCEPTABLE, problems.TOO_LONG, problems.FAILED]
    if secured and guarded:
        statuses.append(problems.UNAUTHORISED)
    if limited and guarded:
        statuses.append(problems.TOO_MANY)
    if guarded or operation.id == "health":
        statuses.append(problems.UNAVAILABLE)
    if "{title_id}" in operation.path or operation.body:
        statuses.append(problems.NO_TITLE)
    if operation.body:
        statuses += [problems.TOO_LARGE, problems.NOT_JSON]
    if operation.parameters:
        statuses.append(problems.CONTRADICTION)
    told: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "responses": {"200": _success(operation)}
        | ({"304": {"description": "What `If-None-Match` names is still right."}} if operation.max_age else {})
        | {str(kind.status): {"$ref": f"#/components/responses/{kind.status}"} for kind in statuses},
    }
    path = [_title_id(choices)] if "{title_id}" in operation.path else []
    query = [_parameter(each, choices) for each in operation.query if each.name in source.parameters]
    if path or query:
        told["parameters"] = path + query
    if operation.body:
        told["requestBody"] = _body(operation, source, choices)
    if secured and guarded:
        told["security"] = [{"ApiKey": []}]
    return told


def _title_id(choices: Choices) -> dict[str, Any]:
    examples = {title_id: {"value": title_id} for title_id in choices.get("title_id", ())}
    told = {
        "name": "title_id",
        "in": "path",
        "required": True,
        "description": "A title's id, to the letter; percent-encoded where it must be.",
        "schema": {"type": "string", "minLength": 1},
    }
    return told | ({"examples": examples} if examples else {})


def _parameter(parameter: Parameter, choices: Choices) -> dict[str, Any]:
    schema = parameter.schema(choices.get(parameter.name, ()))
    told = {"name": parameter.name, "in": "query", "description": parameter.about, "schema": schema}
    return told | ({"required": True} if parameter.required else {})


def _body(operation: Operation, source: Source, choices: Choices) -> dict[str, Any]:
    properties = {
        each.name: {**each.schema(choices.get(each.name, ())), "description": each.about}
        for each in operation.body
        if each.name in source.parameters
    }
    schema = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "anyOf": [{"required": [each.name]} for each in PROFILE],
    }
    ids = choices.get("title_id", ())
    example = {"liked": {title_id: 1 for title_id in ids}, "text": "a heist in a museum", "count": 5}
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def _success(operation: Operation) -> dict[str, Any]:
    media_type = operation.media_type.partition(";")[0]
    names = ["x-request-id", *(["etag"] if operation.max_age else [])]
    return {
        "description": operation.summary + ".",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {media_type: {"schema": ref(operation.answer)}},
    }


def _problem(kind: problems.Kind) -> dict[str, Any]:
    """The response of a status; two kinds of problem may share it."""
    return {
        "description": " / ".join(each.title for each in problems.KINDS if each.status == kind.status) + ".",
        "content": {problems.MEDIA_TYPE: {"schema": ref("Problem")}},
    }


_HEADERS = {
    "x-request-id": {
        "description": "Names the request: what the client sent under this name, or one made for it.",
        "required": True,
        "schema": {"type": "string"},
    },
    "etag": {"description": "Of the body's bytes.", "required": True, "schema": {"type": "string"}},
}
