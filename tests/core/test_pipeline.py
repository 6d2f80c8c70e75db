import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from core import pipeline
from core.catalogue import sample
from core.catalogue.tables import export
from core.catalogue.title import Title, Translation
from core.engine import Engine
from core.errors import CallerError, GateFailed, InvalidRequest, NoSnapshot
from core.store.local import LocalStore
from tests.fixtures import TITLES, Clock, publish


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that stands in for the project's own ``data/``."""
    monkeypatch.setattr(pipeline, "DATA", tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def sample_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The embedded catalogue's files, for a test to change; a few titles only."""
    folder = tmp_path / "sample"
    shutil.copytree(sample.FOLDER, folder)
    for name in ("movies.jsonl", "series.jsonl"):
        lines = (folder / name).read_text("utf-8").splitlines(keepends=True)
        (folder / name).write_text("".join(lines[:5]), "utf-8")
    monkeypatch.setattr(sample, "FOLDER", folder)
    return folder


def imported(store: LocalStore, titles: list[Title], folder: Path) -> None:
    file = folder / "catalogue.jsonl"
    export(titles, file)
    pipeline.import_catalogue(store, [file])


# ---- the embedded catalogue


def test_the_embedded_catalogue_is_built_at_first_use_and_then_kept(data: Path, sample_copy: Path) -> None:
    clock = Clock()
    first = pipeline.open_engine("", clock)
    assert len(first) == 10
    assert first.snapshot.manifest.source == sample.fingerprint()
    assert first.snapshot.manifest.languages == sample.LANGUAGES
    assert pipeline.open_engine("", clock).snapshot.id == first.snapshot.id
    assert len(LocalStore(data / "embedded").snapshots()) == 1


def test_the_embedded_catalogue_is_built_again_when_it_changed(data: Path, sample_copy: Path) -> None:
    clock = Clock()
    before = pipeline.open_engine("", clock)
    movies = sample_copy / "movies.jsonl"
    lines = movies.read_text("utf-8").splitlines(keepends=True)
    movies.write_text("".join(lines[1:]), "utf-8")
    after = pipeline.open_engine("", clock)
    assert len(after) == len(before) - 1
    assert after.snapshot.manifest.source != before.snapshot.manifest.source
    assert len(LocalStore(data / "embedded").snapshots()) == 2


@pytest.mark.parametrize("file", ["titles.jsonl", "manifest.json"])
def test_the_embedded_catalogue_is_built_again_when_it_is_damaged(data: Path, sample_copy: Path, file: str) -> None:
    clock = Clock()
    before = pipeline.open_engine("", clock)
    (data / "embedded" / "snapshots" / before.snapshot.id / file).write_bytes(b"{}")
    after = pipeline.open_engine("", clock)
    assert after.ids == before.ids
    assert after.notice is None


def test_the_whole_embedded_catalogue_is_served(embedded_titles: list[Title]) -> None:
    assert pipeline.open_engine("", Clock()).ids == [title.id for title in embedded_titles]


def test_a_published_store_of_ones_own_is_served_instead(data: Path, sample_copy: Path) -> None:
    assert pipeline.served_store("").root == data / "embedded"
    publish(pipeline.writable_store(""))
    assert pipeline.served_store("").root == data / "store"
    assert len(pipeline.open_engine("", Clock())) == len(TITLES)


def test_a_build_without_a_catalogue_takes_the_embedded_one(data: Path, sample_copy: Path) -> None:
    manifest = pipeline.build(pipeline.writable_store(""), Clock(), embedded=True)
    assert (manifest.counts["titles"], manifest.languages) == (10, ("en", "es"))
    engine = pipeline.open_engine("", Clock())
    assert engine.snapshot.id == manifest.id
    assert [engine.title(title_id) for title_id in engine.ids] == sample.sample_titles()


# ---- stores


@pytest.mark.parametrize("uri", ["s3://x", "http://example.org/store", __file__])
def test_what_is_no_folder_and_not_on_s3_is_no_store(uri: str) -> None:
    for ask in (pipeline.writable_store, pipeline.served_store, lambda u: pipeline.open_engine(u, Clock())):
        with pytest.raises(InvalidRequest, match="s3://bucket/prefix") as raised:
            ask(uri)
        assert raised.value.parameter == "store"


def test_a_home_folder_may_be_written_with_its_tilde() -> None:
    assert pipeline.writable_store("~/somewhere").root == Path.home() / "somewhere"


def test_a_store_where_nothing_was_published_is_never_filled(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot):
        pipeline.open_engine(str(tmp_path / "mine"), Clock())
    assert not (tmp_path / "mine").exists()


# ---- import, build, open


def test_a_build_without_a_catalogue_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CallerError, match="python -m core import FILE"):
        pipeline.build(LocalStore(tmp_path / "mine"), Clock())


