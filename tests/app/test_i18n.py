"""Words, numbers and names in the viewer's language."""

import pytest

from app.i18n import country, language, number, spoken, t, tn
from tests.app.conftest import InSession


def test_words_in_both_languages(in_session: InSession) -> None:
    assert in_session(lambda: t("For you")) == "For you"
    assert in_session(lambda: t("For you"), "es") == "Para ti"


def test_words_nobody_translated_stay_as_they_are(in_session: InSession) -> None:
    for words in ("Nobody translated this", "{curly} {0}", "", "%s"):
        assert in_session(lambda words=words: t(words), "es") == words


def test_values_are_filled_in_and_never_read_as_patterns(in_session: InSession) -> None:
    for lang, wanted in (("en", "I like {0} {x!r}"), ("es", "Me gusta {0} {x!r}")):
        assert in_session(lambda: t("I like {title}", title="{0} {x!r}"), lang) == wanted


@pytest.mark.parametrize(
    ("count", "english", "spanish"),
    [(0, "0 titles", "0 títulos"), (1, "1 title", "1 título"), (2, "2 titles", "2 títulos"),
     (12345, "12,345 titles", "12.345 títulos")],
)  # fmt: skip
def test_one_and_many(in_session: InSession, count: int, english: str, spanish: str) -> None:
    assert in_session(lambda: tn("{count} title", "{count} titles", count)) == english
    assert in_session(lambda: tn("{count} title", "{count} titles", count), "es") == spanish
    assert in_session(lambda: tn("{count} egg", "{count} eggs", count), "es").endswith("egg" if count == 1 else "eggs")


def test_a_message_of_two_forms_alone_is_its_first(in_session: InSession) -> None:
    assert in_session(lambda: t("Series"), "es") == "Serie"


@pytest.mark.parametrize(
    ("chosen", "locale", "wanted"),
    [("", None, "en"), ("es", None, "es"), ("en", "es-ES", "en"), ("", "es-419", "es"), ("", "ES", "es"),
     ("", "pt-BR", "en"), ("xx", "es-ES", "es"), ("<script>", None, "en"), ("es-ES", None, "en"), ("ES", None, "en")],
)  # fmt: skip
def test_the_language_is_chosen_or_the_browsers_or_english(
    in_session: InSession, chosen: str, locale: str | None, wanted: str
) -> None:
    assert in_session(language, chosen, locale) == wanted


@pytest.mark.parametrize(
    ("code", "english", "spanish"),
    [("DE", "Germany", "Alemania"), ("XX", "XX", "XX"), ("Soviet Union", "Soviet Union", "Soviet Union"), ("", "", "")],
)
def test_countries(in_session: InSession, code: str, english: str, spanish: str) -> None:
    assert [in_session(lambda: country(code), lang) for lang in ("en", "es")] == [english, spanish]


@pytest.mark.parametrize(
    ("code", "english", "spanish"),
    [("de", "German", "Alemán"), ("es", "Spanish", "Español"), ("xq", "Xq", "Xq"), ("", "", "")],
)
def test_languages(in_session: InSession, code: str, english: str, spanish: str) -> None:
    assert [in_session(lambda: spoken(code), lang) for lang in ("en", "es")] == [english, spanish]


def test_numbers(in_session: InSession) -> None:
    assert in_session(lambda: number(1234567.5)) == "1,234,567.5"
    assert in_session(lambda: number(1234567.5), "es") == "1.234.567,5"
