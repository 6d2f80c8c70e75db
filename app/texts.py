"""A title's own texts in the viewer's language, and its facts in words."""

from collections.abc import Mapping

from app.i18n import language, t, tn
from core.catalogue.title import Title, Translation

_NONE = Translation()


def _translation(title: Title) -> Translation:
    return title.translations.get(language(), _NONE)


def name(title: Title) -> str:
    """The title's name."""
    return _translation(title).title or title.title


def labelled(title: Title) -> str:
    """The name with the year, which tells namesakes apart."""
    return f"{name(title)} ({title.year})" if title.year else name(title)


def overview(title: Title) -> str:
    """The description, "" where there is none."""
    return _translation(title).overview or title.overview


def keywords(title: Title) -> Mapping[str, str]:
    """Each keyword of the catalogue's language → the same in the viewer's."""
    translated = _translation(title).keywords
    same_length = len(translated) == len(title.keywords)
    return dict(zip(title.keywords, translated if same_length else title.keywords, strict=True))


def kind(title: Title) -> str:
    """What a title is: "Film" or "Series"."""
    return t("Film") if title.type == "movie" else t("Series")


def makers(title: Title) -> tuple[str, str]:
    """What those who made it are called, and their names."""
    return (t("Direction") if title.type == "movie" else t("Created by")), ", ".join(title.directors)


def length(title: Title) -> str:
    """Running time or number of seasons, "" where not known."""
    if title.runtime:
        hours, minutes = divmod(title.runtime, 60)
        return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
    return tn("{count} season", "{count} seasons", title.seasons) if title.seasons else ""


def facts(title: Title) -> list[str]:
    """Year, kind, length and maturity, as far as they are known."""
    return [str(fact) for fact in (title.year, kind(title), length(title), title.maturity) if fact]
