"""One record of somebody's file, before anything in it is understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file by its header keys. ``repair`` tells what was mended; ``reason`` why there are no values."""

    line: int
    values: Mapping[str, Any]
    repair: str = ""
    reason: str = ""
