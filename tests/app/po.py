"""The Spanish words, as their file has them: each message's forms in English → its forms in Spanish."""

from io import BytesIO

from babel.messages.pofile import read_po

from tests.fixtures import ROOT

Forms = tuple[str, ...]


def _read(text: str) -> dict[Forms, Forms]:
    catalogue = read_po(BytesIO(text.encode()), locale="es", abort_invalid=True)
    return {_forms(message.id): _forms(message.string) for message in catalogue if message.id}


def _forms(text: str | tuple[str, ...] | list[str]) -> Forms:
    return (text,) if isinstance(text, str) else tuple(text)


FILE = (ROOT / "app" / "locales" / "es.po").read_text("utf-8")
_interface, _, _genres = FILE.partition("\n# Genres\n")
INTERFACE, GENRES = _read(_interface), _read(_genres)
