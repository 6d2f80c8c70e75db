from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.index.matrix import Lines, write_lines

WEIGHTS = st.floats(-1, 1, width=32)
MATRICES = st.lists(st.dictionaries(st.integers(0, 50), WEIGHTS, max_size=5), max_size=8)


@given(MATRICES)
def test_lines_come_back_as_they_were(matrix: list[dict[int, float]]) -> None:
    lines = [sorted(line.items()) for line in matrix]
    starts = np.cumsum([0, *map(len, lines)], dtype=np.int64)
    flat = [pair for line in lines for pair in line]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "m"
        write_lines(path, starts, np.array([p for p, _ in flat], np.int64), np.array([w for _, w in flat]))
        read = Lines(path)
        assert len(read) == len(lines)
        assert read.lengths.tolist() == list(map(len, lines))
        for number, line in enumerate(lines):
            places, weights = read[number]
            assert (places.dtype, weights.dtype) == (np.int32, np.float32)
            assert list(zip(places.tolist(), weights.tolist(), strict=True)) == line


def test_a_folder_is_never_written_twice(tmp_path: Path) -> None:
    empty = np.zeros(0)
    write_lines(tmp_path / "m", np.zeros(1, np.int64), empty.astype(np.int32), empty)
    with pytest.raises(FileExistsError):
        write_lines(tmp_path / "m", np.zeros(1, np.int64), empty.astype(np.int32), empty)
