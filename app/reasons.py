"""Why a title is recommended, in a viewer's words."""

from collections.abc import Mapping

from app.i18n import t
from app.texts import keywords
from core.catalogue.title import Title
from core.recommend.reasons import Because, Part

_SHOWN = 4  # labels in one sentence
_WORTH_SAYING = 1 / 7


def label(part: Part, title: Title) -> str:
    """What a part stands for, in the viewer's language where it is known in it."""
    if part.field == "keywords":
        return _known(keywords(title), part.label)
    return t(part.label) if part.field == "genres" else part.label


def field_name(field: str) -> str:
    """A field's name."""
    return {
        "overview": t("Description"),
        "title": t("Title"),
        "directors": t("Direction"),
        "cast": t("Cast"),
        "genres": t("Genres"),
        "keywords": t("Keywords"),
        "year": t("Time"),
        "regard": t("Rating"),
    }.get(field, field)


def sentences(because: Because, title: Title) -> list[str]:
    """One sentence for each kind of thing that is shared, the one that weighs most first.

    What makes less than a seventh of the score is left to the details: a chance word is no reason.
    """
    patterns = {
        ("directors",): t("Same direction: {names}"),
        ("cast",): t("Also with {names}"),
        ("keywords", "overview"): t("Both about: {names}"),
        ("genres",): t("Same genre: {names}"),
        ("title",): t("Shared words in the title: {names}"),
        ("regard",): t("Well rated: {names}"),
        ("year",): t("Of the same time: {names}"),
    }
    weighed = []
    for fields, pattern in patterns.items():
        parts = because.of(*fields)
        weight = sum(part.value for part in parts)
        if weight >= _WORTH_SAYING * because.total and parts:
            labels = [label(part, title) for part in parts]
            first = {name.casefold(): name for name in reversed(labels)}  # "NASA", and "nasa" of the description
            names = list(dict.fromkeys(first[name.casefold()] for name in labels))[:_SHOWN]
            weighed.append((weight, pattern.format(names=", ".join(names))))
    return [sentence for _, sentence in sorted(weighed, key=lambda pair: -pair[0])]


def _known(translations: Mapping[str, str], wanted: str) -> str:
    folded = {keyword.casefold(): translated for keyword, translated in translations.items()}
    return folded.get(wanted.casefold(), wanted)
