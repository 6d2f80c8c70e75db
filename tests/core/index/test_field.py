from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.index.field import Field, FieldBuilder
from tests.reference import tfidf

DOCUMENTS = st.lists(st.lists(st.sampled_from(["a", "b", "c", "é", "ñu", "zz"]), max_size=6), min_size=1, max_size=6)


def field_of(folder: Path, documents: list[list[str]]) -> Field:
    builder = FieldBuilder()
    for terms in documents:
        builder.add((term, term.upper()) for term in terms)
    builder.write(folder)
    return Field(folder)


def dense(field: Field) -> np.ndarray:
    matrix = np.zeros((len(field.by_title), len(field.terms)))
    for row in range(len(matrix)):
        places, weights = field.by_title[row]
        matrix[row, places] = weights
    return matrix


@given(DOCUMENTS.filter(any))
def test_a_field_read_back_is_scikit_learns_matrix(documents: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        field = field_of(Path(folder) / "f", documents)
        assert list(field.terms) == sorted({term for terms in documents for term in terms})
        np.testing.assert_allclose(dense(field), tfidf(documents, analyzer=lambda terms: terms), atol=1e-6)


@given(DOCUMENTS)
def test_the_two_directions_say_the_same(documents: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        field = field_of(Path(folder) / "f", documents)
        matrix = dense(field)
        for term in range(len(field.terms)):
            rows, weights = field.by_term[term]
            np.testing.assert_array_equal(matrix[rows, term], weights)
            assert rows.tolist() == [row for row, terms in enumerate(documents) if field.terms[term] in terms]
        assert field.present.tolist() == [bool(terms) for terms in documents]


@given(DOCUMENTS.filter(any))
def test_a_text_of_the_catalogues_words_is_the_titles_own_vector(documents: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        field = field_of(Path(folder) / "f", documents)
        for row, terms in enumerate(documents):
            places, weights = field.vector([*terms, "unknown"])
            np.testing.assert_array_equal(places, field.by_title[row][0])
            np.testing.assert_allclose(weights, field.by_title[row][1], atol=1e-6)


def test_idf_by_hand(tmp_path: Path) -> None:
    field = field_of(tmp_path / "f", [["x", "y"], ["x"], []])
    assert field.idf(field.terms.find("x")) == pytest.approx(np.log(4 / 3) + 1)
    assert field.idf(field.terms.find("y")) == pytest.approx(np.log(4 / 2) + 1)


def test_a_label_is_the_commonest_form_then_the_shortest_then_the_first(tmp_path: Path) -> None:
    builder = FieldBuilder()
    forms = Counter({"Robot": 1, "robots": 3, "heists": 2, "heist": 2, "Ann": 1, "ann": 1})
    builder.add((form.lower().rstrip("s"), form) for form in forms.elements())
    builder.write(tmp_path / "f")
    field = Field(tmp_path / "f")
    assert dict(zip(field.terms, field.labels, strict=True)) == {"ann": "Ann", "heist": "heist", "robot": "robots"}


def test_an_empty_field_is_a_field(tmp_path: Path) -> None:
    field = field_of(tmp_path / "f", [[], []])
    assert len(field.terms) == 0
    assert field.present.tolist() == [False, False]
    assert len(field.vector(["anything"])[0]) == 0
