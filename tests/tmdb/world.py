"""What the made-up TMDB knows: films and series filled in by chance of one seed, with gaps like the real one's."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random

WORDS = "amber anchor bakery bridge canyon cipher comet delta ember forest glacier harbor island jungle lantern".split()
PALABRAS = "ámbar ancla panadería puente cañón cifra cometa delta brasa bosque glaciar puerto isla selva farol".split()
FAMILIES = "Abad Böhm Castro Dvořák Eriksson Fontaine García Haddad Ito Jensen Kim López Müller Novák O'Hara".split()
LANGUAGES = ("en", "en", "en", "es", "ko", "ja", "fr", "cn", "xx", "de")
TODAY = datetime.now(UTC).date()


@dataclass(frozen=True)
class Item:
    """One film or series, as it is in truth."""

    kind: str
    number: int
    title: str
    original_title: str
    language: str
    date: str
    overview: str
    spanish_title: str
    spanish_overview: str
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    keywords: tuple[str, ...]
    genres: tuple[str, ...]
    runtime: int
    seasons: int
    votes: int
    vote: float
    popularity: float
    poster: str | None
    maturity: str
    collection: str
    streamed: bool = True
    revision: int = 0

    @property
    def id(self) -> str:
        """Our id for it."""
        return f"{self.kind}-{self.number}"


@dataclass
class World:
    """The titles a service has, those it once had or may have, and the feed of changes. Safe for threads."""

    items: dict[str, Item] = field(default_factory=dict)
    spare: list[Item] = field(default_factory=list)
    feed: dict[str, dict[str, set[int]]] = field(default_factory=dict)  # by kind and day
    lock: threading.RLock = field(default_factory=threading.RLock)

    @classmethod
    def of(cls, films: int, series: int, *, seed: int = 7, spare: int = 0) -> "World":
        """A world of so many films and series, and ``spare`` ones of each that no service has yet."""
        chance = Random(seed)
        made = {"movie": _made("movie", films + spare, chance), "tv": _made("tv", series + spare, chance)}
        world = cls({i.id: i for kind, many in (("movie", films), ("tv", series)) for i in made[kind][:many]})
        world.spare = made["movie"][films:] + made["tv"][series:]
        return world

    def listed(self, kind: str) -> list[Item]:
        """What the service has of a kind."""
        with self.lock:
            return [item for item in self.items.values() if item.kind == kind and item.streamed]

    def ids(self) -> set[str]:
        """Ours of everything the service has."""
        with self.lock:
            return {item.id for item in self.items.values() if item.streamed}

    def add(self, item: Item) -> None:
        """The service gets a title."""
        with self.lock:
            self.items[item.id] = item

    def drop(self, title_id: str) -> None:
        """The service loses a title, which TMDB still knows."""
        with self.lock:
            self.items[title_id] = replace(self.items[title_id], streamed=False)

    def vanish(self, title_id: str) -> None:
        """TMDB deletes a title."""
        with self.lock:
            del self.items[title_id]

    def edit(self, title_id: str, *, feed: bool = True, day: date | None = None, **changes: object) -> None:
        """Somebody edits a title, and the feed names it, unless it should not."""
        with self.lock:
            item = self.items[title_id]
            self.items[title_id] = replace(item, revision=item.revision + 1, **changes)
            if feed:
                self.name_in_feed([title_id], day)

    def name_in_feed(self, title_ids: Iterable[str], day: date | None = None) -> None:
        """The feed of a day (today) names titles."""
        with self.lock:
            for title_id in title_ids:
                kind, _, number = title_id.partition("-")
                days = self.feed.setdefault(kind, {})
                days.setdefault((day or datetime.now(UTC).date()).isoformat(), set()).add(int(number))

    def shuffle(self, chance: Random) -> None:
        """One title comes, another goes; both may shift whatever is read."""
        with self.lock:
            if self.spare:
                self.add(self.spare.pop())
            streamed = sorted(item.id for item in self.items.values() if item.streamed)
            if streamed and chance.random() < 0.7:
                self.drop(chance.choice(streamed))


def _made(kind: str, many: int, chance: Random) -> list[Item]:
    # Numbers of films and of series overlap, as TMDB's do.
    numbers = chance.sample(range(1, 20 * many + 1000), many)
    return [_item(kind, number, chance) for number in numbers]


def _item(kind: str, number: int, chance: Random) -> Item:
    language = chance.choice(LANGUAGES)
    words = chance.sample(WORDS, 3)
    title = f"{words[0]} {words[1]} {number}".title()
    original = title if language == "en" else f"원제 {number}" if language == "ko" else f"Titre {words[2]} {number}"
    translated = language == "en" or chance.random() < 0.9
    day = (TODAY - timedelta(days=chance.randrange(1, 20000))).isoformat() if chance.random() < 0.98 else ""
    spanish = chance.random() < 0.7
    votes = chance.choice((0, 1, 12, 4567))
    return Item(
        kind, number,
        title=title if translated else original,
        original_title=original,
        language=language,
        date=day,
        overview=f"A {words[0]}, a {words[1]} & a {words[2]}: number {number}." if translated else "",
        spanish_title=f"El {PALABRAS[WORDS.index(words[0])]} {number}" if spanish else "",
        spanish_overview=f"Un {PALABRAS[WORDS.index(words[1])]} número {number}." if spanish else "",
        directors=_people(chance, (0, 1, 1, 1, 2, 3)),
        cast=_people(chance, (0, 3, 8, 30)),
        keywords=tuple(chance.sample(WORDS, chance.choice((0, 2, 5)))),
        genres=tuple(chance.sample(("Drama", "Comedy", "Crime", "Animation"), chance.choice((0, 1, 2)))),
        runtime=chance.choice((0, 42, 95, 142)),
        seasons=chance.choice((0, 1, 7)),
        votes=votes,
        vote=round(chance.uniform(1, 9.9), 3) if votes else 0.0,
        popularity=round(chance.uniform(0, 300), 4),
        poster=f"/p{number}.jpg" if chance.random() < 0.97 else None,
        maturity=chance.choice(("", "PG-13", "TV-MA")),
        collection=f"{words[2].title()} Collection" if kind == "movie" and chance.random() < 0.1 else "",
    )  # fmt: skip


def _people(chance: Random, counts: tuple[int, ...]) -> tuple[str, ...]:
    made = (f"{chance.choice('ABCDEFGH')}. {chance.choice(FAMILIES)}-{n}" for n in chance.sample(range(900), 30))
    return tuple(islice(made, chance.choice(counts)))
