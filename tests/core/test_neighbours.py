"""Every title's neighbours: what the engine lists, found one by one, by processes and by the compiled kernel."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.build import Progress
from core.catalogue.title import Title
from core.engine import Engine
from core.errors import CallerError, DamagedSnapshot, InvalidRequest
from core.index import matrix
from core.index.matrix import Floats
from core.neighbours import pairs
from core.neighbours.pairs import Found, neighbours
from core.parallel import processes
from core.recommend.methods import METHODS
from core.recommend.space import Profile, Space
from core.snapshot import Snapshot
from tests.fixtures import TITLES, engine_of, python


@pytest.fixture(params=["plain", "compiled"])
def compiled(request: pytest.FixtureRequest) -> bool:
    """Both ways, the second where it can be."""
    if request.param == "compiled":
        pytest.importorskip("numba", reason="numba is optional: requirements-build.txt")
    return bool(request.param == "compiled")


@pytest.fixture(scope="module")
def tied(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Titles with few words, years and votes, so that most tie with others, and with a few large series."""
    draw = random.Random(7)
    titles = [
        Title(
            f"t{number:03d}", "movie", draw.choice(["Storm", "Night", "River"]),
            overview=" ".join(draw.sample(["robot", "planet", "violin", "garden", "castle"], draw.randint(0, 3))),
            cast=tuple(draw.sample(["Ada Stone", "Ken Mori", "Karl Weiss"], draw.randint(0, 2))),
            genres=tuple(draw.sample(["Drama", "Crime"], draw.randint(0, 2))),
            year=draw.choice([None, 1990, 1991, 2020]), vote_count=draw.choice([None, 10, 500]),
            vote_average=draw.choice([4.0, 8.5]), collection=draw.choice(["", "", "Saga", "Other", "Third"]),
        )
        for number in range(240)
    ]  # fmt: skip
    return engine_of(tmp_path_factory.mktemp("tied"), titles, ("en",))


def together(blocks: Iterator[pairs.Neighbours]) -> Found:
    """The blocks one after the other, which must be in order of row."""
    parts = list(blocks)
    rows = np.concatenate([part.rows for part in parts])
    assert rows.tolist() == list(range(len(rows)))
    return np.concatenate([part.neighbours for part in parts]), np.concatenate([part.scores for part in parts])


def same(one: Found, other: Found) -> bool:
    """Whether rows are equal, and scores to the last bit."""
    return np.array_equal(one[0], other[0]) and np.array_equal(one[1].view(np.int32), other[1].view(np.int32))


def assert_as_the_engine_says(
    engine: Engine, method: str, language: str, count: int, compiled: bool, every: int = 1
) -> None:
    found, scores = together(neighbours(engine.snapshot, method, count, language=language, compiled=compiled))
    assert found.dtype == np.int32
    assert scores.dtype == np.float32
    for row in range(0, len(engine), every):
        items = engine.similar(engine.ids[row], method, count, language=language)
        listed = found[row][: len(items)]
        assert [engine.ids[other] for other in listed] == [item.title.id for item in items]
        assert scores[row][: len(items)].tolist() == [item.score for item in items]
        assert set(found[row][len(items) :]) <= {-1}
        assert not scores[row][len(items) :].any()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_they_are_what_similar_lists(small: Engine, method: str, language: str, compiled: bool) -> None:
    assert_as_the_engine_says(small, method, language, 50, compiled)
    assert_as_the_engine_says(small, method, language, 2, compiled)


@pytest.mark.parametrize("method", METHODS)
def test_ties_and_series_are_as_similar_lists_them(tied: Engine, method: str, compiled: bool) -> None:
    assert_as_the_engine_says(tied, method, "en", 20, compiled, every=4)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_embedded_catalogue(embedded: Engine, method: str, language: str, compiled: bool) -> None:
    snapshot = embedded.snapshot
    found, scores = together(neighbours(snapshot, method, language=language, compiled=compiled))
    assert found.shape == (len(embedded), 50)
    plain = pairs.plain_best(
        snapshot.space(method, language), snapshot.facets.collections, 50, np.arange(len(embedded), dtype=np.int32)
    )
    assert same((found, scores), plain)
    assert_as_the_engine_says(embedded, method, language, 50, compiled, every=40)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("block", [64, 100, 239])
