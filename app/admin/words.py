"""What core says in its own words, in the viewer's; and times and shares as his language writes them."""

from datetime import datetime, timedelta

from babel.dates import format_timedelta
from babel.numbers import format_percent

from app.i18n import language, t


def status(name: str) -> str:
    """How a refresh ended."""
    return {
        "published": t("Published"),
        "unchanged": t("Nothing new"),
        "held": t("Held back"),
        "cancelled": t("Cancelled"),
        "unfinished": t("Unfinished"),
        "failed": t("Failed"),
    }.get(name, name)


def gate(name: str) -> str:
    """What a gate measures."""
    return {
        "duplicate ids": t("Ids that stand twice"),
        "movie lost": t("Films lost"),
        "series lost": t("Series lost"),
        "more without a description": t("More without a description"),
        "words lost": t("Words lost"),
        "good pairs lost": t("Good pairs lost"),
        "lists changed": t("Lists changed"),
    }.get(name, name)


def step(name: str) -> str:
    """What a refresh is doing."""
    return {
        "reading files": t("Reading the uploaded catalogue"),
        "listing films": t("Listing films"),
        "listing series": t("Listing series"),
        "reading what changed": t("Reading what changed"),
        "fetching titles": t("Fetching titles"),
        "reading titles": t("Reading titles"),
        "writing the indexes": t("Writing the indexes"),
        "comparing with what is served": t("Comparing with what is served"),
    }.get(name, name)


def percent(share: float) -> str:
    """A share from 0 to 1: "12.5%"."""
    return str(format_percent(share, format="#,##0.#%", locale=language())).replace("\u00a0", " ")


def seconds(count: float) -> str:
    """A stretch of time: "5 minutes"."""
    return str(format_timedelta(timedelta(seconds=max(1, count)), locale=language()))


def ago(iso: str, now: datetime) -> str:
    """How long a time given in ISO 8601 is past: "3 days ago"."""
    return str(format_timedelta(datetime.fromisoformat(iso) - now, add_direction=True, locale=language()))
