"""A list read to its end, page by page, though pages come back empty and totals are wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from core.errors import TmdbUnavailable
from core.tmdb.answers import Sense
from core.tmdb.client import Client
from core.tmdb.crew import Crew
from core.tmdb.work import Page, Work

LAST_PAGE = 500
"""TMDB gives no more of any list."""

PATIENT = (1.0, 2.0)
"""Seconds to wait before each time that empty pages are asked for again."""

_BEYOND = 10  # pages to look ahead where a list goes on after the last page it told of
_TAIL = 3  # of the empty pages at a list's end, those that are asked for again

Tell = Callable[[int, int], None]


class NoSuchList(TmdbUnavailable):
    """TMDB does not know the list's address."""


def read_pages(
    crew: Crew,
    work: Work,
    list_name: str,
    path: str,
    parameters: Mapping[str, Any],
    mark: Callable[[Mapping[str, Any]], str],
    tell: Tell,
    patience: Sequence[float] = PATIENT,
) -> dict[int, Page]:
    """Every page of a list up to an empty one past the last that any page told of, at most 500.

    A page that is empty before the end, or cannot be had, is asked for again, and empty in the result if that does not
    help. Pages that ``work`` has are not asked for. ``mark`` makes the mark of a row; ``tell`` hears of pages done
    and in all.

    :raises TmdbUnavailable: there is not even a first page.
    """

    def ask(number: int) -> Page:
        return _ask(crew.client, path, {**parameters, "page": number}, mark)

    pages = work.pages(list_name)
    waits = iter(patience)
    while True:
        wanted = [number for number in range(1, _end(pages) + 1) if number not in pages]
        if not wanted:
            wanted = doubtful(pages)
            wait = next(waits, None)
            if not wanted or wait is None:
                return pages
            crew.rest(wait)
        for number, page in crew.each(ask, wanted):
            pages[number] = page
            work.keep_page(list_name, number, page)
            tell(len(pages), _end(pages))


def first_page(crew: Crew, path: str, parameters: Mapping[str, Any], mark: Callable[[Mapping[str, Any]], str]) -> Page:
    """The first page alone.

    :raises TmdbUnavailable: TMDB does not give it.
    """
    return crew.one(lambda: _ask(crew.client, path, {**parameters, "page": 1}, mark))


def doubtful(pages: Mapping[int, Page]) -> list[int]:
    """The empty pages that should not be; where a long list is said to go on in vain, the first few of them."""
    told, filled = _told(pages), _filled(pages)
    empty = sorted(number for number, page in pages.items() if number <= max(told, filled) and not page.rows)
    inside = [number for number in empty if number < filled]
    return inside + [number for number in empty if number > filled][:_TAIL]


def _told(pages: Mapping[int, Page]) -> int:
    return min(LAST_PAGE, max((page.pages for page in pages.values()), default=0))


def _filled(pages: Mapping[int, Page]) -> int:
    return max((number for number, page in pages.items() if page.rows), default=0)


def _end(pages: Mapping[int, Page]) -> int:
    """The last page to ask for, as far as is known."""
    told, filled = _told(pages), _filled(pages)
    return min(LAST_PAGE, max(told + 1, filled + _BEYOND if filled > told else 0) if pages else 1)


def _ask(client: Client, path: str, parameters: Mapping[str, Any], mark: Callable[[Mapping[str, Any]], str]) -> Page:
    answer = client.get(path, parameters, lambda body: isinstance(body.get("results"), list))
    if answer.sense is Sense.GOOD:
        body = answer.body
        return Page(_whole(body.get("total_pages")), _whole(body.get("total_results")), tuple(_rows(body, mark)))
    if parameters["page"] == 1:
        kind = NoSuchList if answer.sense is Sense.GONE else TmdbUnavailable
        raise kind(
            f"TMDB does not give the list {path} ({answer.reason}). Check TMDB_BASE_URL and the other TMDB settings."
        )
    return Page()


def _rows(body: Mapping[str, Any], mark: Callable[[Mapping[str, Any]], str]) -> Iterator[tuple[int, str]]:
    for row in body["results"]:
        number = row.get("id") if isinstance(row, dict) else None
        if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 10**18:
            yield number, mark(row)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
