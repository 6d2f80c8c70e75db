from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.index.strings import Strings, write_strings

LINES = st.text(alphabet=st.characters(exclude_characters="\n", exclude_categories=("Cs",)))


@given(st.lists(LINES))
def test_strings_come_back_as_they_were(tmp_path: Path, strings: list[str]) -> None:
    assert write_strings(tmp_path / "s.txt", strings) == len(strings)
    table = Strings(tmp_path / "s.txt")
    assert list(table) == strings
    assert len(table) == len(strings)


@given(st.sets(LINES), LINES)
def test_find_in_a_sorted_table(tmp_path: Path, strings: set[str], other: str) -> None:
    ordered = sorted(strings)
    write_strings(tmp_path / "s.txt", ordered)
    table = Strings(tmp_path / "s.txt")
    assert [table.find(text) for text in ordered] == list(range(len(ordered)))
    assert table.find(other) == (ordered.index(other) if other in strings else -1)


def test_half_a_surrogate_pair_is_in_no_table(tmp_path: Path) -> None:
    write_strings(tmp_path / "s.txt", ["?", "a", "\ufffd"])
    assert Strings(tmp_path / "s.txt").find("\ud800") == -1


def test_a_row_outside_the_table_is_an_error(tmp_path: Path) -> None:
    write_strings(tmp_path / "s.txt", ["a"])
    for row in (-1, 1):
        with pytest.raises(IndexError):
            Strings(tmp_path / "s.txt")[row]


def test_a_line_break_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line break"):
        write_strings(tmp_path / "s.txt", ["a\nb"])


def test_the_file_is_text_that_anybody_can_read(tmp_path: Path) -> None:
    write_strings(tmp_path / "s.txt", ["uno", "dös"])
    assert (tmp_path / "s.txt").read_text("utf-8") == "uno\ndös\n"
