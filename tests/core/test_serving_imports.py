from pathlib import Path

from tests.fixtures import python

_SERVE = """
import sys
from core.engine import Engine
from core.index.filters import Filters

engine = Engine.open(sys.argv[1])
assert engine.similar("movie-603", "hybrid", diversity=0.5, filters=Filters(type="movie"))
assert engine.search("matrx")
assert engine.recommend({"movie-603": 1.0}, text="a heist in Paris")
assert engine.browse().total and engine.facets()
heavy = ("pandas", "scipy", "sklearn", "pyarrow", "streamlit", "babel", "ftfy")
print(sorted(set(heavy) & {name.partition(".")[0] for name in sys.modules}))
"""

_BUILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from core.pipeline import build
from core.store.local import LocalStore

assert build(LocalStore(Path(sys.argv[1])), lambda: datetime(2026, 1, 2, tzinfo=UTC), embedded=True).counts["titles"]
print(sorted({"scipy", "sklearn", "streamlit", "boto3"} & {name.partition(".")[0] for name in sys.modules}))
"""


def test_serving_imports_nothing_heavy(embedded_store: Path) -> None:
    done = python("-c", _SERVE, str(embedded_store))
    assert done.stderr == ""
    assert done.stdout == "[]\n"


def test_building_needs_neither_scipy_nor_scikit_learn(tmp_path: Path) -> None:
    done = python("-c", _BUILD, str(tmp_path))
    assert done.stderr == ""
    assert done.stdout == "[]\n"
