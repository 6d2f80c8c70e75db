"""TMDB's own answers, where recordings of them lie beside the project."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.tmdb.convert import title_of
from core.tmdb.paged import _rows
from core.tmdb.plan import Plan
from core.tmdb.query import mark

_FOLDER = Path(__file__).parents[4] / "shared" / "tmdb" / "recordings"
_THEN = datetime(2026, 1, 2, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not _FOLDER.is_dir(), reason="no recorded answers beside the project")


def _body(beginning: str) -> dict[str, Any]:
    (file,) = _FOLDER.glob(f"{beginning}.json")
    body: dict[str, Any] = json.loads(file.read_text())["response"]["body"]
    return body


def test_a_recorded_film() -> None:
    title = title_of("movie", _body("GET_3_movie_550__*"), Plan(), _THEN)
    assert (title.id, title.title, title.year, title.runtime, title.maturity) == (
        "movie-550",
        "Fight Club",
        1999,
        139,
        "R",
    )
    assert title.directors == ("David Fincher",) and title.cast[:2] == ("Edward Norton", "Brad Pitt")
    assert title.languages == ("en",) and title.countries[0] == "DE" and "dual identity" in title.keywords
    assert title.genres == ("Drama", "Thriller") and title.vote_count == 30717 and title.poster_path.endswith(".jpg")


def test_a_recorded_series() -> None:
    title = title_of("tv", _body("GET_3_tv_1399__*"), Plan(), _THEN)
    assert title.directors == ("David Benioff", "D. B. Weiss") and title.cast[0] == "Peter Dinklage"
    assert (title.seasons, title.runtime, title.maturity, title.countries) == (8, 80, "TV-MA", ("US",))
    assert len(title.keywords) == 6 and len(title.cast) == 20


@pytest.mark.parametrize(("kind", "total"), [("movie", 4693), ("tv", 3475)])
def test_recorded_lists(kind: str, total: int) -> None:
    body = _body(f"GET_3_discover_{kind}__watch*")
    rows = list(_rows(body, mark))
    assert len(rows) == 20 == len({number for number, _ in rows}) and body["total_results"] == total


def test_recorded_changes() -> None:
    assert len(list(_rows(_body("GET_3_movie_changes__*"), mark))) == 100
