"""Bytes to numbered lines of text, whatever encoding each line is in."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import UnreadableFile

HEAD_BYTES = 256 * 1024
MAX_LINE_BYTES = 8 * 1024 * 1024

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_NOT_TEXT = {
    b"PK\x03\x04": "a zip archive or an Excel workbook: save its sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook: save its sheet as CSV",
    b"\x1f\x8b": "compressed with gzip: unpack it",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"%PDF": "a PDF", b"SQLite format 3": "a SQLite database: export its table as CSV",
}  # fmt: skip
_NEXT = "An import takes CSV with a header row, JSON Lines or Parquet."


@dataclass
class Source:
    """One file being read. ``done`` is how many of its ``size`` bytes have been, for showing progress."""

    path: Path
    size: int
    head: bytes
    done: int = 0

    @classmethod
    def open(cls, path: Path) -> "Source":
        """Look at a file's beginning. UnreadableFile if it is missing, empty, a folder, or certainly no catalogue."""
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
        except FileNotFoundError:
            raise UnreadableFile(f"There is no file {path}. Check the name and the folder.") from None
        except IsADirectoryError:
            raise UnreadableFile(f"{path} is a folder. Name the files in it: {path}/*.csv") from None
        except (OSError, ValueError) as error:  # ValueError: a NUL byte in the name
            raise UnreadableFile(f"{path} cannot be read: {error}. Check its permissions.") from error
        source = cls(path, size, head)
        source._refuse_strangers()
        return source

    def _refuse_strangers(self) -> None:
        if not self.head.strip(b" \t\r\n\0" + codecs.BOM_UTF8):
            raise UnreadableFile(f"{self.name} is empty. {_NEXT}")
        for beginning, what in _NOT_TEXT.items():
            if self.head.startswith(beginning):
                raise UnreadableFile(f"{self.name} is {what}. {_NEXT}")
        if self.head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<":
            raise UnreadableFile(f"{self.name} is a web page or XML. Download the data file itself. {_NEXT}")
        if self.head[:2] not in _UTF16 and self.head.count(0) * 5 > len(self.head) and not self.is_parquet:
            raise UnreadableFile(f"{self.name} is not text, or UTF-16 without its mark: save it as UTF-8. {_NEXT}")

    @property
    def name(self) -> str:
        """The path as text that can be printed and stored, whatever bytes it is made of."""
        return str(self.path).encode(errors="replace").decode()

    @property
    def is_parquet(self) -> bool:
        """Whether the file says of itself that it is Parquet."""
        return self.head.startswith(b"PAR1")

    @property
    def encoding(self) -> str:
        """The encoding of the file as a whole: UTF-16 where it is marked so, else UTF-8 with exceptions."""
        return _UTF16.get(self.head[:2], "utf-8")

    def head_text(self) -> str:
        """The beginning of the file as text."""
        return _text(self.head, self.encoding).removeprefix("\ufeff")

    def lines(self) -> Iterator[str]:
        """Every physical line with its own ending, in bounded memory.

        Bytes that are not UTF-8 are read as cp1252, or latin-1 where cp1252 has none, each where it stands:
        pieces pasted from other files are mended without touching what is right around them.
        """
        end = self._line_end()
        with self.path.open("rb") as file:
            for number, line in enumerate(self._byte_lines(file, end), 1):
                text = _text(line, self.encoding)
                yield text.removeprefix("\ufeff") if number == 1 else text

    def blocks(self) -> Iterator[str]:
        """The same text in pieces of no particular size, for files whose lines mean nothing."""
        decoder = codecs.getincrementaldecoder(self.encoding)(_errors(self.encoding))
        with self.path.open("rb") as file:
            while block := file.read(HEAD_BYTES):
                text = decoder.decode(block)
                yield text if self.done else text.removeprefix("\ufeff")
                self.done += len(block)
        yield decoder.decode(b"", final=True)

    def _line_end(self) -> bytes:
        # Only where no newline is in sight at all: then it is an old Macintosh file.
        mark = "\r" if "\n" not in self.head_text() and "\r" in self.head_text() else "\n"
        return mark.encode(self.encoding)

    def _byte_lines(self, file: BinaryIO, end: bytes) -> Iterator[bytes]:
        if end == b"\n":
            while line := file.readline(MAX_LINE_BYTES):
                self.done += len(line)
                self._check_length(line)
                yield line
            return
        kept = b""
        while block := file.read(HEAD_BYTES):
            self.done += len(block)
            *whole, kept = _split(kept + block, end)
            self._check_length(kept)
            yield from whole
        if kept:
            yield kept

    def _check_length(self, line: bytes) -> None:
        if len(line) >= MAX_LINE_BYTES:
            size = MAX_LINE_BYTES // 1024 // 1024
            raise UnreadableFile(f"{self.name} has a line longer than {size} MB: it is no catalogue. {_NEXT}")


def _split(block: bytes, end: bytes) -> list[bytes]:
    """Lines with their ends, then the rest. Two-byte ends count only on an even position."""
    lines, start, at = [], 0, block.find(end)
    while at >= 0:
        if at % len(end) == 0:
            lines.append(block[start : at + len(end)])
            start = at + len(end)
        at = block.find(end, at + 1)
    return [*lines, block[start:]]


def _text(data: bytes, encoding: str) -> str:
    return data.decode(encoding, _errors(encoding))


def _errors(encoding: str) -> str:
    return "cp1252-bytes" if encoding == "utf-8" else "replace"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """A codec error handler: the bytes that are not UTF-8, one letter each."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    letters = (bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in wrong)
    return "".join(letters), error.end


codecs.register_error("cp1252-bytes", _as_cp1252)
