"""A title's texts, in the catalogue's language and in the others that are kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.catalogue.title import Translation
from core.tmdb.parts import first, name, objects, part, text
from core.tmdb.plan import Plan


def main_texts(body: Mapping[str, Any], plan: Plan) -> tuple[str, str, str]:
    """Title, original title and overview.

    Without a translation TMDB gives the original title and an empty overview. Then other regions' texts in the same
    language take their place, then English ones.
    """
    original = first((name(body.get("original_title")), name(body.get("original_name"))))
    own = plan.language.partition("-")[0]
    shown = first((name(body.get("title")), name(body.get("name"))))
    others = [*_texts(body, own, original), *_texts(body, "en", original)]
    if (shown == original and body.get("original_language") != own) or not shown:
        shown = first((*(title for title, _ in others), shown, original))
    overview = first((text(body.get("overview")), *(overview for _, overview in others)))
    return shown, original, overview


def translations(body: Mapping[str, Any], plan: Plan) -> dict[str, Translation]:
    """The texts in the languages to keep, where there are any. TMDB's keywords are in English only."""
    own = plan.language.partition("-")[0]
    original = first((name(body.get("original_title")), name(body.get("original_name"))))
    kept = {}
    for language in plan.translations:
        found = list(_texts(body, language, original))
        title, overview = first(title for title, _ in found), first(overview for _, overview in found)
        if language != own and (title or overview):
            kept[language] = Translation(title, overview)
    return kept


def _texts(body: Mapping[str, Any], language: str, original: str) -> Iterator[tuple[str, str]]:
    """Titles and overviews in a language, its own country's first (es-ES, then es-MX); "" for what is missing."""
    found = [
        translation
        for translation in objects(part(body, "translations", "translations"))
        if translation.get("iso_639_1") == language
    ]
    found.sort(key=lambda translation: translation.get("iso_3166_1") != language.upper())
    for translation in found:
        data = translation.get("data")
        title = first((name(part(data, "title")), name(part(data, "name"))))
        # TMDB leaves the title empty where it is the original one.
        yield title or (original if body.get("original_language") == language else ""), text(part(data, "overview"))
