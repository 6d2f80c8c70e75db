"""Why a title is recommended: its score, split into the terms and people it shares, its time and its regard."""

from dataclasses import dataclass

import numpy as np

from core.recommend.space import Profile, Space


@dataclass(frozen=True, slots=True)
class Part:
    """One shared thing and how much of the score it makes: field, label as people write it, value.

    The value is negative where a disliked title shares it.
    """

    field: str
    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Because:
    """All parts of a score, largest first; their values add up to it."""

    parts: tuple[Part, ...] = ()

    @property
    def total(self) -> float:
        """The sum of the parts: the score."""
        return sum(part.value for part in self.parts)

    def of(self, *fields: str) -> tuple[Part, ...]:
        """The parts that come from these fields and speak for the title, largest first."""
        return tuple(part for part in self.parts if part.field in fields and part.value > 0)

    @property
    def people(self) -> tuple[str, ...]:
        """Names of shared directors and cast, each once."""
        return tuple(dict.fromkeys(part.label for part in self.of("directors", "cast")))

    @property
    def terms(self) -> tuple[str, ...]:
        """Shared words of the description, as people write them."""
        return tuple(part.label for part in self.of("overview"))


def explain(space: Space, profile: Profile, rows: list[int]) -> list[Because]:
    """For each of ``rows`` the parts of its score for the profile; ties in order of field and label.

    Besides the method's fields there are "year", labelled with the title's year, and "regard", with its rating.
    """
    return [
        _because(space, profile, row, contributions)
        for row, contributions in zip(rows, space.contributions(profile, rows), strict=True)
    ]


def _because(space: Space, profile: Profile, row: int, contributions: list[tuple[str, int, float]]) -> Because:
    method, priors = space.method, space.priors
    parts = [Part(name, space.fields[name].labels[term], method.content * value) for name, term, value in contributions]
    if sum(part.value for part in parts) > 0:
        if profile.nearness is not None and (nearness := float(priors.nearness(profile.nearness, np.array([row]))[0])):
            parts.append(Part("year", str(priors.year(row)), method.year * nearness))
        if method.regard and (regard := float(priors.regard[row])):
            parts.append(Part("regard", f"{priors.rating(row):.1f}", method.regard * regard))
    return Because(tuple(sorted(parts, key=lambda part: (-part.value, part.field, part.label))))
