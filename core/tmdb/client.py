"""Asks TMDB one thing at a time, for many threads: paced, patient, and silent about the key."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from http.cookiejar import DefaultCookiePolicy
from random import Random
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import requests
from urllib3.exceptions import HTTPError

from core.errors import InvalidRequest, TmdbError, TmdbUnauthorised, TmdbUnavailable
from core.tmdb.answers import Answer, Sense, answer_of
from core.tmdb.counts import Counts
from core.tmdb.key import Key
from core.tmdb.pace import Pace, Stopped
from core.tmdb.wire import Wire

T = TypeVar("T")

PER_SECOND = 25.0
WORKERS = 12
"""Together they keep every second below TMDB's 40 requests (see Pace), on far fewer than its 20 connections."""

_ATTEMPTS = {Sense.TROUBLE: 8, Sense.PERHAPS_GONE: 3, Sense.WAIT: 20}
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 20.0
_CONNECT, _READ, _WHOLE = 5.0, 15.0, 60.0  # seconds
_MAX_BODY = 32 * 2**20
_UNAVAILABLE = "What was fetched is kept: run again later to go on from there."


class Client:
    """One run's way to TMDB. Threads share it; once stopped, or refused for its key, it asks nothing more."""

    def __init__(
        self,
        key: Key,
        base_url: str = "https://api.themoviedb.org/3",
        *,
        per_second: float = PER_SECOND,
        workers: int = WORKERS,
        sleep: Callable[[float], object] | None = None,
        random: Random | None = None,
    ) -> None:
        """``sleep`` and ``random`` are what waits and shortens waiting by chance.

        :raises InvalidRequest: ``base_url`` is not an HTTP address.
        """
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
            raise InvalidRequest(
                "TMDB_BASE_URL", "TMDB_BASE_URL is not an address such as https://api.themoviedb.org/3."
            )
        self.workers = workers
        self.counts = Counts()
        self._base = base_url.rstrip("/")
        self._random = random or Random()
        self._stopped = threading.Event()
        self._pace = Pace(per_second, self._stopped, sleep=sleep, random=self._random)
        self._fatal: TmdbError | None = None
        self._good = 0
        self._wire = Wire(key, workers)
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, and no .netrc that would put its own key in place of ours
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._session.adapters.clear()
        self._session.mount(f"{parts.scheme}://", self._wire)

    def get(self, path: str, parameters: Mapping[str, Any], valid: Callable[[Mapping[str, Any]], bool]) -> Answer:
        """The answer to a request, after as many attempts as it takes: good and ``valid``, gone, or refused.

        Trouble comes back only where TMDB goes on answering other requests.

        :raises TmdbUnauthorised: the key is not accepted.
        :raises TmdbUnavailable: nothing is answered any more.
        :raises Stopped: the run is to end.
        """
        url = f"{self._base}{path}?{urlencode(parameters, safe='/,')}"
        good_before = self._good
        tries: Counter[Sense] = Counter()
        while True:
            went = self._when(self._pace.wait)
            answer = self._ask(url, again=tries.total() > 0)
            if answer.sense is Sense.GOOD and not valid(answer.body):
                answer = Answer(Sense.TROUBLE, reason="an answer without what was asked for")
            if answer.sense is Sense.UNAUTHORISED:
                raise self._halt(TmdbUnauthorised(answer.reason))
            if answer.sense in (Sense.GOOD, Sense.GONE, Sense.REFUSED):
                self._good += 1
                self._pace.answered(went)
                return answer
            tries[answer.sense] += 1
            if tries[answer.sense] == _ATTEMPTS[answer.sense] or not self._pause(answer, went, tries[answer.sense]):
                return self._given_up(path, answer, good_before)

    def rest(self, seconds: float) -> None:
        """Waits, unless the run is to end.

        :raises Stopped: it is.
        """
        self._when(lambda: self._pace.rest(seconds))

    def stop(self) -> None:
        """Ends everything at once: requests under way are cut, and none follows."""
        self._stopped.set()
        self._wire.stop()

    def close(self) -> None:
        """Stops, and lets go of the connections."""
        self.stop()
        self._session.close()

    def _when(self, wait: Callable[[], T]) -> T:
        try:
            return wait()
        except Stopped:
            pass
        raise self._fatal or Stopped

    def _pause(self, answer: Answer, went: float, tried: int) -> bool:
        """Waits before another attempt: all threads where TMDB asks for it. False where that went on for minutes."""
        if answer.sense is Sense.WAIT or answer.retry_after is not None:
            return self._pace.throttled(went, answer.retry_after)
        self.rest(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** (tried - 1)) * self._random.uniform(0.5, 1))
        return True

    def _given_up(self, path: str, answer: Answer, good_before: int) -> Answer:
        if answer.sense is Sense.PERHAPS_GONE:
            return replace(answer, sense=Sense.GONE)
        if self._good > good_before or self._is_alive():
            return answer
        reason = f"TMDB does not answer {path}: {answer.reason}, after many attempts. {_UNAVAILABLE}"
        raise self._halt(TmdbUnavailable(reason))

    def _is_alive(self) -> bool:
        """Whether TMDB answers at all, when nothing else tells."""
        self._when(self._pace.wait)
        answer = self._ask(f"{self._base}/configuration", again=True)
        return answer.sense in (Sense.GOOD, Sense.GONE, Sense.REFUSED)

    def _halt(self, error: TmdbError) -> TmdbError:
        """The error that ends the run in every thread."""
        self._fatal = self._fatal or error
        self.stop()
        return self._fatal

    def _ask(self, url: str, *, again: bool) -> Answer:
        """One attempt. An error of the network becomes an answer: its own text may hold the whole address."""
        content, failure = bytearray(), ""
        try:
            with (
                self._wire.within(_WHOLE),
                self._session.get(url, stream=True, timeout=(_CONNECT, _READ), allow_redirects=False) as response,
            ):
                for part in response.iter_content(65536):
                    content += part
                    if len(content) > _MAX_BODY:
                        raise OverflowError
        except (requests.RequestException, HTTPError, OSError, ValueError, OverflowError) as error:
            failure = type(error).__name__
        if self._stopped.is_set():
            raise self._fatal or Stopped
        self.counts.count(failure or str(response.status_code), len(content), again=again)
        if failure:
            return Answer(Sense.TROUBLE, reason=failure)
        return answer_of(response.status_code, bytes(content), response.headers.get("Retry-After"))
