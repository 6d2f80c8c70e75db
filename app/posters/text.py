"""The title on a drawn poster: made safe, cut into words, set in the largest size in which it fits."""

import re
from dataclasses import dataclass
from math import ceil
from unicodedata import category, east_asian_width

WIDE, HIGH, LEADING, MOST = 256, 132, 1.06, 5  # the room for a title, the lines' distance in sizes, and how many
SIZES = (84, 74, 66, 59, 53, 47, 42, 38, 35, 32, 29, 26, 24, 22, 20, 18)
LONGEST = 10.0  # a word wider than this many times its size is broken

# XML forbids the first ones; the others only turn the direction of what follows.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_IDEOGRAPH = "\u2e80-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f"
_OPENING, _CLOSING = "「『（【〈《", "、。，．・：；？！）」』】〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…～"
_WORDS = re.compile(
    rf"\s*(?:[{_OPENING}]*[{_IDEOGRAPH}][{_CLOSING}]*|[^\s{_IDEOGRAPH}]+?(?:(?<=\w\w\w[-/–])(?=\w\w\w)|(?=[\s{_IDEOGRAPH}]|$)))"
)
_WIDTHS = {
    c: w for w, chars in {0.34: " ijlI.,:;'’!|", 0.45: 'frt()[]-/"“”', 0.96: "mwMW@%&½—…"}.items() for c in chars
}


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a title which stays on one line, and what stands before it: a space, nothing, or a hidden hyphen."""

    text: str
    width: float
    before: str = " "


def clean(title: str) -> str:
    """The title on one line without what XML cannot hold, and no longer than any poster can show."""
    return _UNSAFE.sub("", " ".join(title.split()))[:240].strip()


def lay_out(title: str) -> tuple[int, list[str]]:
    """The largest size in which the title fits its place, and its lines."""
    words = _words(title)
    widest = max((word.width for word in words), default=0)
    for size in SIZES:
        if widest * size <= WIDE:
            lines = _wrap(words, WIDE / size)
            if len(lines) <= min(MOST, HIGH // (size * LEADING)):
                return size, _balanced(words, WIDE / size, len(lines))
    lines = _wrap(words, WIDE / SIZES[-1])[:MOST]
    return SIZES[-1], [*lines[:-1], lines[-1][:-1].rstrip(" -,.:") + "…"]


def _words(title: str) -> list[Word]:
    words = list[Word]()
    for match in _WORDS.finditer(title):
        text, before = match[0].lstrip(), " " if match[0][0].isspace() else ""
        for piece in _broken(text):
            words.append(Word(piece, _width(piece), before))
            before = "-"
    return words


def _broken(word: str) -> list[str]:
    """An overlong word in equal pieces, none of which begins with a mark that belongs to the letter before."""
    count = ceil(_width(word) / LONGEST)
    if count <= 1:
        return [word]
    cuts = [0]
    for i in range(1, count):
        cut = max(cuts[-1] + 1, len(word) * i // count)
        while cut < len(word) and (_joins(word[cut]) or word[cut - 1] == "\u200d"):
            cut += 1
        cuts.append(cut)
    return [piece for a, b in zip(cuts, [*cuts[1:], len(word)], strict=True) if (piece := word[a:b])]


def _joins(char: str) -> bool:
    return category(char) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= char <= "\U0001f3ff"


def _width(text: str) -> float:
    """The width in a bold sans as wide as those which browsers fall back to, in sizes."""
    return sum(map(_char_width, text))


def _char_width(char: str) -> float:
    if known := _WIDTHS.get(char):
        return known
    if char < "\u0300":
        return 0.7 if char.isupper() else 0.61
    if _joins(char):
        return 0
    return 1.05 if east_asian_width(char) in "WF" else 0.7


def _wrap(words: list[Word], limit: float) -> list[str]:
    """Lines filled one after the other."""
    lines, used = list[str](), limit
    for word in words:
        space = 0.34 if word.before == " " else 0
        if lines and used + space + word.width <= limit:
            lines[-1] += word.before.replace("-", "") + word.text
            used += space + word.width
            continue
        if lines and word.before == "-" and lines[-1][-1].isalpha():
            lines[-1] += "-"
        lines.append(word.text)
        used = word.width
    return lines


def _balanced(words: list[Word], limit: float, count: int) -> list[str]:
    """As many lines, but as narrow as they can be: none much shorter than the others."""
    low, high = limit * 0.3, limit
    for _ in range(6):
        middle = (low + high) / 2
        fits = len(_wrap(words, middle)) <= count and all(word.width <= middle for word in words)
        low, high = (low, middle) if fits else (middle, high)
    return _wrap(words, high)
