"""Every error this project raises on purpose. Each message says what happened and what to do next.

RecommenderError               exit code 1
├── CallerError                exit code 2: the request was wrong, trying again will not help
│   ├── InvalidRequest         an argument out of range, an unknown method or filter value
│   ├── TitleNotFound          no title has this id
│   └── UnreadableFile         a file that is missing, not readable, or not a catalogue
├── GateFailed                 what was built recommends too badly to be published
├── TmdbError                  what comes from TMDB
│   ├── TmdbUnauthorised       TMDB does not accept the key (exit code 2)
│   └── TmdbUnavailable        TMDB does not answer, or not with what was asked; what was fetched is kept
└── StoreError                 what is kept on disk or in S3
    ├── NoSnapshot             nothing has been published there yet (exit code 2)
    ├── DamagedSnapshot        a file's checksum, size or format is not what its manifest says
    ├── ExpiredSnapshot        it holds what TMDB said longer ago than its terms allow
    ├── StoreBusy              somebody else is writing
    ├── StoreRefused           AWS does not know the credentials, the bucket or the right to use it (exit code 2)
    └── StoreUnreachable       S3 does not answer
"""

from collections.abc import Sequence


class RecommenderError(Exception):
    """Base of the tree: catch this to catch them all."""

    exit_code = 1


class CallerError(RecommenderError):
    """The caller's mistake."""

    exit_code = 2


class InvalidRequest(CallerError):
    """An argument is out of its range; ``parameter`` names it."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class TitleNotFound(CallerError):
    """No title has this id; ``suggestions`` holds up to three ids that look like it."""

    def __init__(self, title_id: str, suggestions: Sequence[str] = ()) -> None:
        shown = title_id if len(title_id) <= 80 else title_id[:77] + "..."
        hint = f" Did you mean {', '.join(suggestions)}?" if suggestions else " Search by name to find its id."
        super().__init__(f"Title not found: {shown!r}.{hint}")
        self.title_id = title_id
        self.suggestions = tuple(suggestions)


class UnreadableFile(CallerError):
    """A catalogue file that cannot be read; nothing was changed."""


class GateFailed(RecommenderError):
    """What was built is worse than may be published; what was served before still is."""


class TmdbError(RecommenderError):
    """Something about TMDB. No message ever holds the key."""


class TmdbUnauthorised(TmdbError):
    """TMDB does not accept the key."""

    exit_code = 2


class TmdbUnavailable(TmdbError):
    """TMDB does not answer, or not with what was asked for, in spite of many attempts."""


class StoreError(RecommenderError):
    """Something about the place where catalogues and snapshots are kept."""


class NoSnapshot(StoreError):
    """Nothing has been published in this store."""

    exit_code = 2


class DamagedSnapshot(StoreError):
    """A snapshot's files are not what its manifest says."""


class ExpiredSnapshot(StoreError):
    """A snapshot that may no longer be served, because of the age of what TMDB said."""


class StoreBusy(StoreError):
    """Another process is writing to this store."""


class StoreRefused(StoreError):
    """AWS lets nobody in like this: no credentials, no such bucket, no right to it."""

    exit_code = 2


class StoreUnreachable(StoreError):
    """The network, or the service behind it, does not answer."""
