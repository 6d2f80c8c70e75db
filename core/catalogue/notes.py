"""What an import has to say about the files it read: rows it refused, and cells it mended or could not use."""

from collections import Counter
from dataclasses import dataclass

LISTED_PER_KIND = 1000


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that did not become a title; ``line`` is the physical line it begins on, counted from 1."""

    file: str
    line: int
    reason: str


class Notes:
    """Collects warnings and rejections. Of each kind of warning it lists a thousand and counts the rest."""

    def __init__(self) -> None:
        self.rejected: list[Rejection] = []
        self._listed: dict[str, list[str]] = {}
        self._more: Counter[str] = Counter()
        self._counted: Counter[tuple[str, str]] = Counter()

    def reject(self, file: str, line: int, reason: str) -> None:
        """Refuse a record. Rejections are never cut short: each is a row somebody may miss."""
        self.rejected.append(Rejection(file, line, reason))

    def warn(self, kind: str, text: str) -> None:
        """List one warning; ``kind`` names its sort in the plural ("dates not understood")."""
        listed = self._listed.setdefault(kind, [])
        if len(listed) < LISTED_PER_KIND:
            listed.append(text)
        else:
            self._more[kind] += 1

    def count(self, file: str, what: str) -> None:
        """Count something said once per file, ``what`` in the plural ("titles without a type")."""
        self._counted[file, what] += 1

    def warnings(self) -> tuple[str, ...]:
        """All warnings, each kind together."""
        texts = [f"{file}: {what}: {count:,}" for (file, what), count in self._counted.items()]
        for kind, listed in self._listed.items():
            texts += listed
            if self._more[kind]:
                texts.append(f"and {self._more[kind]:,} more of this kind ({kind})")
        return tuple(texts)
