"""Numbers, dates and durations as catalogues write them. None or "" where a cell says nothing that can be used."""

import datetime
import math
import re
from functools import lru_cache
from typing import Any

from core.catalogue.title import TitleType

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_DATES = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T ].*)?"),  # 2021-09-25T00:00:00Z
    re.compile(r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),  # September 25, 2021
    re.compile(r"(?P<day>\d{1,2})[- ](?P<month>[A-Za-z]{3,9})\.?,?[- ](?P<year>\d{4}|\d\d)"),  # 25-Sep-21
)
_NUMERIC_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?: .*)?")  # 9/25/2021, 25/09/2021, 25.09.2021
_TYPES: dict[str, TitleType] = {
    **dict.fromkeys(("movie", "movies", "film", "films", "feature", "featurefilm", "tvmovie", "short"), "movie"),
    **dict.fromkeys(("tv", "tvshow", "tvshows", "show", "shows", "series", "tvseries", "miniseries"), "series"),
    **dict.fromkeys(("tvminiseries", "limitedseries", "webseries", "serie"), "series"),
}
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_COMMA = re.compile(r"[0-9]+,[0-9]+")
_SEASONS = re.compile(r"\s*(\d{1,3})\s*(?:seasons?|series)\b", re.IGNORECASE)
_FIRST_FILM = 1870
_LAST_YEAR = 2100
_MAX_RUNTIME = 60 * 24 * 7


def number(value: Any) -> float | None:
    """A finite number: 7.7, "7,7", "1,234,567", "5269.0"."""
    if isinstance(value, str):
        return _number(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


@lru_cache(maxsize=8192)
def _number(text: str) -> float | None:
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    elif _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    return number(float(text)) if _NUMBER.fullmatch(text) else None


def whole(value: Any) -> int | None:
    """A whole number from 0 to 10¹⁵; 5269.0 is one, 7.5 is none."""
    found = number(value)
    return int(found) if found is not None and found.is_integer() and 0 <= found <= 1e15 else None


def year_of(value: Any) -> int | None:
    """The year of a year (2021, "2021.0") or of a date."""
    found = whole(value)
    if found is None:
        date = iso_date(value)
        started = re.match(r"\s*(\d{4})\s*[-\u2013]", value) if isinstance(value, str) and not date else None
        found = int(date[:4]) if date else int(started[1]) if started else None  # "2011-2019": the year it began
    return found if found is not None and _FIRST_FILM <= found <= _LAST_YEAR else None


def iso_date(value: Any, *, day_first: bool = False) -> str:
    """YYYY-MM-DD of a date in any of the usual forms. ``day_first`` decides only where 4/5/2021 could be either."""
    if isinstance(value, datetime.date):  # a datetime is one too
        return value.isoformat()[:10]
    return _iso_date(" ".join(value.split()), day_first) if isinstance(value, str) else ""


@lru_cache(maxsize=8192)
def _iso_date(text: str, day_first: bool) -> str:
    for form in _DATES:
        if found := form.fullmatch(text):
            month = found["month"]
            return _date(found["year"], month if month.isdigit() else _MONTHS.get(month.lower(), 0), found["day"])
    if found := _NUMERIC_DATE.fullmatch(text):
        first, mark, second, year = found.groups()
        day_first = int(first) > 12 or (int(second) <= 12 and (day_first or mark == "."))
        return _date(year, second, first) if day_first else _date(year, first, second)
    return ""


def _date(year: str, month: str | int, day: str) -> str:
    full = int(year) + (0 if len(year) == 4 else 1900 if int(year) > 68 else 2000)
    try:
        return datetime.date(full, int(month), int(day)).isoformat()
    except ValueError:  # 31 February
        return ""


def minutes(value: Any) -> int | None:
    """A running time: 90, "90 min", "1h 30m", "1:30:00", "PT1H30M"."""
    return _span(" ".join(value.split()).lower()) if isinstance(value, str) else _runtime(number(value))


@lru_cache(maxsize=2048)
def _span(text: str) -> int | None:
    if bare := re.fullmatch(r"([\d.,]+) ?(?:m|mins?|min\.|minutes?)?", text):
        return _runtime(number(bare[1]))
    iso = re.fullmatch(r"pt(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:[\d.]+s)?", text)
    words = re.fullmatch(r"(?:(\d{1,3}) ?h(?:(?:ou)?rs?|r\.)?)?[ ,]*(?:(\d{1,5}) ?m?(?:in(?:ute)?s?\.?)?)?", text)
    clock = re.fullmatch(r"(\d{1,2}):(\d\d):\d\d", text)
    found = iso or words or clock
    return _runtime(int(found[1] or 0) * 60 + int(found[2] or 0)) if found else None


def _runtime(found: float | None) -> int | None:
    return round(found) if found is not None and 0.5 < found <= _MAX_RUNTIME else None


def seasons(value: Any) -> int | None:
    """A number of seasons: "2 Seasons", "1 season", 3. Nothing else: "90 min" is none."""
    if isinstance(value, str) and (found := _SEASONS.match(value)):
        return int(found[1]) or None
    found_number = whole(value)
    return found_number if found_number and found_number < 1000 else None


def duration(value: Any, kind: TitleType | None) -> tuple[int | None, int | None]:
    """Minutes and seasons of a ``duration``, which holds the one for films and the other for series.

    A bare number counts what its type counts; more than 30 seasons are an episode's minutes.
    """
    bare = number(value)
    if bare is None:
        many = seasons(value)
        return (None, many) if many else (minutes(value), None)
    if kind == "series" and bare <= 30:
        return None, seasons(value)
    return minutes(value), None


def title_type(value: Any) -> TitleType | None:
    """Film or series, in any of the usual words for them."""
    return _type_named(value) if isinstance(value, str) else None


@lru_cache(maxsize=256)
def _type_named(text: str) -> TitleType | None:
    return _TYPES.get(re.sub(r"[\W_]", "", text.lower()))
