import numpy as np
import pytest

from core.engine import Engine
from core.recommend.words import text_vectors


def said(engine: Engine, text: str, language: str = "en") -> dict[str, list[str]]:
    """The labels found in each field."""
    fields = engine.snapshot.space("hybrid", language).fields
    vectors = text_vectors(text, fields, engine.snapshot.analyser(language))
    return {name: [fields[name].labels[term] for term in terms] for name, (terms, _) in vectors.items()}


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Max Ruiz", "en", {"cast": ["Max Ruiz"]}),
        ("something by MAX RUIZ, please", "en", {"cast": ["Max Ruiz"]}),
        ("luz gomez", "en", {"directors": ["Luz Gómez"]}),
        ("science-fiction", "en", {"genres": ["Science Fiction"]}),
        ("heist", "en", {"overview": ["heist"], "keywords": ["heist"]}),
        ("ladrones", "es", {"overview": ["ladrones"]}),
        ("quiet", "en", {}),  # a word of a title only
        ("of the and", "en", {}),
        ("", "en", {}),
    ],
)
def test_what_a_text_says_in_each_field(small: Engine, text: str, language: str, found: dict) -> None:
    assert said(small, text, language) == found


def test_vectors_have_unit_length(small: Engine) -> None:
    fields = small.snapshot.space("hybrid", "en").fields
    vectors = text_vectors("a crime about a bank heist by Ada Stone", fields, small.snapshot.analyser("en"))
    assert set(vectors) == {"overview", "directors", "genres", "keywords"}
    for terms, weights in vectors.values():
        assert np.linalg.norm(weights) == pytest.approx(1)
        assert sorted(set(terms.tolist())) == terms.tolist()
