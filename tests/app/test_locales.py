"""Every word of the interface has its Spanish, and every Spanish word is used."""

import ast
from string import Formatter

import pytest

from core.catalogue.sample import sample_titles
from tests.app.po import FILE, GENRES, INTERFACE, Forms
from tests.fixtures import ROOT

NETFLIX_GENRES = (
    "Action & Adventure", "Anime Features", "Anime Series", "British TV Shows", "Children & Family Movies",
    "Classic & Cult TV", "Classic Movies", "Comedies", "Crime TV Shows", "Cult Movies", "Documentaries", "Docuseries",
    "Dramas", "Faith & Spirituality", "Horror Movies", "Independent Movies", "International Movies",
    "International TV Shows", "Kids' TV", "Korean TV Shows", "LGBTQ Movies", "Movies", "Music & Musicals", "Reality TV",
    "Romantic Movies", "Romantic TV Shows", "Sci-Fi & Fantasy", "Science & Nature TV", "Spanish-Language TV Shows",
    "Sports Movies", "Stand-Up Comedy", "Stand-Up Comedy & Talk Shows", "TV Action & Adventure", "TV Comedies",
    "TV Dramas", "TV Horror", "TV Mysteries", "TV Sci-Fi & Fantasy", "TV Shows", "TV Thrillers", "Teen TV Shows",
    "Thrillers",
)  # fmt: skip


def said() -> dict[Forms, str]:
    """What the code says by t() and tn(), and where."""
    found = {}
    for folder in ("app", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("t", "tn"):
                    literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                    if words := [literal for literal in literals if isinstance(literal, str)]:
                        found[tuple(words)] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def places(text: str) -> set[str]:
    """The {names} in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_collection_sees_calls_in_formatted_strings() -> None:
    assert {("Details and score",), ("{count} votes",), ("{count} season", "{count} seasons")} <= set(said())


def test_everything_said_is_translated() -> None:
    translated = set(INTERFACE) | {forms[:1] for forms in INTERFACE}  # t() takes the first of two forms
    assert {words: where for words, where in said().items() if words not in translated} == {}


def test_everything_translated_is_said() -> None:
    assert set(INTERFACE) - set(said()) == set()


@pytest.mark.parametrize("words", (INTERFACE | GENRES).items(), ids=lambda words: words[0][0][:40])
def test_translations_are_whole(words: tuple[Forms, Forms]) -> None:
    english, spanish = words
    assert len(spanish) == len(english)
    assert all(form.strip() == form != "" for form in spanish)
    assert {frozenset(places(form)) for form in spanish} == {frozenset(places(form)) for form in english}


def test_nothing_is_translated_twice_or_left_open() -> None:
    assert FILE.count("\nmsgid ") - 1 == len(INTERFACE) + len(GENRES)
    assert "fuzzy" not in FILE


def test_all_genres_are_translated() -> None:
    ours = {genre for title in sample_titles() for genre in title.genres}
    assert len(NETFLIX_GENRES) == 42
    assert {genre for genre in ours | set(NETFLIX_GENRES) if (genre,) not in GENRES} == set()
