"""Who likes what, read from a ratings file."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.errors import UnreadableFile

LEAST_RATING = 4.0
"""A rating of this or more is a like; a file without ratings holds likes alone."""
_USERS = ("user", "userid", "user_id")
_TITLES = ("title_id", "titleid", "id", "tmdb_id", "tmdbid")


@dataclass(frozen=True, slots=True)
class Likes:
    """Likes as pairs: ``users`` int64 (n_likes,) numbered from 0, ``rows`` int64 (n_likes,) of the snapshot.

    Each pair once, in order of user, then row. ``unknown`` counts the likes of titles the catalogue lacks.
    """

    users: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    unknown: int

    def counts(self, titles: int) -> npt.NDArray[np.int64]:
        """How many like each title, int64 (titles,)."""
        return np.bincount(self.rows, minlength=titles)


def read_likes(path: Path, find: Callable[[str], int]) -> Likes:
    """Reads a CSV with a user, a title's id, and perhaps a rating in each row.

    ``find(id)`` gives a title's row or -1. A bare number under ``tmdb_id`` is a film's.

    :raises UnreadableFile: the file or its columns are missing, or nothing in it is known.
    """
    numbers: dict[str, int] = {}
    pairs: set[tuple[int, int]] = set()
    unknown = 0
    for user, title_id in _liked(path):
        row = find(title_id)
        if row < 0:
            unknown += 1
        else:
            pairs.add((numbers.setdefault(user, len(numbers)), row))
    if not pairs:
        raise UnreadableFile(f"{path} has no like of a title in this catalogue. Check its ids against it.")
    ordered = np.asarray(sorted(pairs), dtype=np.int64)
    return Likes(ordered[:, 0], ordered[:, 1], unknown)


def _liked(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            header = [name.strip().lower() for name in next(lines, [])]
            user = next((header.index(name) for name in _USERS if name in header), None)
            title = next((header.index(name) for name in _TITLES if name in header), None)
            if user is None or title is None:
                raise UnreadableFile(
                    f"{path} needs a column user and a column title_id (or tmdb_id); it has: {', '.join(header)}."
                )
            rating = header.index("rating") if "rating" in header else None
            is_number = header[title].startswith("tmdb")
            for line in lines:
                if len(line) > max(user, title, rating or 0) and (rating is None or _is_like(line[rating])):
                    given = line[title].strip()
                    yield line[user], f"movie-{given}" if is_number and given.isdecimal() else given
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(f"{path} cannot be read as ratings: {error}. Give a CSV file in UTF-8.") from error


def _is_like(rating: str) -> bool:
    try:
        return float(rating) >= LEAST_RATING
    except ValueError:
        return False
