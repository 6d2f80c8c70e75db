"""Words in the viewer's language: English in the code, Spanish in ``locales/es.po``."""

from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import streamlit as st
from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from app.session import LANGUAGE

LANGUAGES = {"en": "English", "es": "Español"}
_LOCALES = Path(__file__).parent / "locales"
_settled: ContextVar[str] = ContextVar("language of this run")


@lru_cache
def _messages(language: str) -> dict[str, str | tuple[str, ...]]:
    path = _LOCALES / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    return {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        for message in catalog
        if message.id and message.string
    }


def language() -> str:
    """The code of the language the viewer reads: chosen, or else the browser's where we have it, or English."""
    return _settled.get("") or _asked()


def settle_language() -> None:
    """Reads the viewer's language for the rest of this run: each word on the page asks for it."""
    _settled.set(_asked())


def _asked() -> str:
    chosen = st.session_state.get(f"app:{LANGUAGE}") or st.query_params.get(LANGUAGE)
    return chosen if chosen in LANGUAGES else browser_language()


def browser_language() -> str:
    """The browser's language where we have it, otherwise English."""
    code = (st.context.locale or "en").split("-")[0].lower()
    return code if code in LANGUAGES else "en"


def t(text: str, **values: object) -> str:
    """``text`` in the viewer's language, with its ``{names}`` filled in."""
    found = _messages(language()).get(text, text)
    form = found if isinstance(found, str) else found[0]
    return form.format(**values) if values else form


def tn(one: str, many: str, count: int, **values: object) -> str:
    """``one`` or ``many``, as ``count`` asks for, in the viewer's language; ``{count}`` is written in its style."""
    found = _messages(language()).get(one, (one, many))
    form = found[0 if count == 1 else 1] if isinstance(found, tuple) else found
    return form.format(count=number(count), **values)


def number(value: float) -> str:
    """A number as the viewer's language writes it."""
    return _decimal(value, language())


@lru_cache(maxsize=4096)
def _decimal(value: float, language: str) -> str:
    return str(format_decimal(value, locale=language))


def signed(value: float) -> str:
    """A part of a score with its sign, as the viewer's language writes it: "+0.035"."""
    return str(format_decimal(value, format="+0.000;-0.000", locale=language()))


def score(value: float) -> str:
    """A score as the viewer's language writes it: "0.35"."""
    return str(format_decimal(value, format="0.00", locale=language()))


def moment(iso: str) -> str:
    """A time given in ISO 8601, as the viewer's language writes it, in UTC."""
    return str(format_datetime(datetime.fromisoformat(iso), "medium", locale=language())) + " UTC"


def day(iso: str) -> str:
    """A day given in ISO 8601, as the viewer's language writes it; "" for ""."""
    return str(format_date(date.fromisoformat(iso), "medium", locale=language())) if iso else ""


def country(code: str) -> str:
    """A country's name; codes that are none are shown as they are."""
    return str(_locale(language()).territories.get(code, code)) if len(code) == 2 else code


def spoken(code: str) -> str:
    """A language's name; codes that are none are shown as they are."""
    name = str(_locale(language()).languages.get(code, code))
    return name[:1].upper() + name[1:]


@lru_cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)
