"""Free text as a vector: the words of a mood, and the names, genres and keywords that stand in it."""

from collections.abc import Mapping

from core.index.field import Field
from core.index.matrix import Floats, Ints
from core.recommend.methods import NAME_FIELDS, TEXT_FIELDS
from core.text import Analyser, fold

_LONGEST_NAME = 5  # words


def text_vectors(text: str, fields: Mapping[str, Field], analyser: Analyser) -> dict[str, tuple[Ints, Floats]]:
    """For each of ``fields`` in which ``text`` says something, its unit vector (sorted terms, weights).

    Descriptions are compared by words; people, genres and keywords by whole names of up to five words. The
    title field is left out: a mood that happens to hold a title's word does not ask for that title.
    """
    words = fold(text).split()
    names = [
        " ".join(words[start : start + length])
        for length in range(1, _LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
    ]
    vectors = {}
    for name, field in fields.items():
        if name in NAME_FIELDS:
            vector = field.vector(list(dict.fromkeys(names)))
        elif name in TEXT_FIELDS and name != "title":
            vector = field.vector(analyser.terms(text))
        else:
            continue
        if len(vector[0]):
            vectors[name] = vector
    return vectors
