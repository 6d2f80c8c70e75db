"""One text as somebody's file has it, made into the text that was meant. Nothing visible is ever dropped."""

import html
import re
import unicodedata

# Most cells are printable ASCII with single spaces and no entity: one match, and there is nothing to do.
_PLAIN = re.compile(r"[!-%'-~]+(?: [!-%'-~]+)*")

# Only with its semicolon: html.unescape alone also reads "Q&A &copy this" and "R&Divide" as entities.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# UTF-8 read as cp1252 or latin-1 leaves a letter from Â to ô followed by one of its continuation bytes.
_CONTINUATION = "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
_DOUBLY_ENCODED = re.compile(f"[\u00c2-\u00f4]{_CONTINUATION}")
_PAIR = re.compile(rf"\u00c3{_CONTINUATION}(?=[^\W\d_])")

# Invisible and meaningless: controls, marks of direction, zero-width spaces, soft hyphens, halves of a pair.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
    # Joiners spell words in Persian or Hindi and build emoji; beside a Latin letter they are debris.
    "|[\u200c\u200d](?![\u0300-\U0010ffff])|(?<![\u0300-\U0010ffff])[\u200c\u200d]"
)


def clean(text: str) -> str:
    """Readable text: entities read, double encoding mended, invisible characters gone, one space between words, NFC.

    ``<b>`` stays the three characters it is. Line breaks become spaces. Cleaning clean text changes nothing,
    except where the text spells out an entity ("&amp;amp;amp;").
    """
    if _PLAIN.fullmatch(text):
        return text
    if "&" in text:
        text = _unescape(_unescape(text))  # twice: "&amp;#39;" is what a page's source, saved as text, holds
    if _DOUBLY_ENCODED.search(text):
        text = mend_encoding(text)
    text = _INVISIBLE.sub("", text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def mend_encoding(text: str) -> str:
    """Undo encoding mistakes ("CafÃ©" is "Café") where they are sure; any other text comes back as it is."""
    import ftfy  # here, because most imports never meet a suspicious cell

    # ftfy leaves "Malin Ã…kerman" alone, for "Ã…" may end a shout in Portuguese. Not with a letter after it.
    return _PAIR.sub(lambda pair: _decoded(pair[0]), ftfy.fix_encoding(text))


def _decoded(pair: str) -> str:
    try:
        return (b"\xc3" + pair[1].encode("cp1252")).decode()
    except UnicodeError:
        return pair