@pytest.mark.parametrize("count", [1, 3, 150])
def test_the_kernel_gives_the_same_in_blocks_of_any_size(
    tied: Engine, method: str, block: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba", reason="numba is optional: requirements-build.txt")
    from core.neighbours import kernel

    for module in (matrix, kernel):  # so that some lines are long, and added last
        monkeypatch.setattr(module, "SHORT", 60)
    space, groups = tied.snapshot.space(method, None), tied.snapshot.facets.collections
    rows = np.arange(len(tied), dtype=np.int32)
    found = kernel.Kernel(space, groups, block).best(rows, count)
    assert same(found, pairs.plain_best(space, groups, count, rows))


def test_some_rows_only(tied: Engine, compiled: bool) -> None:
    whole = together(neighbours(tied.snapshot, "hybrid", 5, compiled=compiled))
    (block,) = neighbours(tied.snapshot, "hybrid", 5, rows=[200, 3], compiled=compiled)
    assert block.rows.tolist() == [200, 3]
    assert same((block.neighbours, block.scores), (whole[0][[200, 3]], whole[1][[200, 3]]))
    assert list(neighbours(tied.snapshot, "hybrid", 5, rows=[], compiled=compiled)) == []


def test_several_processes_find_what_one_does(embedded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "_BLOCK", 100)
    here = together(neighbours(embedded.snapshot, "hybrid", language="es", compiled=False))
    monkeypatch.setattr(pairs, "_MANY", 100)
    assert processes() > 1
    assert same(together(neighbours(embedded.snapshot, "hybrid", language="es", compiled=False)), here)


def test_where_processes_cannot_talk_to_each_other_one_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert processes() == 1


def test_progress_is_told(tied: Engine, compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int, int]] = []
    progress: Progress = lambda step, done, of: told.append((step, done, of))  # noqa: E731
    monkeypatch.setattr(pairs, "_BLOCK", 100)
    assert len(list(neighbours(tied.snapshot, "multi", compiled=compiled, progress=progress))) == 3
    assert [done for _, done, _ in told] == [0, 100, 200, 240]
    assert {(step, of) for step, _, of in told} == {("comparing titles" + ", compiled" * compiled, 240)}


def test_what_is_asked_for_must_be_there(small: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidRequest, match="method"):
        neighbours(small.snapshot, "magic")
    for count in (0, 1001):
        with pytest.raises(InvalidRequest, match="count"):
            neighbours(small.snapshot, "multi", count)
    for row in (-1, 12):
        with pytest.raises(InvalidRequest, match="rows"):
            neighbours(small.snapshot, "multi", rows=[0, row])
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(CallerError, match=r"requirements-build\.txt"):
        neighbours(small.snapshot, "multi", compiled=True)


def test_without_numba_large_catalogues_are_compared_too(tied: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "_MANY", 100)
    monkeypatch.setitem(sys.modules, "numba", None)
    steps: set[str] = set()
    progress: Progress = lambda step, done, of: steps.add(step)  # noqa: E731
    found = together(neighbours(tied.snapshot, "multi", progress=progress))
    assert len(found[0]) == 240
    assert steps == {"comparing titles"}


def test_twins_beyond_one_are_in_order_of_row(small: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def add(self: Space, profile: Profile, sums: Floats) -> None:
        sums[:] = 1
        sums[-2:] = np.nextafter(np.float32(1), np.float32(2))

    monkeypatch.setattr(Space, "_add_cosines", add)
    space = small.snapshot.space("multi", None)
    rows, scores = space.best(space.profile({0: 1.0}, {}), 2, exclude=(0,))
    assert (rows.tolist(), scores.tolist()) == ([1, 2], [1, 1])


@pytest.mark.parametrize(
    ("name", "place", "value"), [("places", 0, 99), ("places", -1, -1), ("starts", 3, 10**9), ("starts", -1, 5)]
)
def test_compiled_loops_are_not_led_astray(tmp_path: Path, name: str, place: int, value: int) -> None:
    pytest.importorskip("numba", reason="numba is optional: requirements-build.txt")
    snapshot = engine_of(tmp_path).snapshot
    array = np.load(snapshot.folder / "vectors" / "by_term" / f"{name}.npy", mmap_mode="r+", allow_pickle=False)
    array[place] = value
    array.flush()
    with pytest.raises(DamagedSnapshot, match="build"):
        neighbours(Snapshot(snapshot.folder, snapshot.manifest), "multi", compiled=True)


_ALONE = """
import sys
from core.cli.main import app
from core.engine import Engine
from core.neighbours.pairs import neighbours

engine = Engine.open(sys.argv[1])
assert len(list(neighbours(engine.snapshot, "multi"))) == 1
assert "numba" not in sys.modules
assert len(list(neighbours(engine.snapshot, "multi", compiled=True))) == 1
print("compared")
"""


def test_where_nothing_can_be_kept_it_is_compiled_each_time(tmp_path: Path) -> None:
    pytest.importorskip("numba", reason="numba is optional: requirements-build.txt")
    engine_of(tmp_path, TITLES)
    nowhere = {"NUMBA_CACHE_LOCATOR_CLASSES": "UserProvidedCacheLocator", "NUMBA_CACHE_DIR": "/proc/nowhere"}
    done = python("-c", _ALONE, str(tmp_path), **nowhere)
    assert done.stderr == ""
    assert done.stdout == "compared\n"
