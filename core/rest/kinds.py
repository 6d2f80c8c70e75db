"""Kinds of values: how each is written in an address and in JSON, and its JSON schema."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,15})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?")  # as JSON writes it


class Kind(Protocol):
    """A kind of value. Both ways of reading raise ValueError, which says what the value must be and is not."""

    def read(self, text: str) -> Any:
        """The value that a text in an address stands for."""

    def check(self, value: Any) -> Any:
        """The value that a JSON value stands for."""

    def schema(self) -> dict[str, Any]:
        """What JSON Schema says about it."""


@dataclass(frozen=True, slots=True)
class Integer:
    """An integer between two bounds, inclusive."""

    least: int
    most: int

    def read(self, text: str) -> int:
        """Digits, and a minus sign at most."""
        return self._bounded(int(text) if _INTEGER.fullmatch(text) else None, text)

    def check(self, value: Any) -> int:
        """5 and 5.0 are the same number in JSON."""
        return self._bounded(value if _is_number(value) and value % 1 == 0 else None, value)

    def _bounded(self, number: float | None, given: Any) -> int:
        if number is None or not self.least <= number <= self.most:
            raise _not(f"an integer from {self.least} to {self.most}", given)
        return int(number)

    def schema(self) -> dict[str, Any]:
        """Type and bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two bounds, inclusive; neither of them is NaN."""

    least: float
    most: float

    def read(self, text: str) -> float:
        """As JSON writes numbers."""
        return self._bounded(float(text) if _NUMBER.fullmatch(text) else None, text)

    def check(self, value: Any) -> float:
        """A JSON number."""
        return self._bounded(value if _is_number(value) else None, value)

    def _bounded(self, number: float | None, given: Any) -> float:
        if number is None or not self.least <= number <= self.most:
            raise _not(f"a number from {self.least:g} to {self.most:g}", given)
        return float(number)

    def schema(self) -> dict[str, Any]:
        """Type and bounds."""
        return {"type": "number", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    def read(self, text: str) -> bool:
        """Exactly ``true`` or ``false``."""
        if text not in ("true", "false"):
            raise _not("true or false", text)
        return text == "true"

    def check(self, value: Any) -> bool:
        """A JSON boolean."""
        if not isinstance(value, bool):
            raise _not("true or false", value)
        return value

    def schema(self) -> dict[str, Any]:
        """The type."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, text: str) -> str:
        """Exactly one of them."""
        return self.check(text)

    def check(self, value: Any) -> str:
        """Exactly one of them."""
        if not (isinstance(value, str) and value in self.words):
            raise _not(f"one of {', '.join(self.words)}", value)
        return value

    def schema(self) -> dict[str, Any]:
        """The words."""
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Text:
    """A text whose length in characters lies between two bounds; of a certain form, where ``pattern`` says one."""

    most: int
    least: int = 1
    pattern: str = ""

    def read(self, text: str) -> str:
        """The text itself."""
        return self.check(text)

    def check(self, value: Any) -> str:
        """A string that UTF-8 can hold."""
        if not (isinstance(value, str) and self.least <= len(value) <= self.most):
            raise _not(f"a text of {self.least} to {self.most} characters", value)
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise _not("whole characters (there is half of a surrogate pair)", value)
        if self.pattern and re.fullmatch(self.pattern, value) is None:
            raise _not(f"of the form {self.pattern}", value)
        return value

    def schema(self) -> dict[str, Any]:
        """Type, bounds and form."""
        form = {"pattern": f"^{self.pattern}$"} if self.pattern else {}
        return {"type": "string", "minLength": self.least, "maxLength": self.most} | form


Pairs = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Title ids with weights: ``{id: weight}``, or a list of ids (weight 1) and of ``{"id", "weight"}``. JSON only."""

    most: int
    title_id: Text
    weight: Number

    def read(self, text: str) -> Pairs:
        """Never."""
        raise _not("in the body of a POST", text)

    def check(self, value: Any) -> Pairs:
        """Ids and weights in the order given; an id may come twice."""
        if not isinstance(value, dict | list) or len(value) > self.most:
            raise _not(f"an object or a list, of at most {self.most} titles", value)
        pairs = value.items() if isinstance(value, dict) else map(self._pair, value)
        return tuple((self.title_id.check(title_id), self.weight.check(weight)) for title_id, weight in pairs)

    @staticmethod
    def _pair(entry: Any) -> tuple[Any, Any]:
        if not isinstance(entry, dict):
            return entry, 1.0
        if "id" not in entry or set(entry) - {"id", "weight"}:
            raise _not("an object with an id, perhaps a weight, and nothing else", entry)
        return entry["id"], entry.get("weight", 1.0)

    def schema(self) -> dict[str, Any]:
        """Both forms."""
        one = {
            "type": "object",
            "properties": {"id": self.title_id.schema(), "weight": self.weight.schema() | {"default": 1}},
            "required": ["id"],
            "additionalProperties": False,
        }
        by_id = {
            "type": "object",
            "propertyNames": self.title_id.schema(),
            "additionalProperties": self.weight.schema(),
            "maxProperties": self.most,
        }
        listed = {"type": "array", "items": {"oneOf": [self.title_id.schema(), one]}, "maxItems": self.most}
        return {"oneOf": [by_id, listed]}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _not(what: str, value: Any) -> ValueError:
    return ValueError(f"must be {what}, not {shown(value)}")


def shown(value: Any) -> str:
    """A value for a message: short, and escaped where it cannot be printed."""
    text = type(value).__name__ if isinstance(value, Mapping | list) else repr(value)
    text = text if text.isprintable() else ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."
