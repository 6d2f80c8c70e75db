"""Why a title is recommended, in a viewer's words."""

from app.i18n import t
from core.recommend.reasons import Because, Part

_SHOWN = 4  # labels in one sentence
_WORTH_SAYING = 1 / 7
_BESIDES = (("regard",), ("year",))  # what speaks for a title besides what it shares


def label(part: Part) -> str:
    """What a part stands for: the catalogue's words, and genres in the viewer's."""
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


def sentences(because: Because) -> list[str]:
    """One sentence for each kind of thing that is shared, the one that weighs most first; time and rating last.

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
            labels = [label(part) for part in parts]
            first = {name.casefold(): name for name in reversed(labels)}  # "NASA", and "nasa" of the description
            names = list(dict.fromkeys(first[name.casefold()] for name in labels))[:_SHOWN]
            weighed.append((fields in _BESIDES, -weight, pattern.format(names=", ".join(names))))
    return [sentence for *_, sentence in sorted(weighed)]
