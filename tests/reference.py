"""The scores and filters computed a second time, from the titles alone, as plainly as they can be said."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer

from core.catalogue.title import Title
from core.index.filters import Filters
from core.recommend.methods import METHODS
from core.recommend.priors import YEARS
from core.text import Analyser, fold

Matrix = npt.NDArray[np.float64]


def text_of(title: Title, field: str, language: str, own: str = "en") -> str:
    """A title's text in a language, or in the catalogue's own where it is not translated."""
    translation = title.translations.get(language) if language != own else None
    return (getattr(translation, field) if translation else "") or getattr(title, field)


def names_of(title: Title, field: str, language: str, own: str = "en") -> tuple[str, ...]:
    """A title's names in a field; keywords are translated as texts are."""
    translation = title.translations.get(language) if field == "keywords" and language != own else None
    return (translation.keywords if translation else ()) or getattr(title, field)


def documents(titles: Sequence[Title], field: str, language: str) -> list[list[str]]:
    """Each title's terms in a field."""
    if field in ("overview", "title"):
        analyser = Analyser(language)
        return [analyser.terms(text_of(title, field, language)) for title in titles]
    return [[fold(name) for name in names_of(title, field, language)] for title in titles]


def tfidf(texts: Sequence[object], analyzer: Callable[[object], list[str]]) -> Matrix:
    """scikit-learn's TF-IDF as dense rows of unit length."""
    vectorizer = TfidfVectorizer(analyzer=analyzer, token_pattern=None, dtype=np.float64)
    return np.asarray(vectorizer.fit_transform(texts).todense())


def by_billing(casts: Sequence[Sequence[str]]) -> Matrix:
    """scikit-learn's TF-IDF of names that count 1, 1/√2, 1/√3 … by their place."""
    names = {name: column for column, name in enumerate(sorted({name for cast in casts for name in cast}))}
    counts = np.zeros((len(casts), len(names)))
    for row, cast in enumerate(casts):
        for place, name in enumerate(cast, 1):
            counts[row, names[name]] += 1 / np.sqrt(place)
    return np.asarray(TfidfTransformer().fit_transform(counts).todense())


def scores(titles: Sequence[Title], method: str, language: str) -> Matrix:
    """The score of every title (column) for every title (row): the cosine, and of what shares something the rest."""
    chosen, cosine = METHODS[method], cosines(titles, method, language)
    near = np.array([[_near(one, other) for other in titles] for one in titles])
    rated = [title for title in titles if title.vote_count and title.vote_average is not None]
    regard = np.zeros(len(titles))
    if rated:
        mean = np.mean([title.vote_average for title in rated])
        weight = np.mean([title.vote_count for title in rated])
        for row, title in enumerate(titles):
            if title in rated:
                average = (title.vote_count * title.vote_average + weight * mean) / (title.vote_count + weight)
                regard[row] = max(0.0, average - mean) / (10 - mean)
    return (1 - chosen.year - chosen.regard) * cosine + (cosine > 0) * (chosen.year * near + chosen.regard * regard)


def _near(one: Title, other: Title) -> float:
    return 0.0 if one.year is None or other.year is None else float(np.exp(-abs(one.year - other.year) / YEARS))


def cosines(titles: Sequence[Title], method: str, language: str) -> Matrix:
    """The cosine of every title (column) with every title (row) as a query, by scikit-learn and the documented rule."""
    chosen = METHODS[method]
    total = np.zeros((len(titles), len(titles)))
    present = {}
    for field, share in chosen.shares.items():
        terms = documents(titles, field, language)
        vectors = by_billing(terms) if field == "cast" else tfidf(terms, analyzer=lambda terms: terms)
        total += share * (vectors @ vectors.T)
        present[field] = vectors.any(axis=1)
    known = sum(share * present[field] for field, share in chosen.shares.items())
    lengths = np.sqrt(np.maximum(known, 0.5 * sum(chosen.shares.values())))
    substance = np.logical_or.reduce([present[field] for field in chosen.substance])
    # A query's own vector is made a unit vector whatever its length was.
    query_lengths = np.sqrt(known)
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = total / np.outer(query_lengths, lengths)
    scores[~substance, :] = 0
    scores[:, ~substance] = 0
    return scores


def qualifies(title: Title, filters: Filters) -> bool:
    """What the filters mean, said title by title."""
    return (
        filters.type in (None, title.type)
        and _meets(filters.genres, title.genres)
        and _meets(filters.countries, title.countries)
        and _meets(filters.languages, title.languages)
        and _meets(filters.maturity, (title.maturity,))
        and (filters.year_from is None or (title.year is not None and title.year >= filters.year_from))
        and (filters.year_to is None or (title.year is not None and title.year <= filters.year_to))
        and (filters.votes_min is None or (title.vote_count is not None and title.vote_count >= filters.votes_min))
        and title.id not in filters.exclude
    )


def _meets(wanted: Sequence[str], present: Sequence[str]) -> bool:
    return not wanted or bool({fold(value) for value in wanted} & {fold(value) for value in present})
