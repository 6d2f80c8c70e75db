from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.index.field import Field
from core.index.matrix import Floats, Ints
from core.index.vectors import Vectors
from core.index.vectors_builder import FieldBuilder, count_terms, write_vectors
from tests.reference import tfidf

Line = tuple[Ints, Floats]
DOCUMENTS = st.lists(st.lists(st.sampled_from(["a", "b", "c", "é", "ñu", "zz"]), max_size=6), min_size=1, max_size=6)


def field_of(folder: Path, documents: list[list[str]]) -> Field:
    """The field between two others, collected in two batches."""
    return vectors_of(folder, documents).fields["asked"]


def vectors_of(folder: Path, documents: list[list[str]]) -> Vectors:
    fields = {name: FieldBuilder() for name in ("before", "asked", "after")}
    half = len(documents) // 2
    for batch in (documents[:half], documents[half:]):
        fields["before"].add(count_terms([("same", "same")] for _ in batch))
        fields["asked"].add(count_terms([(term, term.upper()) for term in terms] for terms in batch))
        fields["after"].add(count_terms([(term, term) for term in terms[:1]] for terms in batch))
    write_vectors(folder, fields, len(documents))
    return Vectors(folder, list(fields))


def dense(field: Field) -> np.ndarray:
    matrix = np.zeros((len(field.present), len(field.terms)))
    for row in range(len(matrix)):
        places, weights = field.vector_of(row)
        matrix[row, places] = weights
    return matrix


def cells(lines: Iterable[tuple[int, Line]]) -> list[tuple[int, int, float]]:
    """Each non-zero: its line, its place and its weight."""
    return [(line, *cell) for line, (places, weights) in lines for cell in zip(places.tolist(), weights, strict=True)]


@given(DOCUMENTS)
def test_both_directions_say_the_same_in_order(documents: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        vectors = vectors_of(Path(folder) / "f", documents)
        by_title = cells((row, vectors.by_title.line(row, f)) for row in range(len(documents)) for f in range(3))
        by_term = cells((term, vectors.by_term[term]) for term in range(len(vectors.by_term)))
    assert by_title == sorted(by_title) and by_term == sorted(by_term)
    assert set(by_title) == {(row, term, weight) for term, row, weight in by_term}
    assert len(by_title) == len(by_term) == sum(1 + len(set(terms)) + bool(terms) for terms in documents)


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
            rows, weights = field.titles_of(term)
            np.testing.assert_array_equal(matrix[rows, term], weights)
            assert rows.tolist() == [row for row, terms in enumerate(documents) if field.terms[term] in terms]
        assert field.present.tolist() == [bool(terms) for terms in documents]


@given(DOCUMENTS.filter(any))
def test_a_text_of_the_catalogues_words_is_the_titles_own_vector(documents: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        field = field_of(Path(folder) / "f", documents)
        for row, terms in enumerate(documents):
            places, weights = field.vector([*terms, "unknown"])
            np.testing.assert_array_equal(places, field.vector_of(row)[0])
            np.testing.assert_allclose(weights, field.vector_of(row)[1], atol=1e-6)


def test_idf_by_hand(tmp_path: Path) -> None:
    field = field_of(tmp_path / "f", [["x", "y"], ["x"], []])
    assert field.idf(field.terms.find("x")) == pytest.approx(np.log(4 / 3) + 1)
    assert field.idf(field.terms.find("y")) == pytest.approx(np.log(4 / 2) + 1)


def test_a_label_is_the_commonest_form_then_the_shortest_then_the_first(tmp_path: Path) -> None:
    forms = Counter({"Robot": 1, "robots": 3, "heists": 2, "heist": 2, "Ann": 1, "ann": 1})
    builder = FieldBuilder()
    for form in forms.elements():
        builder.add(count_terms([[(form.lower().rstrip("s"), form)]]))
    write_vectors(tmp_path / "f", {"asked": builder}, forms.total())
    field = Vectors(tmp_path / "f", ["asked"]).fields["asked"]
    assert dict(zip(field.terms, field.labels, strict=True)) == {"ann": "Ann", "heist": "heist", "robot": "robots"}


def test_an_empty_field_is_a_field(tmp_path: Path) -> None:
    field = field_of(tmp_path / "f", [[], []])
    assert len(field.terms) == 0
    assert field.present.tolist() == [False, False]
    assert len(field.vector(["anything"])[0]) == 0
