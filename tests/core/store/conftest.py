"""A store on S3, as it is emulated here."""

import pytest

from core.store.s3 import S3Store
from tests.places import S3Place


@pytest.fixture
def store(on_s3: S3Place) -> S3Store:
    """An empty one."""
    found = on_s3.open()
    assert isinstance(found, S3Store)
    return found
