"""A record of anybody's file to a title, with a note on everything that was mended or could not be used."""

import re
from dataclasses import dataclass
from typing import Any

from core.catalogue.columns import KEYS
from core.catalogue.exact import own_title
from core.catalogue.notes import Notes
from core.catalogue.records.record import Record
from core.catalogue.title import Title, TitleType, Translation
from core.catalogue.values import cells
from core.catalogue.values.fields import Fields, label, text
from core.catalogue.values.ids import made_id, source_id, type_of_id
from core.catalogue.values.lists import names, people, structured
from core.catalogue.values.places import country_code, language_code
from core.catalogue.values.tmdb import fetched_time, watch_page

_ACTING = frozenset(("Actor", "Actress", "Acting", "Voice"))
_DIRECTING: dict[TitleType, frozenset[str]] = {
    "movie": frozenset(("Director",)),
    "series": frozenset(("Director", "Creator")),
}
_SPAN = re.compile(r"\d+\s*(?:min|m|h|hours?|seasons?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A title as one file has it. ``has_id`` is whether the file gave it one, or it was made from the title."""

    title: Title
    has_id: bool
    file: str
    line: int


class Normaliser:
    """Reads the records of one file. ``day_first`` tells what 4/5/2021 means in it."""

    def __init__(self, file: str, notes: Notes, *, day_first: bool = False) -> None:
        self._file, self._notes, self._day_first = file, notes, day_first

    def entry(self, record: Record) -> Entry | None:
        """The record's title, or None for one that was rejected (which is noted)."""
        if not (record.reason or record.repair) and (own := own_title(record.values)):
            return Entry(own, True, self._file, record.line)
        fields = Fields(record.values, lambda column, value: self._complain(record.line, column, value))
        title, original = fields.title()
        if record.reason or not title:
            self._notes.reject(self._file, record.line, record.reason or "it has no title")
            return None
        if record.repair:
            self._warn("rows mended", record.line, record.repair)
        kind = self._type(fields, record.line)
        year = fields.first("year", cells.year_of)
        own_id = self._id(fields, kind)
        runtime, seasons = self._length(fields, kind)
        maturity, vote, rated = self._rating(fields, kind, record.line)
        read = Title(
            id=own_id or made_id(kind, title, year),
            type=kind,
            title=title,
            original_title=original,
            year=year,
            overview=fields.text("overview"),
            directors=_directors(fields, kind),
            cast=fields.first("cast", lambda value: people(value, _ACTING)) or (),
            genres=fields.names("genres"),
            keywords=fields.names("keywords"),
            countries=_each(country_code, fields.names("countries", "iso_3166_1", "name")),
            languages=_each(language_code, fields.names("languages", "iso_639_1", "english_name", "name")),
            runtime=runtime or rated[0],
            seasons=seasons or rated[1],
            maturity=fields.text("maturity") or maturity,
            date_added=fields.first("date_added", lambda value: cells.iso_date(value, day_first=self._day_first)) or "",
            vote_average=_or(fields.first("vote_average", _vote), vote),
            vote_count=fields.first("vote_count", cells.whole),
            popularity=fields.first("popularity", cells.number),
            poster_path=fields.text("poster_path"),
            collection=fields.first("collection", label) or "",
            translations=fields.first("translations", _translations) or {},
            fetched_at=fields.first("fetched_at", fetched_time) or "",
            providers=fields.names("providers"),
            watch_link=fields.first("watch_link", watch_page) or "",
        )
        return Entry(read, bool(own_id), self._file, record.line)

    def _type(self, fields: Fields, line: int) -> TitleType:
        told: TitleType | None = fields.first("type", cells.title_type)
        if told is not None:
            return told
        if fields.filled("seasons") or any(key == "firstairdate" for key, _ in fields.filled("year")):
            return "series"
        for _, value in fields.filled("duration"):
            if isinstance(value, str) and _SPAN.match(value.strip()):
                return "series" if "season" in value.lower() else "movie"
        for _, value in fields.filled("id"):
            if prefixed := type_of_id(text(value)):
                return prefixed
        self._notes.count(self._file, "titles without a type, taken for films")
        return "movie"

    def _id(self, fields: Fields, kind: TitleType) -> str:
        for key, value in fields.filled("id"):
            if found := source_id(text(value), key, kind):
                return found
        return ""

    def _length(self, fields: Fields, kind: TitleType) -> tuple[int | None, int | None]:
        runtime = fields.first("runtime", cells.minutes)
        seasons = fields.first("seasons", cells.seasons)

        def span(value: Any) -> tuple[int | None, int | None] | None:
            found = cells.duration(value, kind)
            return found if any(found) else None

        by_minutes, by_seasons = fields.first("duration", span) or (None, None)
        return runtime or by_minutes, seasons or by_seasons

    def _rating(
        self, fields: Fields, kind: TitleType, line: int
    ) -> tuple[str, float | None, tuple[int | None, int | None]]:
        """What a ``rating`` is: a maturity label, a vote from 0 to 10, or a duration that slipped in from beside."""
        for key, value in fields.filled("rating"):
            vote, shown = cells.number(value), text(value)
            if vote is not None and 0 <= vote <= 10:
                return "", vote, (None, None)
            if vote is None and _SPAN.match(shown):
                self._warn("durations in the rating column", line, f"rating {shown!r} was taken as the duration")
                return "", None, cells.duration(shown, kind)
            if vote is None or vote <= 21:  # 12, 16 and 18 are labels in Europe
                return shown, None, (None, None)
            self._complain(line, key, value)
        return "", None, (None, None)

    def _complain(self, line: int, column: str, value: Any) -> None:
        names = [field for field, keys in KEYS.items() if column in keys]
        self._warn(f"{names[0]} not understood", line, f"{column} {str(value)[:60]!r} is not understood and left out")

    def _warn(self, kind: str, line: int, what: str) -> None:
        self._notes.warn(kind, f"{self._file}, line {line}: {what}")


def _directors(fields: Fields, kind: TitleType) -> tuple[str, ...]:
    for key, value in fields.filled("directors"):
        try:
            # A crew of bare names does not tell who directed.
            found = people(value, _DIRECTING[kind], plain=key != "crew")
        except ValueError:
            continue
        if found:
            return found
    return ()


def _each(code: Any, found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(code, found)))


def _or(value: float | None, other: float | None) -> float | None:
    return other if value is None else value


def _vote(value: Any) -> float | None:
    found = cells.number(value)
    return found if found is not None and 0 <= found <= 10 else None


def _translations(value: Any) -> dict[str, Translation]:
    found = structured(value)
    if not isinstance(found, dict):
        raise ValueError
    return {
        text(language): Translation(text(texts.get("title")), text(texts.get("overview")), names(texts.get("keywords")))
        for language, texts in found.items()
        if isinstance(texts, dict)
    }
