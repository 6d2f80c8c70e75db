"""Many viewers at once, each looking around as people do: how long each run took them, and what went wrong."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from random import Random

from websockets.exceptions import WebSocketException

from scripts.viewer import Run, Viewer, ViewerError

_TITLE = "title"
_FOR_YOU = "for-you"
_LEAST_CARDS = 1  # a page of titles without one did not really run


@dataclass
class Crowd:
    """What a crowd has seen so far: seconds of first runs and of the following ones, bytes, errors in words."""

    arrivals: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    received: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def runs(self) -> int:
        """How often the script ran."""
        return len(self.arrivals) + len(self.reruns)


async def look_around(viewer: Viewer, chance: Random) -> AsyncIterator[Run]:
    """What one viewer does, without end: one run each time.

    Searches, filters, opens titles, likes, compares side by side, asks what suits him, changes the language.
    """
    yield await viewer.run(page="", query="")
    while True:
        viewer.write(viewer.widget("discover:q"), _mistyped(chance.choice(_cards(viewer)).label, chance))
        yield await viewer.run()
        viewer.write(viewer.widget("discover:q"), "")
        yield await viewer.run()
        kinds = viewer.widget("discover:type")
        viewer.choose(kinds, chance.choice(kinds.options).content)
        yield await viewer.run()
        yield await viewer.follow(chance.choice(_cards(viewer)))
        if (like := viewer.widget("put-like")).type != "primary":  # pressed twice, it is taken back
            viewer.press(like)
        yield await viewer.run()
        methods = viewer.widget("title:method")
        viewer.choose(methods, methods.options[-1].content)
        yield await viewer.run()
        yield await viewer.follow(chance.choice(_cards(viewer)))
        languages = viewer.widget("app:lang")
        viewer.choose(languages, chance.choice(languages.options).content)
        yield await viewer.run()
        yield await viewer.follow(next(link for link in viewer.all("page_link") if link.page == _FOR_YOU))
        yield await viewer.follow(chance.choice(_cards(viewer)))
        yield await viewer.run(page="", query="")


def _cards(viewer: Viewer) -> list:
    cards = [link for link in viewer.all("page_link") if link.page == _TITLE]
    if len(cards) < _LEAST_CARDS:
        raise ViewerError("The page shows no titles.")
    return cards


def _mistyped(label: str, chance: Random) -> str:
    """A title's name as somebody types it: a letter may be missing."""
    name = re.sub(r"\\(.)", r"\1", label)[:30]
    place = chance.randrange(len(name))
    return name[:place] + name[place + 1 :] if len(name) > 5 else name


async def visit(
    url: str, crowd: Crowd, enough: Callable[[], bool], chance: Random, stay: int, pause: float = 0.0
) -> None:
    """One viewer's place in the crowd until it is ``enough``: after ``stay`` runs he leaves and another one comes.

    Between two runs he waits ``pause`` seconds on average. After an error nobody comes any more.
    """
    while not enough():
        try:
            viewer = await Viewer.connect(url)
        except (OSError, WebSocketException) as error:
            crowd.errors.append(f"{type(error).__name__}: {error}")
            return
        try:
            seen = 0
            async for run in look_around(viewer, chance):
                (crowd.reruns if seen else crowd.arrivals).append(run.seconds)
                crowd.received += run.received
                seen += 1
                if seen >= stay or enough():
                    break
                if pause:
                    await asyncio.sleep(chance.expovariate(1 / pause))
        except (ViewerError, WebSocketException) as error:
            crowd.errors.append(f"{type(error).__name__}: {error}")
            return
        finally:
            await viewer.close()


async def gather(url: str, sessions: int, crowd: Crowd, enough: Callable[[], bool], stay: int, pause: float) -> float:
    """Lets ``sessions`` viewers in at once and waits for them all; seconds of it.

    Each viewer's choices follow from his number alone.
    """
    start = time.perf_counter()
    await asyncio.gather(*(visit(url, crowd, enough, Random(number), stay, pause) for number in range(sessions)))
    return time.perf_counter() - start
