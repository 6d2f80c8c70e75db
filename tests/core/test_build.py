import json
import random
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.build import build_snapshot
from core.catalogue.sample import LANGUAGES, sample_titles
from core.catalogue.title import Title, Translation
from core.engine import Engine
from core.errors import CallerError
from core.snapshot import Snapshot
from core.store.local import LocalStore
from core.store.manifest import MANIFEST, Manifest
from tests.fixtures import START, TITLES, engine_of, publish, python

TEXT = st.text(max_size=12) | st.sampled_from(
    ["two\nlines", "a\rb", "\u2028", "'", "<b>", "=1+1", "千と", "\x00", "***"]
)
TEXTS = st.lists(TEXT.map(lambda text: text.encode(errors="replace").decode()), max_size=3).map(tuple)
CLEAN = TEXT.map(lambda text: text.encode(errors="replace").decode())
ANY_TITLE = st.builds(
    Title, id=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True), type=st.sampled_from(["movie", "series"]), title=CLEAN,
    original_title=CLEAN, year=st.none() | st.integers(0, 10**12), overview=CLEAN, directors=TEXTS, cast=TEXTS,
    genres=TEXTS, keywords=TEXTS, countries=TEXTS, languages=TEXTS, maturity=CLEAN, date_added=CLEAN,
    vote_average=st.none() | st.floats(0, 10), vote_count=st.none() | st.integers(0, 10**12),
    translations=st.dictionaries(
        st.sampled_from(["es", "xx"]), st.builds(Translation, title=CLEAN, overview=CLEAN, keywords=TEXTS), max_size=2
    ),
)  # fmt: skip


def build(folder: Path, titles: list[Title], languages: tuple[str, ...] = LANGUAGES, hours: int = 0) -> Manifest:
    folder.mkdir()
    return build_snapshot(
        titles, folder, languages=languages, built_at=START + timedelta(hours=hours), source="test", total=len(titles)
    )


def contents(folder: Path) -> dict[str, bytes]:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    del files[MANIFEST]
    return files


def test_the_same_titles_built_twice_are_the_same_bytes(tmp_path: Path, embedded_titles: list[Title]) -> None:
    one = build(tmp_path / "one", embedded_titles)
    other = build(tmp_path / "other", embedded_titles, hours=1)
    assert contents(tmp_path / "one") == contents(tmp_path / "other")
    assert one.files == other.files
    assert one.id.split("-")[1] == other.id.split("-")[1]
    assert one.id != other.id


def test_processes_build_the_same_bytes_whatever_their_hash_seed(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from core.store.local import LocalStore\n"
        "from tests.fixtures import publish\n"
        "print(publish(LocalStore(Path(sys.argv[1]))).id)"
    )
    built = [python("-c", script, str(tmp_path / seed), PYTHONHASHSEED=seed) for seed in ("1", "2")]
    assert built[0].stdout == built[1].stdout
    assert built[0].stdout.strip() == publish(LocalStore(tmp_path / "here")).id


def test_other_titles_have_another_hash(tmp_path: Path) -> None:
    one = build(tmp_path / "one", sorted(TITLES, key=lambda t: t.id))
    other = build(tmp_path / "other", sorted(TITLES[:-1], key=lambda t: t.id))
    assert one.id.split("-")[1] != other.id.split("-")[1]


def test_the_manifest_counts_what_was_built(tmp_path: Path) -> None:
    manifest = build(tmp_path / "s", sorted(TITLES, key=lambda t: t.id))
    assert manifest.counts == {"titles": 12, "movies": 10, "series": 2, "without_overview": 1}
    assert manifest.languages == ("en", "es")
    assert set(manifest.settings["methods"]) == {"overview", "multi", "hybrid"}
    assert json.loads((tmp_path / "s" / MANIFEST).read_text("utf-8"))["id"] == manifest.id


def test_an_empty_catalogue_cannot_be_built(tmp_path: Path) -> None:
    with pytest.raises(CallerError, match="empty"):
        build(tmp_path / "s", [])


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    titles = [Title(f"t{number:05}", "movie", f"Title {number}") for number in range(2000)]
    (tmp_path / "s").mkdir()
    build_snapshot(titles, tmp_path / "s", languages=("en",), built_at=START, source="test", total=2000,
                   progress=lambda *step: told.append(step))  # fmt: skip
    assert told == [("reading titles", 1000, 2000), ("reading titles", 2000, 2000), ("writing the indexes", 2000, 2000)]


def test_many_processes_build_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    titles = list(sample_titles())

    def built(folder: Path) -> Manifest:
        folder.mkdir()
        return build_snapshot(titles, folder, languages=("en", "es"), built_at=START, source="test", total=len(titles))

    one = built(tmp_path / "one")
    monkeypatch.setattr("core.build._WORTH_PROCESSES", 100)
    monkeypatch.setattr("core.build._BATCH", 50)
    assert built(tmp_path / "many").files == one.files


def test_a_title_without_a_translation_is_compared_by_its_own_text(tmp_path: Path) -> None:
    titles = [
        Title("a", "movie", "A", overview="robot", translations={"es": Translation(overview="máquina pensante")}),
        Title("b", "movie", "B", overview="robot"),
        Title("c", "movie", "C", overview="máquina"),
    ]
    engine = engine_of(tmp_path, titles)
    assert [item.title.id for item in engine.similar("a", "overview", language="en")] == ["b"]
    assert [item.title.id for item in engine.similar("a", "overview", language="es")] == ["c"]


@settings(max_examples=15)
@given(st.lists(ANY_TITLE, min_size=1, max_size=5, unique_by=lambda title: title.id))
def test_whatever_a_catalogue_may_hold_can_be_built_and_asked(titles: list[Title]) -> None:
    titles = sorted(titles, key=lambda title: title.id)
    with TemporaryDirectory() as folder:
        engine = Engine(Snapshot(Path(folder) / "s", build(Path(folder) / "s", titles)))
        assert [engine.title(title_id) for title_id in engine.ids] == titles
        for title in titles:
            for method in ("overview", "multi", "hybrid"):
                assert title.id not in [item.title.id for item in engine.similar(title.id, method)]
            assert len(engine.search(title.title)) <= len(titles)
        for counts in engine.facets().values():
            assert all(0 < count <= len(titles) for count in counts.values())
        assert engine.browse(sort="added").total == len(titles)


def test_a_thousand_titles_are_scored_alike_in_any_order_of_building(tmp_path: Path) -> None:
    chance = random.Random(7)
    words = [f"word{number}" for number in range(200)]
    titles = [Title(f"t{n:04}", "movie", f"T{n}", overview=" ".join(chance.choices(words, k=20))) for n in range(300)]
    renamed = [Title(f"t{999 - n:04}", "movie", t.title, overview=t.overview) for n, t in enumerate(titles)]
    one, other = engine_of(tmp_path / "one", titles), engine_of(tmp_path / "other", renamed)
    first = {item.title.title: item.score for item in one.similar("t0000", "overview", count=300)}
    second = {item.title.title: item.score for item in other.similar("t0999", "overview", count=300)}
    assert first == pytest.approx(second, abs=1e-6)
