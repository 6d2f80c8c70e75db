import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.title import Title
from core.text import Analyser, detect_language, fold, strip_accents

WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzáéíóúñüçàèâêîôûäöåãõ", min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ocean’s Eleven!", "oceans eleven"),
        ("Ocean´s", "oceans"),
        ("Œuvre", "oeuvre"),
        ("Søren Łódź", "soren lodz"),
        ("Ǿ", "o"),
        ("8½", "8 1 2"),
        ("WALL·E", "wall e"),
        ("straße", "strasse"),
        ("İstanbul ıssız", "istanbul issiz"),
        ("ℋello ﬁlm", "hello film"),
        ("千と千尋の神隠し", "千と千尋の神隠し"),
        ("기생충", "기생충"),
        ("***", "***"),
        ("  a_b--c  ", "a b c"),
        ("", ""),
        ("'", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert strip_accents(strip_accents(text)) == strip_accents(text)


@pytest.mark.parametrize("start", range(0, 0x30000, 0x4000))
def test_folding_any_single_character_twice_is_folding_it_once(start: int) -> None:
    wrong = [chr(code) for code in range(start, start + 0x4000) if fold(fold(chr(code))) != fold(chr(code))]
    assert wrong == []


@given(st.text())
def test_folded_text_has_single_spaces_inside_only(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())


@given(st.lists(WORDS, max_size=6).map(" ".join))
def test_case_does_not_matter_to_a_folded_name(text: str) -> None:
    assert fold(text.upper()) == fold(text) == fold(text.title())


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "de"])
def test_case_and_accents_do_not_matter_to_terms(language: str) -> None:
    analyser = Analyser(language)

    @given(st.lists(WORDS, max_size=6).map(" ".join))
    def check(text: str) -> None:
        assert analyser.terms(text) == analyser.terms(text.upper()) == analyser.terms(strip_accents(text))

    check()


def test_terms_are_stemmed_and_without_stop_words() -> None:
    assert Analyser("en").terms("The detectives and their heists") == ["detect", "heist"]
    assert Analyser("es").terms("Los ladrones y el atraco de la estación") == ["ladron", "atrac", "estacion"]
    assert Analyser("en").terms("") == []


def test_a_term_comes_with_the_word_it_was() -> None:
    assert Analyser("es").pairs("Estación, ESTACIONES") == [("estacion", "estación"), ("estacion", "estaciones")]


@given(st.text())
def test_pairs_are_the_terms_and_their_words(text: str) -> None:
    pairs = Analyser("en").pairs(text)
    assert [term for term, _ in pairs] == Analyser("en").terms(text)
    assert all(term and word for term, word in pairs)
    assert len({word: term for term, word in pairs}) == len(set(pairs))  # a word always gives the same term


def test_characters_of_chinese_and_japanese_come_in_pairs() -> None:
    assert Analyser("ja").terms("七人の侍") == ["七人", "人の", "の侍"]
    assert Analyser("zh").terms("侍") == ["侍"]


def test_a_capital_i_with_a_dot_breaks_no_word() -> None:
    assert Analyser("xx").terms("İstanbul") == Analyser("xx").terms("Istanbul") == ["istanbul"]


def test_a_language_without_stemmer_keeps_words_whole() -> None:
    assert Analyser("xx").terms("running dogs") == ["running", "dogs"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A young man leaves the city and finds that he is not who he was.", "en"),
        ("Un joven deja la ciudad y sus amigos lo buscan, pero él no es quien era cuando se fue.", "es"),
        ("Un jeune homme quitte la ville et découvre qu'il n'est pas celui qu'il était.", "fr"),
        ("Ein junger Mann verlässt die Stadt und merkt, dass er nicht der ist, der er war.", "de"),
        ("Um jovem deixa a cidade e descobre que não é quem ele era.", "pt"),
        ("Un giovane lascia la città e scopre che non è chi era, perché nella sua vita...", "it"),
    ],
)
def test_detect_language(text: str, language: str) -> None:
    assert detect_language([text] * 3) == language


def test_both_languages_of_the_embedded_catalogue_are_told(embedded_titles: list[Title]) -> None:
    assert detect_language(title.overview for title in embedded_titles) == "en"
    assert detect_language(title.translations["es"].overview for title in embedded_titles) == "es"


def test_no_words_mean_the_default() -> None:
    assert detect_language([]) == "en"
    assert detect_language(["", "123 !!"], default="es") == "es"
