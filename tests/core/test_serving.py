"""The engine that answers, and the change to the next one while it does."""

import gc
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from weakref import ref

import pytest

from core import serving
from core.engine import Engine
from core.serving import Serving
from core.store.local import LocalStore
from tests.fixtures import TITLES, Clock, publish

PATIENCE = 20  # seconds
NEVER = 3600.0  # seconds between two looks of a test that looks itself

Open = Callable[..., Serving]


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """What stood before the test is left alone by the collector, as in the server: it would look at it all the time."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens what is served of the test's store; it looks at the pointer no more when the test has ended."""
    all_opened = []

    def open_store(interval: float = NEVER) -> Serving:
        all_opened.append(Serving(str(tmp_path), Clock(), interval))
        return all_opened[-1]

    yield open_store
    for one in all_opened:
        one.stop()


def edition(store: Path, number: int, clock: Clock) -> str:
    """Publishes a catalogue all of whose texts bear ``number``, and which has as many titles; its snapshot's id."""
    titles = [
        replace(title, title=f"{title.title} {number}", overview=f"{title.overview} edition{number}")
        for title in TITLES[:number]
    ]
    return publish(LocalStore(store), titles, ["en"], clock()).id


def until(condition: Callable[[], bool], what: str) -> None:
    """Waits for what another thread does."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def mapped(store: Path, snapshot_id: str) -> int:
    """How many of a snapshot's files are mapped into this process."""
    return Path("/proc/self/maps").read_text().count(str(store / "snapshots" / snapshot_id))


def test_nothing_to_serve_is_said_and_the_next_look_finds_what_was_published(opened: Open, tmp_path: Path) -> None:
    served = opened()
    assert served.engine is None
    assert "No snapshot" in served.trouble
    assert "python -m core build" in served.trouble
    edition(tmp_path, 3, Clock())
    served.look()
    assert served.engine is not None and len(served.engine) == 3
    assert served.trouble == ""


def test_an_engine_is_kept_while_the_pointer_stays(opened: Open, tmp_path: Path) -> None:
    edition(tmp_path, 3, Clock())
    served = opened()
    first = served.engine
    served.look()
    assert served.engine is first


def test_the_pointer_is_looked_at_without_being_asked(opened: Open, tmp_path: Path) -> None:
    clock = Clock()
    earlier = edition(tmp_path, 3, clock)
    served = opened(0.02)
    later = edition(tmp_path, 4, clock)
    until(lambda: served.engine is not None and served.engine.snapshot.id == later, "the later one is served")
    LocalStore(tmp_path).rollback(earlier)
    until(lambda: served.engine is not None and served.engine.snapshot.id == earlier, "the earlier one again")


def test_when_nothing_new_can_be_opened_the_old_goes_on_with_a_notice_logged_once(
    opened: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    earlier = edition(tmp_path, 3, clock)
    served = opened()
    later = edition(tmp_path, 4, clock)
    broken = tmp_path / "snapshots" / later / "titles.jsonl"
    broken.write_bytes(broken.read_bytes()[:-1])
    shutil.rmtree(tmp_path / "snapshots" / earlier)  # no other is whole
    for _ in range(3):
        served.look()
    assert served.engine is not None and len(served.engine.browse().titles) == 3
    assert served.engine.notice is not None
    assert f"{later} is damaged" in served.engine.notice
    assert f"Serving {earlier} instead." in served.engine.notice
    assert [record.levelname for record in caplog.records if record.name == serving.__name__] == ["ERROR"]

    edition(tmp_path, 5, clock)
    served.look()
    assert len(served.engine) == 5
    assert served.engine.notice is None
    assert served.trouble == ""


def test_an_error_nobody_foresaw_ends_nothing_and_is_told_without_its_inside(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(uri: str, clock: object) -> Engine:
        raise ValueError("the inside")

    with monkeypatch.context() as patch:
        patch.setattr(serving, "open_engine", fail)
        served = opened(0.02)
        assert served.engine is None
        assert "ValueError" in served.trouble and "the inside" not in served.trouble
        assert "the inside" in caplog.text
    edition(tmp_path, 3, Clock())
    until(lambda: served.engine is not None, "the thread looks on")


def test_editions_follow_each_other_while_threads_ask(opened: Open, tmp_path: Path) -> None:
    """Every answer is whole and of one edition; of the old ones nothing stays, not even their files' mappings."""
    clock = Clock()
    numbers = [5, 7, 9, 12]
    published = [edition(tmp_path, numbers[0], clock)]
    served = opened(0.02)
    ended, wrong, seen = Event(), [], set()

    def ask() -> None:
        while not ended.is_set():
            try:
                engine = served.engine
                assert engine is not None
                page = engine.browse(count=50)
                number = page.total
                texts = [title.overview for title in page.titles]
                texts += [item.title.overview for item in engine.similar("m01", "hybrid", language="en")]
                texts += [hit.title.overview for hit in engine.search("the vault")]
                assert number in numbers and len(texts) > number
                assert all(text.endswith(f" edition{number}") for text in texts), texts
                seen.add(number)
            except Exception as error:  # the test says which
                wrong.append(repr(error))
                return

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    former = []
    try:
        for number in numbers:
            if number != numbers[0]:
                former.append(ref(served.engine))
                published.append(edition(tmp_path, number, clock))
            until(lambda number=number: number in seen or bool(wrong), f"answers of edition {number}")
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert seen == set(numbers)
    until(lambda: all(engine() is None for engine in former), "the old engines are gone")
    until(lambda: not any(mapped(tmp_path, gone) for gone in published[:-1]), "their files are unmapped")
    assert mapped(tmp_path, published[-1]) > 0


def test_an_old_engine_goes_even_when_it_is_held_by_a_cycle(opened: Open, tmp_path: Path) -> None:
    """A page that has ended is such a cycle: its functions hold its variables, which hold them."""
    clock = Clock()
    earlier = edition(tmp_path, 3, clock)
    served = opened(0.02)
    gc.disable()  # or else it may go by chance
    try:
        page: dict[str, object] = {"catalogue": served.engine}
        page["itself"] = page
        former = ref(served.engine)
        edition(tmp_path, 4, clock)
        until(lambda: served.engine is not None and len(served.engine) == 4, "the next is served")
        assert former() is not None
        del page
        until(lambda: former() is None and not mapped(tmp_path, earlier), "it is gone")
    finally:
        gc.enable()
