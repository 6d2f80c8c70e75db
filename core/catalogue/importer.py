"""Anybody's catalogue files to one catalogue: reads everything first, writes once, and tells what became of each row.

What counts as the same title:
    the same id, title and type              merged: the first row's fields, its gaps filled from the second
    the same id, another title               both kept, the second as ``id-2``
    other ids, the same type, title, year    both kept, with a warning: some catalogues list a title twice
    no id, the same type, title, year        merged
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.catalogue.merge import Titles
from core.catalogue.normalise import Normaliser
from core.catalogue.notes import Notes, Rejection
from core.catalogue.records.decode import Source
from core.catalogue.records.delimited import read_delimited
from core.catalogue.records.record import Record
from core.catalogue.records.structured import read_json_array, read_json_lines, read_parquet_records
from core.catalogue.title import Title
from core.errors import InvalidRequest, UnreadableFile

_PROGRESS_EVERY = 1000  # records


@dataclass(frozen=True)
class ImportReport:
    """What an import did. Always: ``read == imported + merged + len(rejected)``. Blank rows are not read."""

    read: int
    imported: int
    merged: int
    rejected: tuple[Rejection, ...]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON types."""
        return {
            "read": self.read,
            "imported": self.imported,
            "merged": self.merged,
            "rejected": [asdict(rejection) for rejection in self.rejected],
            "warnings": list(self.warnings),
        }


def import_files(
    paths: Sequence[Path],
    write: Callable[[Iterator[Title]], None],
    *,
    existing: Iterable[Title] = (),
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Read all files, then call ``write`` once with every title, sorted by id.

    ``existing`` titles are there first; a row that is one of them replaces it. ``progress`` is called with bytes done
    and bytes in all. Raises UnreadableFile for a file that is no catalogue, and where nothing could be
    imported; ``write`` has then not been called.
    """
    if not paths:
        raise InvalidRequest("paths", "No file to import was named. Name at least one CSV, JSON Lines or Parquet file.")
    sources = [Source.open(path) for path in paths]  # all, before the first is read: a wrong name costs no time
    notes = Notes()
    read = 0
    with tempfile.TemporaryDirectory(prefix="import-") as folder, Titles(Path(folder), notes) as titles:
        for title in existing:
            titles.add_earlier(title)
        for source in sources:
            normaliser = Normaliser(source.name, notes, day_first=_day_first(source))
            before = read
            for record in _records(source, notes):
                read += 1
                if entry := normaliser.entry(record):
                    titles.add(entry)
                if progress and read % _PROGRESS_EVERY == 0:
                    _tell(progress, sources)
            if read == before:
                raise UnreadableFile(f"{source.name} names its columns and has no rows. Export it again.")
        if progress:
            _tell(progress, sources)
        if not titles.imported:
            reason = notes.rejected[0].reason if notes.rejected else "they are empty"
            raise UnreadableFile(f"None of the {read} rows could be imported ({reason}). The store is as it was.")
        write(iter(titles))
        return ImportReport(read, titles.imported, titles.merged, tuple(notes.rejected), notes.warnings())


def _records(source: Source, notes: Notes) -> Iterator[Record]:
    """The records of a file, which is known by its content and not by its name."""
    if source.is_parquet:
        return read_parquet_records(source, notes)
    match source.head_text().lstrip()[:1]:
        case "{":
            return read_json_lines(source, notes)
        case "[":
            return read_json_array(source, notes)
    return read_delimited(source, notes)


def _day_first(source: Source) -> bool:
    """Whether 4/5/2021 is in May: some date near the file's beginning has a day above twelve in front."""
    dates = re.findall(rb"\b(\d{1,2})[/-]\d{1,2}[/-](?:\d{4}|\d\d)\b", source.head)
    return any(12 < int(first) <= 31 for first in dates)


def _tell(progress: Callable[[int, int], None], sources: Sequence[Source]) -> None:
    progress(sum(source.done for source in sources), sum(source.size for source in sources))
