"""How alike a query and names are, letter by letter; all names in a few calls of rapidfuzz."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

_WORD_ORDER = np.float32(0.98)  # what the same words in another order are worth
_BEGINNING = np.float32(0.95)  # and the query as the beginning of a longer name
_WITHIN = np.float32(0.93)  # and further on in it
_COVERED = 4  # at most, in hundredths, for the share of the name that was typed: "alien" is "Alien" before "Aliens"


def likeness(query: str, names: Sequence[str]) -> npt.NDArray[np.float32]:
    """How well each of the folded ``names`` answers a folded query, float32 (len(names),), 0 to 1.

    1 is the whole name; words of it, from its beginning or further on, come close; so does the same with typos.
    Letters are compared by rapidfuzz's ``ratio``, the normalised Indel similarity.
    """
    size, count = len(query), len(names)
    sizes = np.fromiter(map(len, names), np.float32, count)
    ratios: npt.NDArray[np.float32] = cdist([query], [*names, *(name[:size] for name in names)], scorer=fuzz.ratio)[0]
    best, part = ratios[:count], ratios[count:] * _BEGINNING
    if " " in query:
        np.maximum(best, _WORD_ORDER * cdist([query], names, scorer=fuzz.token_sort_ratio)[0], out=best)
    # The space before it sets the beginnings of words apart from their middles; what it adds is taken off again.
    within = cdist([" " + query], [" " + name for name in names], scorer=fuzz.partial_ratio)[0]
    np.maximum(part, (within * (size + 1) - 100) * (_WITHIN / size), out=part)
    np.maximum(best, part + _COVERED * size / sizes, out=best, where=sizes > size)
    return best / np.float32(100)
