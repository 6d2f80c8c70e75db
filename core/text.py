"""From text to terms: one folding and one analyser for everything that is indexed or asked."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import Stemmer
import stopwordsiso

# Letters that Unicode does not decompose, so that "Œuvre" meets "oeuvre" and "Søren" meets "soren".
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "½": " 1 2", "´": "'"}
)
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_NOT_WORD = re.compile(r"[\W_]+")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]{{2,}}")
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip


@lru_cache(maxsize=1 << 16)
def strip_accents(text: str) -> str:
    """``text`` in lower case without accents or ligatures; punctuation and spaces stay."""
    if text.isascii():
        return text.lower()
    for _ in range(2):  # what decomposes into capitals or ligatures ("ℋ", "Ǿ") needs it again
        text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(c for c in text if not unicodedata.combining(c))
    # Back to composed form: Hangul syllables decompose into letters that must not stay apart.
    return unicodedata.normalize("NFC", bare)


def fold(text: str) -> str:
    """The form in which names and titles are compared: "Ocean’s Eleven!" and "oceans  eleven" are the same.

    Lower case, no accents, apostrophes dropped, every other punctuation one space. A name made of signs
    alone ("***") keeps them, so that it still has a form.
    """
    bare = _APOSTROPHES.sub("", strip_accents(text))
    return _NOT_WORD.sub(" ", bare).strip() or " ".join(bare.split())


class Analyser:
    """Splits text of one language into terms: folded, without stop words, stemmed where a stemmer exists.

    Chinese and Japanese, written without spaces, give pairs of neighbouring characters. Stop words come from
    stopwords-iso and stems from Snowball; docs/decisions/0003 has what each was measured to bring.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        known = stopwordsiso.stopwords(language) if stopwordsiso.has_lang(language) else set()
        self._stop_words = frozenset(strip_accents(word) for word in known)
        self._stemmer = Stemmer.Stemmer(_STEMMERS[language], 0) if language in _STEMMERS else None
        self._term = lru_cache(maxsize=1 << 17)(self._term_of)

    def _term_of(self, word: str) -> str | None:
        folded = strip_accents(word)
        if folded in self._stop_words:
            return None
        # Folded before stemmed, so that a word typed without its accents gives the same term.
        return folded if self._stemmer is None else str(self._stemmer.stemWord(folded))

    def pairs(self, text: str) -> list[tuple[str, str]]:
        """Each term of ``text`` in order, with the word it came from: ``[("detect", "detectives"), …]``."""
        found: list[tuple[str, str]] = []
        # "İ" in lower case is an i and a dot that would break the word.
        for word in _TOKEN.findall(unicodedata.normalize("NFKC", text).lower().replace("i\u0307", "i")):
            if "\u3040" <= word[0] <= "\u9fff":
                grams = [word[i : i + 2] for i in range(len(word) - 1)] or [word]
                found.extend((gram, gram) for gram in grams)
            elif (term := self._term(word)) is not None:
                found.append((term, word))
        return found

    def terms(self, text: str) -> list[str]:
        """The terms of ``text`` in order, repeated as often as they stand there."""
        return [term for term, _ in self.pairs(text)]


def detect_language(texts: Iterable[str], default: str = "en") -> str:
    """The ISO 639-1 code whose stop words make up the largest share of ``texts``; ``default`` where none do."""
    words = Counter(word for text in texts for word in _TOKEN.findall(text.lower()))
    if not words:
        return default
    hits = {
        language: sum(words[word] for word in stopwordsiso.stopwords(language) if word in words)
        / (200 + len(stopwordsiso.stopwords(language))) ** 0.5  # long lists match by chance
        for language in sorted(_STEMMERS)
        if stopwordsiso.has_lang(language)
    }
    best = max(hits, key=lambda language: (hits[language], language == default))
    return best if hits[best] > 0 else default