def test_import_build_open(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "mine")
    imported(store, list(TITLES), tmp_path)
    manifest = pipeline.build(store, Clock())
    engine = pipeline.open_engine(str(store.root), Clock())
    assert engine.snapshot.id == manifest.id
    assert [engine.title(title_id) for title_id in engine.ids] == sorted(TITLES, key=lambda title: title.id)
    assert engine.similar("m01", "multi")[0].title.id == "m02"


def test_an_import_replaces_or_adds(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "mine")
    imported(store, list(TITLES[:4]), tmp_path)
    imported(store, list(TITLES[4:6]), tmp_path)
    assert pipeline.build(store, Clock()).counts["titles"] == 2
    file = tmp_path / "more.csv"
    export(TITLES[:3], file)
    report = pipeline.import_catalogue(store, [file], add=True)
    assert report.imported == 3
    assert pipeline.build(store, Clock()).counts["titles"] == 5


def test_building_tells_its_progress(tmp_path: Path) -> None:
    store, told = LocalStore(tmp_path / "mine"), []
    imported(store, list(TITLES), tmp_path)
    pipeline.build(store, Clock(), progress=lambda *step: told.append(step))
    assert told[-1] == ("writing the indexes", 12, 12)


# ---- languages


def spanish(title: Title) -> Title:
    texts = title.translations["es"]
    return Title(title.id, title.type, texts.title, overview=texts.overview, year=title.year)


def test_an_all_spanish_catalogue_is_analysed_as_spanish(tmp_path: Path, embedded_titles: list[Title]) -> None:
    store = LocalStore(tmp_path / "mine")
    imported(store, [spanish(title) for title in embedded_titles[::20]], tmp_path)
    assert pipeline.build(store, Clock()).languages == ("es",)
    engine = Engine.open(store.root)
    assert engine.snapshot.analyser(None).language == "es"
    labels = {
        term for title_id in engine.ids for item in engine.similar(title_id, "overview") for term in item.because.terms
    }
    assert labels
    assert not labels & {"de", "la", "que", "el", "una"}


@pytest.mark.parametrize(("translated", "languages"), [(6, ("en", "es")), (5, ("en",))])
def test_a_language_is_indexed_when_half_of_the_titles_have_it(
    tmp_path: Path, translated: int, languages: tuple[str, ...]
) -> None:
    text = Translation("Título", "Una banda de ladrones prepara el atraco de un banco.")
    titles = [
        Title(t.id, t.type, t.title, overview=t.overview, translations={"es": text} if n < translated else {})
        for n, t in enumerate(TITLES)
    ]
    store = LocalStore(tmp_path / "mine")
    imported(store, titles, tmp_path)
    assert pipeline.build(store, Clock()).languages == languages


def test_titles_without_overviews_are_told_by_their_names(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "mine")
    names = ["La casa de las flores", "El secreto de sus ojos", "Todo sobre mi madre", "Los lunes al sol"]
    imported(store, [Title(f"t{n}", "movie", name) for n, name in enumerate(names)], tmp_path)
    assert pipeline.build(store, Clock()).languages == ("es",)


def test_the_manifest_on_disk_is_json_that_names_its_catalogue(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "mine")
    imported(store, list(TITLES), tmp_path)
    manifest = pipeline.build(store, Clock())
    read = json.loads((store.root / "snapshots" / manifest.id / "manifest.json").read_text("utf-8"))
    assert (read["source"], read["counts"]["titles"]) == ("catalogue", 12)


# ---- the gate


def test_a_build_that_loses_the_golden_pairs_is_not_published(tmp_path: Path, embedded_titles: list[Title]) -> None:
    store = LocalStore(tmp_path / "store")
    imported(store, embedded_titles, tmp_path)
    good = pipeline.build(store, Clock())
    # Everybody's people, genres and texts move to the next title: the names stay, and mean nothing.
    moved = [
        replace(other, id=title.id, type=title.type, title=title.title, collection="", translations={})
        for title, other in zip(embedded_titles, embedded_titles[1:] + embedded_titles[:1], strict=True)
    ]
    imported(store, moved, tmp_path)
    with pytest.raises(GateFailed, match="Not published: .*golden pairs"):
        pipeline.build(store, Clock())
    assert Engine.open(store.root).snapshot.id == good.id
    assert len(store.snapshots()) == 1


def test_a_catalogue_without_the_golden_pairs_is_not_judged_by_them(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store")
    imported(store, list(TITLES), tmp_path)
    assert pipeline.build(store, Clock()).counts["titles"] == len(TITLES)
