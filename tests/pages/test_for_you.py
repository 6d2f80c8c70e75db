"""For you: likes, dislikes and a mood, in an address that can be kept."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.engine import Engine
from core.store.local import LocalStore
from tests.fixtures import Clock, publish
from tests.pages.conftest import Serve, address, shown, sound, until, visit

pytestmark = pytest.mark.usefixtures("embedded_served")

INTERSTELLAR = "movie-157336"
DARK = "tv-dark-2017"
EMPTY = "Add a title you like, or say what you are in the mood for."


def recommended(engine: Engine, liked: Sequence[str] = (), disliked: Sequence[str] = (), text: str = "") -> list[str]:
    """What the engine answers, in English."""
    found = engine.recommend(
        dict.fromkeys(liked, 1.0), dict.fromkeys(disliked, 1.0), text, count=24, diversity=0.3, language="en"
    )
    return [item.title.title for item in found]


def test_begins_with_an_invitation() -> None:
    at = visit("for_you")
    assert [info.value for info in at.info] == [EMPTY]
    assert shown(at) == []
    assert address(at) == {}


def test_a_dislike_alone_is_nothing_to_go_by() -> None:
    assert [info.value for info in visit("for_you", dislike=DARK).info] == [EMPTY]


def test_the_list_comes_from_the_address(embedded: Engine) -> None:
    at = visit("for_you", like=[INTERSTELLAR, "movie-653"], dislike=DARK)
    assert at.multiselect(key="for-you:like").value == [INTERSTELLAR, "movie-653"]
    assert at.multiselect(key="for-you:dislike").value == [DARK]
    assert at.multiselect(key="for-you:like").options == ["Interstellar (2014)", "Nosferatu (1922)"]
    assert shown(at) == recommended(embedded, (INTERSTELLAR, "movie-653"), (DARK,))
    assert address(at) == {"like": [INTERSTELLAR, "movie-653"], "dislike": [DARK]}


def test_unknown_and_repeated_ids_are_left_out() -> None:
    at = visit("for_you", like=["nobody", DARK, "<script>", DARK, "\x00", "x" * 5000])
    assert at.multiselect(key="for-you:like").value == [DARK]
    assert address(at) == {"like": [DARK]}


def test_a_list_has_an_end(embedded: Engine) -> None:
    at = visit("for_you", like=embedded.ids[:60])
    assert at.multiselect(key="for-you:like").value == embedded.ids[:50]
    at.text_input(key="find").input("dark").run()
    at.button(key=f"like-{DARK}").click().run()
    assert sound(at).multiselect(key="for-you:like").value == embedded.ids[:50]


def test_a_mood_is_enough(embedded: Engine) -> None:
    at = visit("for_you")
    at.text_input(key="for-you:mood").input("a heist in a bank").run()
    assert shown(sound(at)) == recommended(embedded, text="a heist in a bank")
    assert address(at) == {"mood": ["a heist in a bank"]}


@pytest.mark.parametrize("mood", ["qqqq zzzz", "the of and", "¡¿?!", "<script>", "🦄"])
def test_a_mood_without_a_known_word_says_so(mood: str) -> None:
    at = visit("for_you", mood=mood)
    assert shown(at) == []
    assert [info.value for info in at.info] == ["There is nothing to compare by here. Try another method."]


def test_titles_are_added_by_search_and_moved_from_list_to_list(embedded: Engine) -> None:
    at = visit("for_you")
    at.text_input(key="find").input("intersteler").run()
    found = [button.key for button in at.button]
    assert found[:2] == [f"like-{INTERSTELLAR}", f"dislike-{INTERSTELLAR}"]
    assert at.button(key=found[0]).help == "I like Interstellar \\(2014\\)"
    at.button(key=f"like-{INTERSTELLAR}").click().run()
    assert shown(sound(at)) == recommended(embedded, (INTERSTELLAR,))
    at.button(key=f"dislike-{INTERSTELLAR}").click().run()
    assert address(sound(at)) == {"dislike": [INTERSTELLAR]}
    at.button(key=f"dislike-{INTERSTELLAR}").click().run()
    assert address(sound(at)) == {}


def test_the_last_title_can_be_taken_off() -> None:
    at = visit("for_you", like=DARK, dislike=INTERSTELLAR)
    for which in ("like", "dislike"):
        at.multiselect(key=f"for-you:{which}").set_value([]).run()
        assert sound(at).multiselect(key=f"for-you:{which}").value == []
    assert [info.value for info in at.info] == [EMPTY]
    assert address(at) == {}


def test_the_list_outlives_a_visit_elsewhere() -> None:
    at = visit("for_you", like=DARK)
    at.switch_page("../pages/about.py").run()
    at.switch_page("../pages/for_you.py").run()
    assert sound(at).multiselect(key="for-you:like").value == [DARK]


def test_a_title_that_leaves_the_catalogue_leaves_the_list(
    serve: Serve, tmp_path: Path, embedded: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFRESH_SECONDS", "0.2")
    clock, store = Clock(), LocalStore(tmp_path)
    titles = [embedded.title(title_id) for title_id in embedded.ids[:40]]
    publish(store, titles, ["en"], clock())
    serve(tmp_path)
    at = visit("for_you", like=[titles[0].id, titles[1].id])
    publish(store, titles[1:], ["en"], clock())
    until(lambda: sound(at.run()).multiselect(key="for-you:like").value == [titles[1].id])


def test_variety_and_filters_stand_in_the_address() -> None:
    at = visit("for_you", like=DARK)
    at.slider(key="for-you:diversity").set_value(0.0).run()
    at.button_group(key="for-you:type").set_value("movie").run()
    assert address(sound(at)) == {"like": [DARK], "diversity": ["0.0"], "type": ["movie"]}
    assert shown(visit("for_you", like=DARK, diversity="0.0", type="movie")) == shown(at)
