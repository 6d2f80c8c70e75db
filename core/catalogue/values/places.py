"""Names of countries and languages as people write them, to ISO codes."""

from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from core.text import fold

# What catalogues write and CLDR's English names do not.
_COUNTRIES = {
    "USA": "US", "U.S.A.": "US", "U.S.": "US", "United States of America": "US", "America": "US",
    "UK": "GB", "U.K.": "GB", "Great Britain": "GB", "England": "GB", "Scotland": "GB", "Wales": "GB",
    "Northern Ireland": "GB", "Korea": "KR", "Republic of Korea": "KR", "Korea, South": "KR",
    "North Korea": "KP", "Hong Kong": "HK", "Macao": "MO", "Macau": "MO", "Czech Republic": "CZ",
    "Russian Federation": "RU", "Turkey": "TR", "Palestine": "PS", "Ivory Coast": "CI", "Cote d'Ivoire": "CI",
    "Burma": "MM", "Myanmar": "MM", "Macedonia": "MK", "Holland": "NL", "The Netherlands": "NL", "Viet Nam": "VN",
    "Vatican": "VA", "UAE": "AE", "Congo": "CG", "Democratic Republic of the Congo": "CD", "Swaziland": "SZ",
    "Cape Verde": "CV", "Bosnia and Herzegovina": "BA", "Trinidad and Tobago": "TT", "The Bahamas": "BS",
}  # fmt: skip
_LANGUAGES = {
    "Mandarin": "zh", "Mandarin Chinese": "zh", "Farsi": "fa", "Filipino": "tl", "Castilian": "es", "Flemish": "nl",
    "Panjabi": "pa", "Oriya": "or", "Burmese": "my", "Punjabi": "pa", "Bokmal": "nb",
}  # fmt: skip


@lru_cache(maxsize=4096)
def country_code(name: str) -> str:
    """ISO 3166-1 alpha-2 of a country's English name or code; a name that is none ("Soviet Union") as it is written."""
    if len(name) == 3 and name.isupper():
        known_as = get_global("territory_aliases").get(name, [])
        if len(known_as) == 1:  # "USA" is US; "SUN" became fifteen countries
            return str(known_as[0])
    if len(name) == 2 and name.upper() in _territories().values():
        return name.upper()
    return _territories().get(fold(name), name)


@lru_cache(maxsize=4096)
def language_code(name: str) -> str:
    """ISO 639-1 of a language's English name or code ("en-US", "eng"); what is none ("Cantonese") as it is written."""
    code = name.replace("_", "-").partition("-")[0].lower()
    if len(code) == 3 and code == name.lower():
        code = str(get_global("language_aliases").get(code, code))
    if len(code) == 2 and code.isalpha():
        return code
    return _languages().get(fold(name), name)


@cache
def _territories() -> Mapping[str, str]:
    names = Locale("en").territories
    found = {fold(name): code for code, name in names.items() if len(code) == 2 and code.isalpha()}
    return found | {fold(name): code for name, code in _COUNTRIES.items()}


@cache
def _languages() -> Mapping[str, str]:
    names = Locale("en").languages
    found = {fold(name): code for code, name in names.items() if len(code) == 2}
    return found | {fold(name): code for name, code in _LANGUAGES.items()}
