"""What each operation that asks the source answers: the values it was given, put to a view."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from core.errors import InvalidRequest, TitleNotFound
from core.rest.lookalikes import lookalikes
from core.rest.operations import Operation
from core.rest.parameters import BOTH, SIDE_BY_SIDE, Options, Selection
from core.rest.problems import CONTRADICTION, NO_TITLE, Fault, Problem, invalid
from core.rest.reading import Values
from core.rest.source import Document, View

_SUGGESTED = 3
_ENGINE_NAMES = {"genres": "genre"}  # what the engine calls parameters, where it differs


def answer(operation: Operation, view: View, title_id: str, given: Values, now: datetime) -> Document:
    """The answer to an operation of ``ANSWERED``, with the defaults of what was not given.

    :raises Problem: no title has an id, a value is unknown to this snapshot, or values contradict each other.
    :raises StoreError: what is needed cannot be had.
    """
    values = {each.name: () if each.many else each.default for each in operation.parameters} | given
    try:
        document = ANSWERED[operation.id](view, title_id, values)
    except TitleNotFound as error:
        found = view.known(dict.fromkeys((*lookalikes(error.title_id), *error.suggestions)))[:_SUGGESTED]
        told = TitleNotFound(error.title_id, [each["title_id"] for each in found])
        raise Problem(NO_TITLE, str(told), suggestions=found) from error
    except InvalidRequest as error:
        name = _ENGINE_NAMES.get(error.parameter, error.parameter)
        where = {"pointer": f"#/{name}"} if operation.body else {"parameter": name}
        raise invalid([Fault(str(error), **where)]) from error
    if operation.id == "health":
        age = now - datetime.fromisoformat(view.snapshot["built_at"])
        document["age_seconds"] = max(0, int(age.total_seconds()))
    return document


def _similar(view: View, title_id: str, values: Values) -> Document:
    return _recommended(Options(**values), lambda options: view.similar(title_id, options))


def _recommend(view: View, _: str, values: Values) -> Document:
    liked, disliked, text = (values.pop(name) for name in ("liked", "disliked", "text"))
    named = Counter(title_id for title_id, _ in (*(liked or ()), *(disliked or ())))
    if twice := [title_id for title_id, times in named.items() if times > 1]:
        raise _contradiction("liked", "disliked", f"{twice[0]!r} is named more than once in liked and disliked.")
    weights = dict(liked or ()), dict(disliked or ())
    return _recommended(Options(**values), lambda options: view.recommend(*weights, text, options))


def _recommended(options: Options, ask: Callable[[Options], Document]) -> Document:
    """What ``ask`` answers; asked twice where both lists are wanted, side by side."""
    _check_years(options)
    if options.feature_type != BOTH:
        return ask(options)
    lists = {name: ask(replace(options, feature_type=name)) for name in SIDE_BY_SIDE}
    first = lists[SIDE_BY_SIDE[0]]
    return {
        "source": first["source"],
        "feature_type": BOTH,
        "count": sum(each["count"] for each in lists.values()),
        "snapshot": first["snapshot"],
        "lists": {name: {key: each[key] for key in ("count", "items", "notice")} for name, each in lists.items()},
    }


def _search(view: View, _: str, values: Values) -> Document:
    text, selection = values.pop("q"), Selection(**values)
    _check_years(selection)
    return view.search(text, selection)


def _title(view: View, title_id: str, _: Values) -> Document:
    return view.title(title_id)


def _health(view: View, _: str, __: Values) -> Document:
    known = view.health()
    status = "degraded" if known["notice"] else "ok"
    return {"status": status, "snapshot": dict(view.snapshot), "counts": known["counts"]}


ANSWERED: Mapping[str, Callable[[View, str, Values], Document]] = {
    "similar": _similar,
    "recommend": _recommend,
    "search": _search,
    "title": _title,
    "health": _health,
}
"""The operations that ask the source, by id."""


def _check_years(selection: Selection) -> None:
    first, last = selection.year_from, selection.year_to
    if first is not None and last is not None and first > last:
        raise _contradiction("year_from", "year_to", f"year_from ({first}) is after year_to ({last}).")


def _contradiction(one: str, other: str, detail: str) -> Problem:
    return Problem(CONTRADICTION, detail, [Fault(detail, parameter=name) for name in (one, other)])
