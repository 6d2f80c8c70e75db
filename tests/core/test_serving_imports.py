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


def test_serving_imports_nothing_heavy(embedded_store: Path) -> None:
    done = python("-c", _SERVE, str(embedded_store))
    assert done.stderr == ""
    assert done.stdout == "[]\n"
