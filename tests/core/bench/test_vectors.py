"""Brute force tells right answers from wrong ones."""

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array

from core.bench.vectors import LinearKernel, Truth, best


@pytest.fixture(scope="module")
def matrix() -> csr_array:
    made = random_array((300, 80), density=0.1, rng=np.random.default_rng(3), dtype=np.float32, format="csr")
    norms = np.sqrt(np.asarray(made.multiply(made).sum(axis=1)).ravel())
    return csr_array(made.multiply(1 / np.maximum(norms, 1e-9)[:, None]), dtype=np.float32)


def test_scikit_learn_is_right(matrix: csr_array) -> None:
    truth, kernel = Truth(matrix), LinearKernel(matrix)
    mask = np.arange(300) % 4 == 0
    filtered = kernel.filtered(mask)
    for row in range(40):
        assert truth.confirms(kernel.similar(row, 10)[0], None, {row: 1.0}, 10, None)
        assert truth.confirms(filtered(row, 10)[0], None, {row: 1.0}, 10, mask)
        rows = [row, row + 1, row + 2]
        assert truth.confirms(kernel.like(rows, 10)[0], None, dict.fromkeys(rows, 1.0), 10, None)


def test_scores_are_cosines(matrix: csr_array) -> None:
    dense = matrix.toarray().astype(np.float64)
    wanted = dense @ (dense[3] + 2 * dense[5]) / np.linalg.norm(dense[3] + 2 * dense[5])
    np.testing.assert_allclose(Truth(matrix).scores({3: 1.0, 5: 2.0}), wanted, atol=1e-12)


def test_wrong_answers_are_told(matrix: csr_array) -> None:
    truth = Truth(matrix)
    scores = truth.scores({7: 1.0}).astype(np.float32)
    rows, right = best(scores, 10, (7,))
    assert truth.confirms(rows, right, {7: 1.0}, 10, None)
    assert not truth.confirms(rows[:9], right[:9], {7: 1.0}, 10, None)  # one is missing
    assert not truth.confirms(rows[::-1], right[::-1], {7: 1.0}, 10, None)  # not in order
    assert not truth.confirms(np.r_[rows[:9], rows[8]], np.r_[right[:9], right[8]], {7: 1.0}, 10, None)  # one twice
    assert not truth.confirms(rows, right + np.float32(1e-4), {7: 1.0}, 10, None)  # other scores
    assert not truth.confirms(np.r_[7, rows[:9]], None, {7: 1.0}, 10, None)  # the title itself
    assert not truth.confirms(rows, right, {7: 1.0}, 10, np.arange(300) != rows[4])  # one is filtered out


def test_equal_scores_may_change_places() -> None:
    truth = Truth(csr_array(np.asarray([[1, 0], [0.6, 0.8], [0.6, 0.8], [0, 1]], dtype=np.float32)))
    for rows in ([1, 2], [2, 1]):
        assert truth.confirms(np.asarray(rows), None, {0: 1.0}, 2, None)
    assert not truth.confirms(np.asarray([1, 3]), None, {0: 1.0}, 2, None)
