"""Reading what a client sent, to the letter: paths, queries, JSON bodies. Every fault is named, nothing is guessed."""

import difflib
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from core.rest.kinds import shown
from core.rest.parameters import Parameter
from core.rest.problems import Fault, invalid

Values = dict[str, Any]
_ENCODED = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*")
_DIGITS = 40  # of an integer; Python refuses some thousands with words of its own
_NAMED = 20  # faults after which no more are looked for


def read_path(path: str) -> tuple[str, ...]:
    """The segments of a path, decoded one by one: an encoded slash separates nothing.

    :raises Problem: the path is not percent-encoded UTF-8.
    """
    try:
        return tuple(_decoded(segment) for segment in path.removeprefix("/").split("/"))
    except ValueError as error:
        raise invalid([Fault(f"The path {error}.")]) from error


def read_query(query: str, parameters: Sequence[Parameter]) -> Values:
    """The value of each parameter that the query gives.

    :raises Problem: it is not as the parameters say.
    """
    known = {parameter.name: parameter for parameter in parameters}
    texts: dict[str, list[str]] = {}
    faults: list[Fault] = []
    for pair in filter(None, query.split("&")):
        try:
            name, text = (_decoded(part.replace("+", " ")) for part in pair.partition("=")[::2])
        except ValueError as error:
            faults.append(Fault(f"The query {error}: {shown(pair)}."))
            continue
        texts.setdefault(name, []).append(text)
    values: Values = {}
    for name, given in texts.items():
        if len(faults) >= _NAMED:
            break
        parameter = known.get(name)
        if parameter is None:
            faults.append(Fault(_unknown("parameter", name, known), parameter=name[:100]))
        elif len(given) > (parameter.many or 1):
            most = f"at most {parameter.many} times" if parameter.many else "only once"
            faults.append(Fault(f"{name} may be given {most}, not {len(given)} times.", parameter=name))
        else:
            read = tuple(_read(parameter.kind.read, text, name, faults, parameter=name) for text in given)
            values[name] = read if parameter.many else read[0]
    faults += [
        Fault(f"{each.name} is required.", parameter=each.name)
        for each in parameters
        if each.required and each.name not in texts
    ]
    return _without(faults, values)


def read_body(body: bytes, parameters: Sequence[Parameter], needed: Collection[str]) -> Values:
    """The value of each parameter that a JSON object gives; at least one of ``needed`` must be there.

    :raises Problem: it is no such object.
    """
    document = _object(body)
    known = {parameter.name: parameter for parameter in parameters}
    faults: list[Fault] = []
    values: Values = {}
    for name, value in document.items():
        if len(faults) >= _NAMED:
            break
        parameter, pointer = known.get(name), _pointer(name)
        if parameter is None:
            faults.append(Fault(_unknown("member", name, known), pointer=pointer))
        elif parameter.nullable and value is None:
            continue
        elif not parameter.many:
            values[name] = _read(parameter.kind.check, value, name, faults, pointer=pointer)
        elif isinstance(value, list) and len(value) <= parameter.many:
            values[name] = tuple(
                _read(parameter.kind.check, each, name, faults, pointer=f"{pointer}/{place}")
                for place, each in enumerate(value)
            )
        else:
            detail = f"{name} must be a list of at most {parameter.many}, not {shown(value)}."
            faults.append(Fault(detail, pointer=pointer))
    if not any(name in document for name in needed):
        faults.append(Fault(f"One of {', '.join(needed)} is needed.", pointer="#"))
    return _without(faults, values)


def _decoded(text: str) -> str:
    """A part of an address without its percent-encoding.

    :raises ValueError: it is not percent-encoded UTF-8.
    """
    if not _ENCODED.fullmatch(text):
        raise ValueError("holds a % that no two hexadecimal digits follow")
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8") from error


def _read(read: Callable[[Any], Any], value: Any, name: str, faults: list[Fault], **where: str) -> Any:
    """The value, or None with one fault more."""
    try:
        return read(value)
    except ValueError as error:
        faults.append(Fault(f"{name} {error}.", **where))
        return None


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name[:40], list(known), n=1)
    return f"There is no {what} {shown(name)}." + (f" Did you mean {near[0]}?" if near else "")


def _pointer(name: str) -> str:
    """A JSON pointer to a member, as the fragment of a URI (RFC 6901)."""
    return "#/" + quote(name[:100].replace("~", "~0").replace("/", "~1"), safe="~", errors="replace")


def _object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body.

    :raises Problem: it is none, or says something twice.
    """
    try:
        document = json.loads(body.decode(), object_pairs_hook=_once, parse_int=_integer, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise invalid([Fault("The body is not UTF-8.", pointer="#")]) from error
    except RecursionError as error:
        raise invalid([Fault("The body is nested too deeply.", pointer="#")]) from error
    except ValueError as error:
        raise invalid([Fault(f"The body is not JSON: {error}.", pointer="#")]) from error
    if not isinstance(document, dict):
        raise invalid([Fault(f"The body must be a JSON object, not {shown(document)}.", pointer="#")])
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        [(name, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the member {shown(name)} comes more than once")
    return members


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


def _without(faults: Sequence[Fault], values: Values) -> Values:
    if faults:
        raise invalid(faults)
    return values
