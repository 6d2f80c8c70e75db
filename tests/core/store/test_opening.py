from pathlib import Path

import pytest

from core.errors import InvalidRequest
from core.store.local import LocalStore
from core.store.opening import open_store
from core.store.s3 import S3Store
from tests.fixtures import publish, python
from tests.places import S3Place


def test_a_path_is_a_folder(tmp_path: Path) -> None:
    for name in (tmp_path, str(tmp_path)):
        store = open_store(name)
        assert isinstance(store, LocalStore)
        assert store.root == tmp_path
    home = open_store("~/somewhere")
    assert isinstance(home, LocalStore)
    assert home.uri == str(Path.home() / "somewhere")


@pytest.mark.parametrize("uri", ["http://example.org/store", "S3://bucket/prefix", "s3:///prefix", __file__])
def test_what_is_neither_is_refused(uri: str) -> None:
    with pytest.raises(InvalidRequest, match="s3://bucket/prefix") as raised:
        open_store(uri)
    assert raised.value.parameter == "store"


def test_a_store_on_s3_keeps_its_copies_where_the_settings_say(on_s3: S3Place, tmp_path: Path) -> None:
    publish(open_store(on_s3.uri))
    store = open_store(on_s3.uri)
    assert isinstance(store, S3Store)
    folder, *_ = store.current()
    assert folder.is_relative_to(tmp_path / "cache")
    # Each store has copies of its own.
    publish(open_store(f"{on_s3.uri}/other"))
    assert len(list((tmp_path / "cache").iterdir())) == 2


_LOOK = """
import sys
from core.engine import Engine
engine = Engine.open(sys.argv[1])
assert engine.similar("m01", "hybrid") and engine.search("vault")
heavy = ("boto3", "botocore", "awswrangler", "pandas", "scipy", "sklearn", "pyarrow", "streamlit", "babel", "ftfy")
print(sorted(set(heavy) & {name.partition(".")[0] for name in sys.modules}))
"""


def test_serving_imports_boto3_only_from_s3_and_nothing_heavier(on_s3: S3Place, tmp_path: Path) -> None:
    publish(LocalStore(tmp_path / "store"))
    publish(on_s3.open())
    local = python("-c", _LOOK, str(tmp_path / "store"))
    assert (local.stdout, local.stderr) == ("[]\n", "")
    remote = python("-c", _LOOK, on_s3.uri, **on_s3.environment)
    assert (remote.stdout, remote.stderr) == ("['boto3', 'botocore']\n", "")
