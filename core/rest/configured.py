"""The endpoint as the settings want it."""

import time
from datetime import UTC, datetime

from core.rest.api import Api
from core.rest.cors import ANYBODY
from core.rest.limiter import Limiter
from core.rest.source import Source
from core.settings import Settings


def configured(source: Source, settings: Settings) -> Api:
    """The endpoint that answers from ``source``: with the key, the origins and the limit that are set."""
    origins = tuple(filter(None, (origin.strip().rstrip("/") for origin in settings.api_origins.split(","))))
    limiter = Limiter(settings.api_rate, time.monotonic) if settings.api_rate else None
    key = settings.api_key.get_secret_value()
    return Api(source, lambda: datetime.now(UTC), key=key, origins=origins or ANYBODY, limiter=limiter)
