import pickle
from pathlib import Path

import numpy as np
import pytest

from core.catalogue.title import Title, Translation
from core.index.fragments import letters, threes
from core.index.names import Names
from core.index.names_builder import NamesBuilder, cut, names_of

TITLES = [
    Title("a", "movie", "The Vault", original_title="La Bóveda"),
    Title("b", "movie", "土星の彼方", translations={"es": Translation(title="Más allá de Saturno")}),
    Title("c", "movie", "Aaaaaa"),
    Title("d", "movie", "The Vault", original_title="the vault!"),
    Title("e", "series", "x" * 400),
]


def write(folder: Path, *stretches: list[Title]) -> None:
    builder = NamesBuilder()
    for titles in stretches:
        builder.merge(cut([names_of(title) for title in titles]))
    builder.write(folder)


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_cut_by_hand() -> None:
    piece = cut([["Ab", "AB!"], ["Abab", "b"], []])
    assert piece.titles == 3
    assert piece.text == b"ab\nabab\nb\n"
    assert piece.rows.tolist() == [0, 1, 1]
    assert piece.sizes.tolist() == [2, 4, 1]
    expected = {" ab": [0, 1], "ab ": [0, 1], "aba": [1], "bab": [1], " b ": [2]}
    lists = np.split(piece.holders, np.cumsum(piece.counts)[:-1])
    held = dict(zip(piece.keys.tolist(), [part.tolist() for part in lists], strict=True))
    assert held == {threes(letters(three)).item(): numbers for three, numbers in expected.items()}
    assert piece.keys.tolist() == sorted(piece.keys.tolist())
    assert len(piece.short_keys) == 3 + 5 + 2  # each name, and less each of its letters


def test_a_cut_travels_between_processes() -> None:
    piece = cut([names_of(title) for title in TITLES])
    other = pickle.loads(pickle.dumps(piece))
    assert all(np.array_equal(one, two) for one, two in zip(piece, other, strict=True))


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_index_is_the_same_however_the_titles_are_cut(tmp_path: Path, size: int) -> None:
    write(tmp_path / "whole", TITLES)
    write(tmp_path / "merged", *(TITLES[first : first + size] for first in range(0, len(TITLES), size)))
    assert files(tmp_path / "whole") == files(tmp_path / "merged")


def test_every_name_is_found_whatever_its_letters(tmp_path: Path) -> None:
    write(tmp_path / "names", TITLES)
    index, years = Names(tmp_path / "names"), np.full(len(TITLES), np.nan, np.float32)
    for row, title in enumerate(TITLES[:3]):
        for name in filter(None, names_of(title)):
            best = index.search(name, years)[0]
            assert (best.row, best.score) == (row, 1)
    assert [match.row for match in index.search("the vault", years)] == [0, 3]
    assert index.search("x" * 400, years)[0].row == 4


@pytest.mark.parametrize("stretches", [[], [[]], [[Title("a", "movie", "")]]])
def test_no_names_are_an_index_that_finds_nothing(tmp_path: Path, stretches: list[list[Title]]) -> None:
    write(tmp_path / "names", *stretches)
    index = Names(tmp_path / "names")
    for text in ("a", "abc", "abc 1984"):
        assert index.search(text, np.full(sum(map(len, stretches)), np.nan, np.float32)) == []
