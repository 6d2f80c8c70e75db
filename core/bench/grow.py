"""Grows a catalogue of any size that has the word statistics of a small one.

Every grown title is modelled on one of the source: as many words, people and keywords; its kind, genres, countries.
Its overview is made of phrases from all overviews of the source, so that words that go together stay together and
each word stands in the same share of titles as there.

That alone would stop at the source's vocabulary and make its rare words common. So a word that at most two source
titles have is not repeated: in its place stands one of ever more made-up words, drawn by Zipf's law with exponent
1/β, and the number of different words then grows by Heaps' law, as (words)^β. The law begins where the source's
common words end, so there is no gap between the two. People, keywords and the words of titles grow the same way,
each at its own β.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain, pairwise

import numpy as np

from core.bench.laws import Blends, Ints, Stream, Zipf
from core.catalogue.title import Title
from core.errors import CallerError
from core.text import Analyser, detect_language, fold

WORDS, PEOPLE, KEYWORDS, NAMES = 0.75, 0.87, 0.75, 0.9
"""β of the words of overviews, of people, of keywords and of the words of titles.

People and words as in real catalogues of 660 to 8,800 titles. Titles are drawn flatter than real ones and always have
a word of their own, so that most of a million differ and a search for one has one answer.
"""
_RARE = 2  # source titles with a word, at most, for it to stand for new ones
_PHRASE = 4  # words taken together
_LONGEST = 5  # words of a title
_LAST_YEAR = 2025
_BATCH = 2000  # titles drawn at a time: what bounds the memory


class Grower:
    """Grows titles modelled on those of a source."""

    def __init__(self, source: Sequence[Title], seed: int = 0) -> None:
        """Keeps of ``source`` the titles with an overview.

        :raises CallerError: there are fewer than a hundred.
        """
        self._source = [title for title in source if title.overview and title.title]
        self._seed = seed
        if len(self._source) < 100:
            raise CallerError("Growing needs a catalogue of 100 titles with overviews. Name another --store.")
        overviews = [title.overview.split() for title in self._source]
        names = [title.title.split()[:_LONGEST] for title in self._source]
        self._lengths = np.asarray([len(words) for words in overviews])
        self._name_starts = np.cumsum([0, *map(len, names)])
        analyser = Analyser(detect_language(title.overview for title in self._source[:2000]))
        long = {word for word in chain(*overviews) if word.isalpha() and word.islower() and len(word) > 4}
        heads, tails = [word[: (len(word) + 1) // 2] for word in long], [word[(len(word) + 1) // 2 :] for word in long]
        made, capitals = Blends(heads, tails), Blends([head.capitalize() for head in heads], tails)
        self._words = _stream(overviews, analyser.terms, WORDS, made)
        self._names = _stream(names, lambda word: [fold(word)], NAMES, capitals, new_last=True)
        self._keywords = _stream([title.keywords for title in self._source], lambda name: [name], KEYWORDS, made)
        self._directors = _people([title.directors for title in self._source])
        self._cast = _people([title.cast for title in self._source])

    def titles(self, count: int) -> Iterator[Title]:
        """``count`` titles in order of id, drawn as they are asked for; the first ones of any greater count."""
        chance = np.random.default_rng(self._seed)
        for start in range(0, count, _BATCH):
            yield from self._batch(start, chance)[: count - start]

    def _batch(self, start: int, chance: np.random.Generator) -> list[Title]:
        models = chance.integers(len(self._source), size=_BATCH)
        sources = [self._source[model] for model in models]
        columns = zip(
            sources,
            self._titles_of(models, chance),
            self._overviews_of(models, chance),
            _drawn(self._directors, [len(source.directors) for source in sources], chance),
            _drawn(self._cast, [len(source.cast) for source in sources], chance),
            _drawn(self._keywords, [len(source.keywords) for source in sources], chance),
            chance.normal(0, 3, _BATCH).astype(int).tolist(),
            chance.lognormal(4, 2, _BATCH).astype(int).tolist(),
            chance.normal(6.3, 1.0, _BATCH).clip(0.5, 10).round(1).tolist(),
            strict=True,
        )
        return [
            Title(
                f"t{number:08d}", source.type, title, overview=overview,
                year=None if source.year is None else min(source.year + years, _LAST_YEAR),
                directors=_distinct(directors), cast=_distinct(cast), keywords=_distinct(keywords),
                genres=source.genres, countries=source.countries, languages=source.languages, runtime=source.runtime,
                seasons=source.seasons, maturity=source.maturity, date_added=source.date_added,
                vote_count=votes, vote_average=rating,
            )
            for number, (source, title, overview, directors, cast, keywords, years, votes, rating)
            in enumerate(columns, start)
        ]  # fmt: skip

    def _titles_of(self, models: Ints, chance: np.random.Generator) -> Iterator[str]:
        lengths = np.diff(self._name_starts)[models]
        words = self._names.at(_ranges(self._name_starts[models], lengths), chance)
        return map(" ".join, _cut(words, lengths))

    def _overviews_of(self, models: Ints, chance: np.random.Generator) -> Iterator[str]:
        lengths = self._lengths[models]
        phrases = -(-lengths // _PHRASE)
        begins = chance.integers(len(self._words) - _PHRASE, size=int(phrases.sum()))
        # The last phrase of a title is cut where its length is reached.
        widths = np.full(len(begins), _PHRASE)
        widths[np.cumsum(phrases) - 1] = lengths - (phrases - 1) * _PHRASE
        words = self._words.at(_ranges(begins, widths), chance)
        return map(" ".join, _cut(words, lengths))


def _stream(
    lists: Sequence[Sequence[str]],
    terms: Callable[[str], Sequence[str]],
    heaps: float,
    make: Blends,
    new_last: bool = False,
) -> Stream:
    """The items of all lists; rare are those with a term that few lists have and, if asked, the last of each list."""
    of_item = {item: terms(item) for item in set(chain(*lists))}
    having = Counter(chain.from_iterable({term for item in own for term in of_item[item]} for own in lists))
    items = list(chain(*lists))
    rare = [any(having[term] <= _RARE for term in of_item[item]) for item in items]
    if new_last:
        for end in accumulate(map(len, lists)):
            rare[end - 1] = True
    return Stream(items, rare, Zipf(heaps, sum(rare), _RARE + 0.5), make)


def _people(lists: Sequence[Sequence[str]]) -> Stream:
    """People, all made up: none goes on being in a hundredth of all titles."""
    names = list(chain(*lists))
    parts = [name.rpartition(" ") for name in names]
    make = Blends([first for first, _, _ in parts if first], [last for _, _, last in parts], " ")
    return Stream(names, [True] * len(names), Zipf(PEOPLE, len(names), max(Counter(names).values())), make)


def _drawn(stream: Stream, counts: Sequence[int], chance: np.random.Generator) -> Iterator[list[str]]:
    """As many items for each title as ``counts`` says, from anywhere in the stream."""
    return _cut(stream.at(chance.integers(len(stream), size=sum(counts)), chance), counts)


def _ranges(begins: Ints, lengths: Ints) -> Ints:
    """``begins[i]``, ``begins[i] + 1`` … for each i, ``lengths[i]`` of them, one after the other."""
    ends = np.cumsum(lengths)
    places: Ints = np.arange(ends[-1]) + np.repeat(begins - (ends - lengths), lengths)
    return places


def _cut(items: list[str], lengths: Sequence[int] | Ints) -> Iterator[list[str]]:
    """Consecutive pieces of ``items`` of these lengths."""
    ends = np.cumsum([0, *lengths]).tolist()
    return (items[begin:end] for begin, end in pairwise(ends))


def _distinct(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
