"""The scores and filters computed a second time, from the titles alone, as plainly as they can be said."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer

from core.catalogue.title import Title
from core.index.filters import Filters
from core.recommend.methods import METHODS
from core.text import Analyser, fold

Matrix = npt.NDArray[np.float64]


def text_of(title: Title, field: str, language: str, own: str = "en") -> str:
    """A title's text in a language, or in the catalogue's own where it is not translated."""
    translation = title.translations.get(language) if language != own else None
    return (getattr(translation, field) if translation else "") or getattr(title, field)


def documents(titles: Sequence[Title], field: str, language: str) -> list[list[str]]:
    """Each title's terms in a field."""
    if field in ("overview", "title"):
        analyser = Analyser(language)
        return [analyser.terms(text_of(title, field, language)) for title in titles]
    return [[fold(name) for name in getattr(title, field)] for title in titles]


def tfidf(texts: Sequence[object], analyzer: Callable[[object], list[str]]) -> Matrix:
    """scikit-learn's TF-IDF as dense rows of unit length."""
    vectorizer = TfidfVectorizer(analyzer=analyzer, token_pattern=None, dtype=np.float64)
    return np.asarray(vectorizer.fit_transform(texts).todense())


def cosines(titles: Sequence[Title], method: str, language: str) -> Matrix:
    """The score of every title (column) for every title (row) as a query, by scikit-learn and the documented rule."""
    chosen = METHODS[method]
    total = np.zeros((len(titles), len(titles)))
    present = {}
    for field, share in chosen.shares.items():
        vectors = tfidf(documents(titles, field, language), analyzer=lambda terms: terms)
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
