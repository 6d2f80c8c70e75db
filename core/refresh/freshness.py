"""How old what is served is, counted from when a refresh last found or made it right."""

from collections.abc import Callable
from datetime import UTC, datetime

from core.errors import NoSnapshot
from core.store.protocol import Store

_CONFIRMED = "confirmed.json"


def confirm(store: Store, clock: Callable[[], datetime]) -> None:
    """Notes that what is served now is what its source says now."""
    at = clock().astimezone(UTC).isoformat(timespec="seconds")
    store.put_document(_CONFIRMED, {"snapshot": store.current_id(), "at": at})


def age(store: Store, now: datetime) -> float:
    """Hours since what is served was confirmed; since it was built, where that never was.

    :raises NoSnapshot: nothing is served.
    """
    served = store.current_id()
    if served is None:
        raise NoSnapshot(f"Nothing is served from {store.uri}. Refresh it: python -m core refresh.")
    said = store.get_document(_CONFIRMED)
    if said and said["snapshot"] == served:
        since = datetime.fromisoformat(said["at"])
    else:
        since = datetime.strptime(f"{served.split('-')[0]}+0000", "%Y%m%dT%H%M%SZ%z")  # an id begins with its time
    return (now - since).total_seconds() / 3600
