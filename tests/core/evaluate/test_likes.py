"""Reading who likes what."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import UnreadableFile
from core.evaluate.likes import read_likes

ROWS = {"movie-1": 0, "movie-2": 1, "s3": 2}


def read(path: Path, text: str) -> "list[tuple[int, int]]":
    path.write_text(text, "utf-8")
    likes = read_likes(path, lambda title_id: ROWS.get(title_id, -1))
    return list(zip(likes.users.tolist(), likes.rows.tolist(), strict=True))


def test_ratings_of_four_or_more_are_likes(tmp_path: Path) -> None:
    text = "userId,movielens_id,tmdb_id,rating\n7,1,1,4.0\n7,2,2,3.5\n8,2,2,5\n8,2,2,5\n9,1,1,none\n"
    assert read(tmp_path / "r.csv", text) == [(0, 0), (1, 1)]


def test_a_file_without_ratings_holds_likes(tmp_path: Path) -> None:
    assert read(tmp_path / "r.csv", "\ufeffuser,title_id\na,s3\na,movie-1\n\nb\n") == [(0, 0), (0, 2)]


def test_unknown_titles_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("user,title_id\na,nope\na,s3\n")
    assert read_likes(path, lambda title_id: ROWS.get(title_id, -1)).unknown == 1


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "user,title_id\n1,nope\n"])
def test_what_is_no_file_of_likes_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableFile, match="user|like"):
        read(tmp_path / "r.csv", text)


def test_missing_and_binary_files_are_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_likes(tmp_path / "none.csv", ROWS.__getitem__)
    (tmp_path / "b.csv").write_bytes(bytes(np.arange(256, dtype=np.uint8)))
    with pytest.raises(UnreadableFile):
        read_likes(tmp_path / "b.csv", ROWS.__getitem__)
