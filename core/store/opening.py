"""Which store a name means."""

from pathlib import Path

from core.errors import InvalidRequest
from core.store.local import LocalStore
from core.store.protocol import Store

_CACHE = Path(__file__).parents[2] / "data" / "cache"


def open_store(uri: str | Path) -> Store:
    """The store that ``uri`` names: a folder, or s3://bucket/prefix. Nothing is read or made yet.

    A store on S3 obeys the settings AWS_REGION, CACHE_DIR and GLUE_DATABASE. Only it imports boto3.

    :raises InvalidRequest: it names neither.
    """
    name = str(uri)
    if name.startswith("s3://"):
        from core.settings import Settings
        from core.store.s3 import S3Store

        settings = Settings()
        return S3Store(
            name,
            cache=Path(settings.cache_dir).expanduser() if settings.cache_dir else _CACHE,
            region=settings.aws_region or None,
            glue_database=settings.glue_database or None,
        )
    if "://" in name or Path(name).is_file():
        raise InvalidRequest("store", f"A store is a folder's path or s3://bucket/prefix; {name[:80]!r} is neither.")
    return LocalStore(Path(name).expanduser())
