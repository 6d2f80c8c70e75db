"""What the tests of the import share: a file with this content, imported."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.catalogue.importer import ImportReport, import_files
from core.catalogue.title import Title

Import = Callable[..., tuple[list[Title], ImportReport]]


@pytest.fixture
def importing(tmp_path: Path) -> Import:
    """Writes each content to a file of its own and imports them; gives the titles and the report."""

    def run(*contents: str | bytes, existing: tuple[Title, ...] = ()) -> tuple[list[Title], ImportReport]:
        paths = []
        for number, content in enumerate(contents, 1):
            paths.append(tmp_path / f"file{number}.csv")
            paths[-1].write_bytes(content.encode() if isinstance(content, str) else content)
        titles: list[Title] = []
        report = import_files(paths, titles.extend, existing=existing)
        assert report.read == report.imported + report.merged + len(report.rejected)
        assert [title.id for title in titles] == sorted(title.id for title in titles)
        return titles, report

    return run
