"""Packages: zip files whose names and bytes follow from what is in them, and from nothing else."""

import hashlib
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_FIRST = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can tell


@dataclass(frozen=True)
class Package:
    """Files by their names in the zip; ``name`` is what the package is called."""

    name: str
    files: Mapping[str, Path]

    @cached_property
    def key(self) -> str:
        """What the object in the bucket is called: another name exactly where something in it is another."""
        whole = hashlib.sha256()
        for name, path in sorted(self.files.items()):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            whole.update(f"{name}\0{_mode(path):o}\0{content}\n".encode())
        return f"packages/{self.name}-{whole.hexdigest()[:16]}.zip"

    @cached_property
    def size(self) -> int:
        """Bytes of its files, unpacked."""
        return sum(path.stat().st_size for path in self.files.values())

    def zipped(self, folder: Path) -> Path:
        """The zip, in ``folder``; made in one step, or there already."""
        out = folder / Path(self.key).name
        if not out.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            aside = out.with_name(f".{out.name}.{os.getpid()}")
            try:
                self.write(aside)
                aside.replace(out)
            finally:
                aside.unlink(missing_ok=True)
        return out

    def write(self, path: Path) -> None:
        """Writes the zip: the same bytes for the same files, whenever and wherever they were made."""
        with zipfile.ZipFile(path, "w") as packed:
            for name, source in sorted(self.files.items()):
                entry = zipfile.ZipInfo(name, _FIRST)
                entry.external_attr = (0o100000 | _mode(source)) << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(entry, source.read_bytes())


def _mode(path: Path) -> int:
    """Whether a file can be executed counts; who may read it here does not."""
    return 0o755 if path.stat().st_mode & 0o111 else 0o644
