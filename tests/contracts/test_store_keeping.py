"""What every store keeps beside snapshots, and what it removes: catalogues, documents, files; old ones, everything."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core import pipeline
from core.catalogue.title import Title
from core.errors import CallerError, InvalidRequest, NoSnapshot, StoreError, UnreadableFile
from core.store.protocol import Store
from tests.contracts.conftest import served_after
from tests.fixtures import START, TITLES, Clock, publish
from tests.places import Place

IN_ORDER = sorted(TITLES, key=lambda title: title.id)


def keep_catalogue(store: Store, titles: list[Title]) -> None:
    with store.writing():
        store.replace_catalogue(titles)


# ---- the catalogue


def test_a_catalogue_comes_back_as_it_was(place: Place, store: Store) -> None:
    assert (store.catalogue_count(), list(store.read_catalogue())) == (0, [])
    for titles in (IN_ORDER, IN_ORDER[:1], IN_ORDER[3:9]):
        keep_catalogue(store, titles)
        assert list(place.open().read_catalogue()) == titles
        assert place.open().catalogue_count() == len(titles)


def test_import_build_serve(place: Place, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "titles.csv"
    file.write_text("id,title,type,overview\nb,Beta,series,A vault is robbed\na,Alpha,movie,A bank vault is robbed\n")
    pipeline.import_catalogue(store, [file])
    manifest = pipeline.build(store, Clock())
    assert manifest.counts["titles"] == 2
    assert place.engine().ids == ["a", "b"]
    file.write_text("id,title,type\nc,Gamma,movie\n")
    pipeline.import_catalogue(store, [file], add=True)
    assert [title.id for title in place.open().read_catalogue()] == ["a", "b", "c"]


def test_without_a_catalogue_a_build_says_what_to_do(store: Store) -> None:
    with pytest.raises(CallerError, match="python -m core import FILE"):
        pipeline.build(store, Clock())


def test_a_failed_import_leaves_the_catalogue_as_it_was(place: Place, store: Store, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.parquet"
    good.write_text("id,title,type\na,Alpha,movie\n")
    bad.write_bytes(b"PAR1 and nothing more")
    pipeline.import_catalogue(store, [good])
    names = place.names("catalogue/")
    for files in ([bad], [good, bad], [tmp_path / "missing.csv"]):
        with pytest.raises(UnreadableFile):
            pipeline.import_catalogue(store, files)
        assert [title.id for title in store.read_catalogue()] == ["a"]
        assert place.names("catalogue/") == names
    assert pipeline.build(store, Clock()).counts["titles"] == 1


def test_titles_that_fail_leave_the_catalogue_as_it_was(place: Place, store: Store) -> None:
    keep_catalogue(store, IN_ORDER[:4])

    def failing() -> Iterator[Title]:
        yield from IN_ORDER
        raise OSError("no more room")

    with pytest.raises(OSError, match="no more room"), store.writing():
        store.replace_catalogue(failing())
    assert list(place.open().read_catalogue()) == IN_ORDER[:4]


def test_what_an_earlier_kill_left_of_a_catalogue_is_swept(place: Place, store: Store) -> None:
    keep_catalogue(store, IN_ORDER[:1])
    on_s3 = "catalogue/20260101T000000Z-0/type=movie/00000.parquet"
    left = on_s3 if place.uri.startswith("s3://") else "catalogue/.titles.parquet.123"
    place.write(left, b"half")
    keep_catalogue(store, IN_ORDER[:2])
    assert left not in place.names("catalogue/")


def test_a_damaged_catalogue_is_told(place: Place, store: Store) -> None:
    keep_catalogue(store, IN_ORDER)
    for name in place.names("catalogue/"):
        if name.endswith(".parquet"):
            place.write(name, b"PAR1 and nothing more")
    with pytest.raises(UnreadableFile, match="is not a catalogue of ours"):
        list(store.read_catalogue())


# ---- documents


def test_a_document_comes_back_as_it_was(place: Place, store: Store) -> None:
    document = {"título": "año", "n": [1, 2.5, None, True], "deep": {"er": {}}}
    assert store.get_document("runs/1.json") is None
    store.put_document("runs/1.json", document)
    assert place.open().get_document("runs/1.json") == document
    store.put_document("runs/1.json", {})
    assert store.get_document("runs/1.json") == {}
    assert json.loads(place.read("documents/runs/1.json")) == {}


def test_documents_are_listed_by_prefix_in_order(store: Store) -> None:
    assert store.documents() == []
    for name in ("runs/b.json", "runs/a.json", "state.json", "runs/2026/c.json"):
        store.put_document(name, {})
    assert store.documents() == ["runs/2026/c.json", "runs/a.json", "runs/b.json", "state.json"]
    assert store.documents("runs/") == ["runs/2026/c.json", "runs/a.json", "runs/b.json"]
    assert store.documents("runs/b") == ["runs/b.json"]
    assert store.documents("other/") == []


@pytest.mark.parametrize(
    "name",
    ["", ".json", "a", "../a.json", "a/../b.json", "/a.json", "a//b.json", "a.json/b.json", "a\\b.json", "a b.json",
     "a\0.json", "ü.json", "a.json\n", "x" * 300 + ".json", "a/b/c/d/e/f.json", "..", "./a.json"],
)  # fmt: skip
def test_a_name_that_could_lead_elsewhere_is_refused(place: Place, store: Store, tmp_path: Path, name: str) -> None:
    for ask in (
        lambda: store.put_document(name, {}),
        lambda: store.get_document(name),
        lambda: store.put_file(name, Path(__file__)),
        lambda: store.get_file(name, tmp_path / "there"),
    ):
        with pytest.raises(InvalidRequest, match="name"):
            ask()
    assert place.names() == []


def test_a_document_that_is_none_is_told(place: Place, store: Store) -> None:
    store.put_document("state.json", {})
    for content in (b"", b"{", b"[1]", b"null", b"\xff"):
        place.write("documents/state.json", content)
        with pytest.raises(StoreError, match=r"state\.json"):
            store.get_document("state.json")


# ---- files


def test_a_file_comes_back_as_it_was(place: Place, store: Store, tmp_path: Path) -> None:
    kept, back = tmp_path / "kept", tmp_path / "back"
    assert not store.get_file("refresh/work.sqlite", back)
    assert not back.exists()
    for content in (b"", bytes(range(256)) * 5000):
        kept.write_bytes(content)
        store.put_file("refresh/work.sqlite", kept)
        assert place.open().get_file("refresh/work.sqlite", back)
        assert back.read_bytes() == content
    assert {path.name for path in tmp_path.iterdir()} <= {"kept", "back", "store", "machines", "cache"}


# ---- prune


def test_prune_keeps_the_newest_the_served_and_the_one_before_it(place: Place, store: Store) -> None:
    published = [publish(store, TITLES[:2], built_at=START + timedelta(hours=hour)).id for hour in range(6)]
    #             (keep, served, removed, left), one after the other
    for keep, served, removed, left in (
        (9, 5, [], [5, 4, 3, 2, 1, 0]),
        (5, 5, [0], [5, 4, 3, 2, 1]),
        (1, 3, [4, 1], [5, 3, 2]),
        (1, 2, [3], [5, 2]),
        (1, 5, [], [5, 2]),
    ):
        with store.writing():
            store.rollback(published[served])
            assert store.prune(keep) == [published[n] for n in removed]
        assert [manifest.id for manifest in store.snapshots()] == [published[n] for n in left]
        assert {name.split("/")[1] for name in place.names("snapshots/")} == {published[n] for n in left}
        assert store.current()[1].id == published[served]


def test_prune_keeps_what_would_serve_in_place_of_the_served(place: Place, store: Store) -> None:
    published = [publish(store, built_at=START + timedelta(hours=hour)).id for hour in range(3)]
    place.write(f"snapshots/{published[1]}/manifest.json", b"damaged")
    with store.writing():
        assert store.prune(1) == [published[1]]
    place.spoil(f"snapshots/{published[2]}/titles.jsonl")
    assert place.open().current()[1].id == published[0]


def test_prune_keeps_one_at_least(store: Store) -> None:
    with pytest.raises(InvalidRequest, match="keep"), store.writing():
        store.prune(0)


# ---- erase


def test_erase_removes_everything_but_what_is_not_ours(place: Place, store: Store, tmp_path: Path) -> None:
    keep_catalogue(store, IN_ORDER)
    publish(store)
    store.current()
    store.put_document("runs/1.json", {"a": 1})
    store.put_file("work.bin", Path(__file__))
    place.write("notes-of-mine.txt", b"mine")
    with store.writing():
        store.erase()
    assert set(place.names()) <= {place.lock, "notes-of-mine.txt"}
    assert place.read("notes-of-mine.txt") == b"mine"
    assert place.read(place.lock).strip() in (b"", b"{}")
    assert (store.current_id(), store.snapshots(), store.catalogue_count()) == (None, [], 0)
    with pytest.raises(NoSnapshot):
        store.current()
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".lock"]
    assert [path.name for path in kept] in ([], ["notes-of-mine.txt"])


def test_after_an_erase_the_store_can_be_used_again(place: Place, store: Store) -> None:
    publish(store)
    with store.writing():
        store.erase()
        store.erase()
    publish(store)
    assert served_after(place) == (len(TITLES), "")
