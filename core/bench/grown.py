"""Grown catalogues and their snapshots, kept so that the next run need not make them again."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from core.bench import grow
from core.bench.processes import ROOT, run
from core.bench.race import Tick, counted
from core.catalogue.tables import write_parquet
from core.catalogue.title import Title
from core.store.local import LocalStore

_NOT_BUILDING = ("bench", "cli", "evaluate")  # folders of core that do not change what is built


@dataclass(frozen=True, slots=True)
class Built:
    """A store with a grown catalogue and its snapshot; seconds and bytes that building took, by which code."""

    store: Path
    seconds: float
    peak: int
    code: str

    @property
    def pickle(self) -> Path:
        """Where the peer's pickle of the same titles stands."""
        return self.store / "scikit-learn.pickle"


def grown(source: Sequence[Title], count: int, seed: int, folder: Path, tick: Tick) -> Built:
    """The store of ``count`` titles grown from ``source`` under ``folder``; what stands there already is used.

    The catalogue is made again when source, seed or this package's growing change, the snapshot when the code that
    builds does: what is said of building is always of the code as it is.

    :raises CallerError: the source is too small to grow from.
    """
    root = folder / f"{count}-{_origin(source, seed)}"
    catalogue = LocalStore(root).catalogue
    if not catalogue.exists():
        catalogue.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(counted(grow.Grower(source, seed).titles(count), "growing", count, tick), catalogue)
    built = _built(root)
    if built is None:
        tick("building", 0, 0)
        shutil.rmtree(root / "snapshots", ignore_errors=True)
        (root / "current").unlink(missing_ok=True)
        done = run("-m", "core", "build", "--store", str(root), "--json")
        built = Built(root, done.seconds, done.peak, _code())
        (root / "built.json").write_text(json.dumps(asdict(built), default=str), "utf-8")
    if not built.pickle.exists():
        tick("pickling scikit-learn's vectors", 0, 0)
        unfinished = built.pickle.with_suffix(".new")
        run("-m", "core.bench.fresh", "pickle", str(root), str(unfinished))
        unfinished.replace(built.pickle)
    return built


def _built(root: Path) -> Built | None:
    try:
        facts = json.loads((root / "built.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Built(root, facts["seconds"], facts["peak"], facts["code"]) if facts["code"] == _code() else None


def _origin(source: Sequence[Title], seed: int) -> str:
    digest = hashlib.sha256(str(seed).encode())
    for title in source:
        digest.update(json.dumps(title.to_dict(), ensure_ascii=False).encode())
    for name in ("grow.py", "laws.py"):
        digest.update((ROOT / "core" / "bench" / name).read_bytes())
    return digest.hexdigest()[:12]


def _code() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "core").rglob("*.py")):
        if path.relative_to(ROOT / "core").parts[0] not in _NOT_BUILDING:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
