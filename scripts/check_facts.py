#!/usr/bin/env python3
"""Checks the embedded catalogue's facts against other catalogues, and prints every disagreement.

    python scripts/check_facts.py CATALOGUE.csv …

A title is in both when the type and one of its names agree, and its people or its year do too. Films must
agree on the year (one off is a matter of festival or cinema) and on a director; series, whose years mean
other things elsewhere, must share somebody of the cast. Exit code 1 when 1 % or more disagree.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from core.catalogue.importer import import_files
from core.catalogue.sample import sample_titles
from core.catalogue.title import Title
from core.text import fold


def names(title: Title) -> set[str]:
    """All names of a title, folded."""
    others = (translation.title for translation in title.translations.values())
    return {fold(name) for name in (title.title, title.original_title, *others)} - {""}


def shared(ours: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """How many of our people stand in their list, whatever the order of names ("Paulo Oriol", "Alan Mak Siu-Fai")."""
    words = [set(fold(name).split()) for name in theirs]
    return sum(any(set(fold(name).split()) <= other for other in words) for name in ours)


def disagreements(ours: Title, theirs: Title) -> Iterator[str]:
    """What the two say differently, in words."""
    if ours.type == "movie":
        if ours.year and theirs.year and abs(ours.year - theirs.year) > 1:
            yield f"year {ours.year}, there {theirs.year}"
        if theirs.directors and not shared(ours.directors, theirs.directors):
            yield f"directed by {', '.join(ours.directors)}, there {', '.join(theirs.directors)}"
    elif theirs.cast and not shared(ours.cast, theirs.cast):
        yield f"cast {', '.join(ours.cast)}, there {', '.join(theirs.cast[:8])}"


def same(ours: Title, theirs: Title, namesakes: list[Title]) -> bool:
    """Whether two titles of one name are the same work, and not a remake, a namesake, or another of ours."""
    near = _near(ours, theirs)
    if not near and any(_near(other, theirs) for other in namesakes):
        return False
    direction = shared(ours.directors, theirs.directors)
    return direction > 0 or (near and (shared(ours.cast, theirs.cast) > 0 or not theirs.cast))


def _near(ours: Title, theirs: Title) -> bool:
    return ours.year is not None and theirs.year is not None and abs(ours.year - theirs.year) <= 1


def main(files: list[str]) -> int:
    """Prints the disagreements and their share; returns the exit code."""
    theirs: defaultdict[tuple[str, str], list[Title]] = defaultdict(list)

    def collect(titles: Iterator[Title]) -> None:
        for title in titles:
            for name in names(title):
                theirs[title.type, name].append(title)

    import_files([Path(file) for file in files], collect)
    compared = wrong = 0
    sample = sample_titles()
    for ours in sample:
        namesakes = [
            other for other in sample if other.type == ours.type and other is not ours and names(other) & names(ours)
        ]
        others = {
            other.id: other for name in names(ours) for other in theirs[ours.type, name] if same(ours, other, namesakes)
        }
        for other in others.values():
            compared += 1
            found = list(disagreements(ours, other))
            wrong += bool(found)
            for text in found:
                print(f"{ours.id} {ours.title} ({ours.year}): {text} [{other.id}]")
    print(f"{compared} comparisons, {wrong} disagreements ({wrong / max(compared, 1):.1%})")
    return int(compared == 0 or wrong / compared >= 0.01)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
