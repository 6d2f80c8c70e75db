"""The embedded catalogue: well-known films and series, with overviews in English and Spanish (CC0)."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.catalogue.title import Title

FOLDER = Path(__file__).parents[1] / "sample"
LANGUAGES = ("en", "es")
_FILES = ("movies.jsonl", "series.jsonl")
_KEYWORDS = "keywords.tsv"  # English, Spanish


def fingerprint() -> str:
    """What the catalogue is built from, "embedded:" and a hash: another one means that it changed."""
    digest = hashlib.sha256()
    for name in (*_FILES, _KEYWORDS):
        digest.update((FOLDER / name).read_bytes())
    return f"embedded:{digest.hexdigest()[:16]}"


def sample_titles() -> list[Title]:
    """All titles, in order of id."""
    lines = (FOLDER / _KEYWORDS).read_text("utf-8").splitlines()
    spanish = dict(line.split("\t") for line in lines)
    return sorted((_title(record, spanish) for record in _records()), key=lambda title: title.id)


def _records() -> Iterator[dict[str, Any]]:
    for name in _FILES:
        with (FOLDER / name).open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def _title(record: dict[str, Any], spanish: dict[str, str]) -> Title:
    translation = {
        "title": record.pop("title_es"),
        "overview": record.pop("overview_es"),
        "keywords": [spanish[keyword] for keyword in record["keywords"]],
    }
    known = {name: value for name, value in record.items() if value is not None}
    return Title.from_dict(known | {"languages": [record["language"]], "translations": {"es": translation}})
