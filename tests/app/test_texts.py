"""A title's texts and facts in words, in both languages."""

import pytest

from app import texts
from core.catalogue.title import Title, Translation
from tests.app.conftest import InSession

SPANISH = Translation("El faro", "Un faro.", ("mar", "niebla"))
FILM = Title("m1", "movie", "The Lighthouse", year=2019, overview="A lighthouse.", keywords=("sea", "fog"), runtime=109,
             maturity="R", translations={"es": SPANISH})  # fmt: skip


@pytest.mark.parametrize(
    ("title", "english", "spanish"),
    [
        (Title("m", "movie", "x", runtime=109), "1 h 49 min", "1 h 49 min"),
        (Title("m", "movie", "x", runtime=60), "1 h 00 min", "1 h 00 min"),
        (Title("m", "movie", "x", runtime=180), "3 h 00 min", "3 h 00 min"),
        (Title("m", "movie", "x", runtime=59), "59 min", "59 min"),
        (Title("m", "movie", "x", runtime=1), "1 min", "1 min"),
        (Title("m", "movie", "x", runtime=0), "", ""),
        (Title("m", "movie", "x"), "", ""),
        (Title("s", "series", "x", seasons=1), "1 season", "1 temporada"),
        (Title("s", "series", "x", seasons=3), "3 seasons", "3 temporadas"),
        (Title("s", "series", "x", seasons=0), "", ""),
        (Title("s", "series", "x", runtime=45, seasons=3), "45 min", "45 min"),
    ],
)
def test_length(in_session: InSession, title: Title, english: str, spanish: str) -> None:
    assert [in_session(lambda: texts.length(title), lang) for lang in ("en", "es")] == [english, spanish]


def test_texts_are_the_viewers_where_there_are_any(in_session: InSession) -> None:
    def read() -> list[object]:
        return [texts.name(FILM), texts.labelled(FILM), texts.overview(FILM), texts.keywords(FILM), texts.facts(FILM)]

    assert in_session(read) == [
        "The Lighthouse", "The Lighthouse (2019)", "A lighthouse.", {"sea": "sea", "fog": "fog"},
        ["2019", "Film", "1 h 49 min", "R"],
    ]  # fmt: skip
    assert in_session(read, "es") == [
        "El faro", "El faro (2019)", "Un faro.", {"sea": "mar", "fog": "niebla"},
        ["2019", "Película", "1 h 49 min", "R"],
    ]  # fmt: skip


@pytest.mark.parametrize("translation", [Translation(), Translation(keywords=("only one",))])
def test_what_is_not_translated_is_shown_in_the_catalogues_language(
    in_session: InSession, translation: Translation
) -> None:
    title = Title("m", "movie", "Fog", overview="Fog.", keywords=("sea", "fog"), translations={"es": translation})
    read = lambda: [texts.name(title), texts.overview(title), texts.keywords(title)]  # noqa: E731
    assert in_session(read, "es") == ["Fog", "Fog.", {"sea": "sea", "fog": "fog"}]


def test_what_is_not_known_is_left_out(in_session: InSession) -> None:
    bare = Title("s", "series", "Bare")
    assert in_session(lambda: texts.facts(bare)) == ["Series"]
    assert in_session(lambda: texts.labelled(bare)) == "Bare"
