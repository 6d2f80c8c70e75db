"""The endpoint as the settings want it."""

import time
from datetime import UTC, datetime

from core.rest.api import Api
from core.rest.cors import read_origins
from core.rest.limiter import Limiter
from core.rest.source import Source
from core.settings import Settings


def configured(source: Source, settings: Settings) -> Api:
    """The endpoint that answers from ``source``: with the key, the origins and the limit that are set."""
    limiter = Limiter(settings.api_rate, time.monotonic) if settings.api_rate else None
    key, origins = settings.api_key.get_secret_value(), read_origins(settings.api_origins)
    return Api(source, lambda: datetime.now(UTC), key=key, origins=origins, limiter=limiter)
