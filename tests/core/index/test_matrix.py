from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.index.matrix import Lines, TitleLines, create_lines

WEIGHTS = st.floats(-1, 1, width=32)
MATRICES = st.lists(st.dictionaries(st.integers(0, 50), WEIGHTS, max_size=5), max_size=8)


def written(path: Path, matrix: list[dict[int, float]]) -> Lines:
    flat = [pair for line in matrix for pair in sorted(line.items())]
    places, weights = create_lines(path, len(flat))
    if flat:
        places[:], weights[:] = zip(*flat, strict=True)
    np.save(path / "starts.npy", np.cumsum([0, *map(len, matrix)], dtype=np.int64))
    return Lines(path)


@given(MATRICES)
def test_lines_come_back_as_they_were(matrix: list[dict[int, float]]) -> None:
    lines = [sorted(line.items()) for line in matrix]
    with TemporaryDirectory() as folder:
        read = written(Path(folder) / "m", matrix)
        assert len(read) == len(lines)
        assert read.lengths.tolist() == list(map(len, lines))
        for number, line in enumerate(lines):
            places, weights = read[number]
            assert (places.dtype, weights.dtype) == (np.int32, np.float32)
            assert list(zip(places.tolist(), weights.tolist(), strict=True)) == line


@given(MATRICES.filter(bool), st.data())
def test_lines_are_added_up_as_one_by_one(matrix: list[dict[int, float]], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.integers(0, len(matrix) - 1), max_size=6))
    factors = np.array(data.draw(st.lists(WEIGHTS, min_size=len(wanted), max_size=len(wanted))), np.float32)
    expected = np.zeros(51)
    for number, factor in zip(wanted, factors, strict=True):
        for place, weight in matrix[number].items():
            expected[place] += weight * factor
    sums = np.zeros(51, np.float32)
    with TemporaryDirectory() as folder:
        written(Path(folder) / "m", matrix).add_to(sums, np.array(wanted, np.int64), factors)
    np.testing.assert_allclose(sums, expected, atol=1e-6)


@given(st.lists(st.tuples(*[st.dictionaries(st.integers(0, 50), WEIGHTS, max_size=4)] * 3), min_size=1), st.data())
def test_some_lines_of_some_titles_are_gathered(
    titles: list[tuple[dict[int, float], ...]], data: st.DataObject
) -> None:
    rows = data.draw(st.lists(st.integers(0, len(titles) - 1), max_size=5))
    fields = data.draw(st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True).map(sorted))
    lines = [sorted(titles[row][field].items()) for row in rows for field in fields]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "m"
        written(path, [line for title in titles for line in title])
        read = TitleLines(path, 3)
        places, weights, sizes = read.gather(rows, np.array(fields))
        assert sizes.tolist() == list(map(len, lines))
        assert list(zip(places.tolist(), weights.tolist(), strict=True)) == [pair for line in lines for pair in line]
        for row, field in [(row, field) for row in rows for field in fields]:
            places, weights = read.line(row, field)
            assert dict(zip(places.tolist(), weights.tolist(), strict=True)) == titles[row][field]


def test_long_lines_are_added_like_short_ones(tmp_path: Path) -> None:
    matrix = [dict.fromkeys(range(0, 9000, 2), 0.5), {1: 0.25, 4: 1.0}, dict.fromkeys(range(9000), 0.125)]
    sums = np.zeros(9000, np.float32)
    written(tmp_path / "m", matrix).add_to(sums, np.array([0, 1, 2]), np.array([1, 2, 4], np.float32))
    assert sums[:6].tolist() == [1.0, 1.0, 1.0, 0.5, 3.0, 0.5]
    assert sums.sum() == 4500 * 0.5 + 2 * 1.25 + 9000 * 0.5


def test_a_folder_is_never_written_twice(tmp_path: Path) -> None:
    create_lines(tmp_path / "m", 1)
    with pytest.raises(FileExistsError):
        create_lines(tmp_path / "m", 1)
