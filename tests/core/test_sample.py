"""What the embedded catalogue promises to everything that is built on it."""

import re
from collections import Counter

import pytest

from core.catalogue import sample
from core.catalogue.title import Title
from core.catalogue.values.ids import is_safe
from core.text import fold


def test_it_is_large_and_of_both_kinds(embedded_titles: list[Title]) -> None:
    kinds = Counter(title.type for title in embedded_titles)
    assert len(embedded_titles) >= 500
    assert kinds["movie"] >= 280
    assert kinds["series"] >= 180


def test_it_is_from_everywhere_and_every_time(embedded_titles: list[Title]) -> None:
    languages = Counter(code for title in embedded_titles for code in title.languages)
    assert len({code for title in embedded_titles for code in title.countries}) >= 25
    assert len(languages) >= 12
    assert languages["es"] >= 80
    assert len({title.year // 10 for title in embedded_titles if title.year}) >= 6
    assert all(re.fullmatch("[A-Z]{2}", code) for title in embedded_titles for code in title.countries)
    assert all(re.fullmatch("[a-z]{2}", code) for code in languages)


def test_ids_are_unique_sorted_and_fit_in_an_address(embedded_titles: list[Title]) -> None:
    ids = [title.id for title in embedded_titles]
    assert ids == sorted(set(ids))
    assert all(map(is_safe, ids))
    assert all(title.id.startswith("movie-" if title.type == "movie" else "tv-") for title in embedded_titles)


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [("cast", 5, 8), ("keywords", 6, 12), ("directors", 1, 12), ("genres", 1, 6), ("countries", 1, 9)],
)
def test_lists_have_the_length_they_should(embedded_titles: list[Title], field: str, least: int, most: int) -> None:
    wrong = {t.id: len(getattr(t, field)) for t in embedded_titles if not least <= len(getattr(t, field)) <= most}
    assert wrong == {}


@pytest.mark.parametrize("field", ["cast", "keywords", "directors", "genres", "countries"])
def test_nothing_stands_twice_in_a_list(embedded_titles: list[Title], field: str) -> None:
    assert [t.id for t in embedded_titles if len({fold(v) for v in getattr(t, field)}) < len(getattr(t, field))] == []


def overviews(titles: list[Title], language: str) -> dict[str, str]:
    return {t.id: t.overview if language == "en" else t.translations["es"].overview for t in titles}


@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_overviews_are_of_forty_to_seventy_words_and_each_their_own(
    embedded_titles: list[Title], language: str
) -> None:
    texts = overviews(embedded_titles, language)
    assert {title_id: len(text.split()) for title_id, text in texts.items() if not 40 <= len(text.split()) <= 70} == {}
    assert len({fold(text) for text in texts.values()}) == len(texts)
    assert all(text == " ".join(text.split()) for text in texts.values())


def test_no_overview_is_left_untranslated(embedded_titles: list[Title]) -> None:
    assert not {fold(t.overview) for t in embedded_titles} & {
        fold(text) for text in overviews(embedded_titles, "es").values()
    }


def test_every_title_has_a_spanish_form_with_its_keywords(embedded_titles: list[Title]) -> None:
    for title in embedded_titles:
        spanish = title.translations["es"]
        assert spanish.title, title.id
        assert len(spanish.keywords) == len(title.keywords), title.id
        assert all(spanish.keywords), title.id


def test_every_keyword_has_one_spanish_form() -> None:
    lines = (sample.FOLDER / "keywords.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    assert all(len(pair) == 2 and all(part.strip() == part != "" for part in pair) for pair in pairs)
    assert len({english for english, _ in pairs}) == len(pairs)


def test_films_have_a_length_and_series_have_seasons(embedded_titles: list[Title]) -> None:
    for title in embedded_titles:
        assert (title.runtime is not None) == (title.type == "movie"), title.id
        assert (title.seasons is not None) == (title.type == "series"), title.id


def test_namesakes_and_collections_exist(embedded_titles: list[Title]) -> None:
    names = Counter(fold(title.title) for title in embedded_titles)
    collections = Counter(title.collection for title in embedded_titles if title.collection)
    assert sum(count >= 2 for count in names.values()) >= 3
    assert sum(count >= 2 for count in collections.values()) >= 5


def test_no_title_of_one_kind_and_year_stands_twice(embedded_titles: list[Title]) -> None:
    assert len({(fold(t.title), t.type, t.year) for t in embedded_titles}) == len(embedded_titles)


def test_the_fingerprint_changes_with_the_files(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sample.fingerprint()
    folder = tmp_path_factory.mktemp("sample")
    for path in sample.FOLDER.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(sample, "FOLDER", folder)
    assert sample.fingerprint() == before
    with (folder / "keywords.tsv").open("a", encoding="utf-8") as file:
        file.write("new\tnuevo\n")
    assert sample.fingerprint() != before
    assert re.fullmatch("embedded:[0-9a-f]{16}", before)
