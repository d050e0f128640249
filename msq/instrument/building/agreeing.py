"""The checks across items that a section's file lists under ``checks``."""

import re
from typing import get_args

from msq.instrument.building.places import perhaps
from msq.instrument.building.reading import Reading
from msq.instrument.model import Check, Strength

CHECK_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
CHECK_KEYS = ("code", "expression", "strength", "message", "items")
STRENGTHS: tuple[Strength, ...] = get_args(Strength)


def place_of(code: str) -> str:
    """Return the name under which the place of a check is remembered."""
    return f"check {code}"


def checks(at: Reading) -> tuple[Check, ...]:
    """Return the checks of a section."""
    return tuple(_check(one) for one in at.inside("checks"))


def _check(at: Reading) -> Check:
    at.knows_only("a check", CHECK_KEYS)
    code = at.code(CHECK_CODE, "online_not_more_than_all")
    at.faults.stands(place_of(code), at.place)
    if not at.has("expression"):
        at.fault("a check needs an “expression” that holds where all is well")
    items = at.words("items")
    if not items:
        at.fault("a check needs the “items” that it is about")
    return Check(
        code=code,
        expression=at.expression("expression"),
        strength=_strength(at),
        message=at.text("message", needed=True),
        items=items,
    )


def _strength(at: Reading) -> Strength:
    found = at.word("strength")
    if found in STRENGTHS:
        return found
    listed = ", ".join(STRENGTHS)
    at.fault(f"“strength” must be one of {listed}{perhaps(found, STRENGTHS)}", "strength")
    return "error"
