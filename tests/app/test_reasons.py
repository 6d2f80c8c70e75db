"""Why a title is recommended, in words."""

from app.reasons import field_name, label, sentences
from core.recommend.reasons import Because, Part
from tests.app.conftest import InSession

WHOLE = Because((
    Part("directors", "Ada Stone", 0.25), Part("cast", "Max Ruiz", 0.12), Part("cast", "Ivy Cole", 0.1),
    Part("genres", "Crime", 0.2), Part("keywords", "Bank", 0.1), Part("overview", "bank", 0.08),
    Part("title", "heist", 0.15),
))  # fmt: skip


def test_a_sentence_for_each_kind_the_weightiest_first(in_session: InSession) -> None:
    assert in_session(lambda: sentences(WHOLE)) == [
        "Same direction: Ada Stone", "Also with Max Ruiz, Ivy Cole", "Same genre: Crime", "Both about: Bank",
        "Shared words in the title: heist",
    ]  # fmt: skip


def test_in_spanish_with_what_is_known_in_it(in_session: InSession) -> None:
    assert in_session(lambda: sentences(WHOLE), "es") == [
        "Misma dirección: Ada Stone", "También con Max Ruiz, Ivy Cole", "Mismo género: Crimen", "En común: Bank",
        "Palabras comunes en el título: heist",
    ]  # fmt: skip


def test_time_and_rating_come_last_and_chance_words_not_at_all(in_session: InSession) -> None:
    because = Because((
        Part("year", "1999", 0.3), Part("regard", "8.1", 0.25), Part("cast", "Max Ruiz", 0.2),
        Part("overview", "leads", 0.1),
    ))  # fmt: skip
    assert in_session(lambda: sentences(because)) == ["Also with Max Ruiz", "Of the same time: 1999", "Well rated: 8.1"]


def test_what_speaks_against_a_title_is_no_reason(in_session: InSession) -> None:
    because = Because((Part("cast", "Max Ruiz", 0.5), Part("genres", "Crime", -0.2)))
    assert in_session(lambda: sentences(because)) == ["Also with Max Ruiz"]
    assert in_session(lambda: sentences(Because())) == []


def test_the_same_word_twice_is_said_once(in_session: InSession) -> None:
    because = Because((Part("keywords", "NASA", 0.3), Part("overview", "nasa", 0.2), Part("overview", "moon", 0.1)))
    assert in_session(lambda: sentences(because)) == ["Both about: NASA, moon"]


def test_at_most_four_are_named(in_session: InSession) -> None:
    because = Because(tuple(Part("cast", f"Actor {number}", 0.1) for number in range(9)))
    assert in_session(lambda: sentences(because)) == ["Also with Actor 0, Actor 1, Actor 2, Actor 3"]


def test_names_are_not_read_as_patterns(in_session: InSession) -> None:
    because = Because((Part("cast", "{0} {names}", 1.0),))
    assert in_session(lambda: sentences(because)) == ["Also with {0} {names}"]


def test_labels_and_fields(in_session: InSession) -> None:
    named = (("keywords", "BANK"), ("genres", "War"), ("overview", "war"), ("keywords", "?"))
    parts = [Part(field, word, 1) for field, word in named]
    assert in_session(lambda: [label(part) for part in parts], "es") == ["BANK", "Bélica", "war", "?"]
    assert in_session(lambda: [field_name(name) for name in ("cast", "overview", "new")], "es") == [
        "Reparto", "Descripción", "new",
    ]  # fmt: skip
