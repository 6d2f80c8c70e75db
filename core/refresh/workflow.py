"""What the workflow on AWS is made of: steps that end within one call of a function, and go on when called again."""

import time
from collections.abc import Mapping
from random import Random
from typing import Any

from core.build import Progress, quiet
from core.errors import InvalidRequest
from core.pipeline import Clock, writable_store
from core.refresh.freshness import age, confirm
from core.rest.follow import follow
from core.settings import Settings

_INPUTS = {"update_from_tmdb", "full"}


def refresh(
    given: Mapping[str, Any], settings: Settings, *, clock: Clock, random: Random, seconds: float,
    progress: Progress = quiet,
) -> dict[str, Any]:  # fmt: skip
    """Refreshes the store from TMDB, or from RAW_CATALOGUE where there is no key: a part that fits into ``seconds``.

    ``given`` may say ``update_from_tmdb`` (from where, key or no key) and ``full`` (ask for every title anew).
    ``status`` is the report's; after ``unfinished``, call it again.

    :raises InvalidRequest: ``given`` says something else.
    :raises RecommenderError: what stopped it.
    """
    checked(given)
    store = writable_store(settings.store)
    if given.get("update_from_tmdb", bool(settings.tmdb_api_key.get_secret_value())):
        from core.refresh.run import refresh_of  # what speaks HTTP

        report = refresh_of(
            store, settings, clock=clock, random=random, full=given.get("full", False), seconds=seconds,
            progress=progress,
        ).run()  # fmt: skip
    else:
        from core.refresh.raw import refresh_from  # what reads files

        report = refresh_from(settings.raw_catalogue, store, settings.aws_region or None, clock, progress)
        with store.writing():
            store.prune(settings.keep_snapshots)
    return {
        "status": report.status, "message": report.message, "run": report.id, "snapshot": report.snapshot,
        "titles": report.titles,
    }  # fmt: skip


class _TimeUp(Exception):
    """A call has used its time."""


def rows(settings: Settings, clock: Clock, *, seconds: float, progress: Progress = quiet) -> dict[str, Any]:
    """Lets the endpoint's table answer from what is served: a part that fits into ``seconds``.

    ``status`` is ``unfinished``, after which it is to be called again, or ``confirmed``: what is served counts as
    confirmed then, and the refresh has ended.
    """
    deadline = time.monotonic() + seconds

    def timed(step: str, done: int, of: int) -> None:
        progress(step, done, of)
        if time.monotonic() > deadline:
            raise _TimeUp

    store = writable_store(settings.store)
    try:
        follow(settings.store, settings, clock, timed)
    except _TimeUp:  # what was written stays, and is seen once all is
        return {"status": "unfinished"}
    confirm(store, clock)
    return {"status": "confirmed", "snapshot": store.current_id()}


def hours(settings: Settings, clock: Clock) -> float:
    """The age of what is served, in hours.

    :raises NoSnapshot: nothing is.
    """
    return age(writable_store(settings.store), clock())


def start(given: Mapping[str, Any], settings: Settings, clock: Clock) -> dict[str, Any]:
    """Starts the workflow; ``execution`` is the ARN of what was started.

    :raises InvalidRequest: ``given`` does not say what a refresh may be given.
    :raises StoreBusy: one is running.
    """
    from core.refresh.state_machine import StateMachine

    checked(given)
    if not given:
        raise InvalidRequest("event", 'Say what to do: {"update_from_tmdb": true} starts a refresh.')
    machine = StateMachine(settings.state_machine_arn, writable_store(settings.store), clock)
    return {"status": "started", "execution": machine.execute(given)}


def checked(given: Mapping[str, Any]) -> None:
    """Nothing, where a refresh may be given this.

    :raises InvalidRequest: it says something unknown, or not yes or no.
    """
    if strange := given.keys() - _INPUTS:
        raise InvalidRequest("event", f"A refresh knows {sorted(_INPUTS)}, not {sorted(strange)[0][:40]!r}.")
    if any(not isinstance(value, bool) for value in given.values()):
        raise InvalidRequest("event", f"{sorted(_INPUTS)} are true or false.")
