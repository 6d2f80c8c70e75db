"""Ids that somebody may have meant: film and series numbers overlap, so a bare number is never taken for one."""

import re

_NUMBERED = re.compile(r"(?:(?:movie|film|tv|series|show)[-_:/ ]?)?([0-9]{1,18})")


def lookalikes(title_id: str) -> list[str]:
    """Other ids that ``title_id`` may stand for, likeliest first; whether anything has them is not known here."""
    plain = title_id.strip().lower()
    numbered = _NUMBERED.fullmatch(plain)
    meant = [plain, *(f"{prefix}-{int(numbered[1])}" for prefix in ("movie", "tv") if numbered)]
    return [each for each in dict.fromkeys(meant) if each != title_id]
