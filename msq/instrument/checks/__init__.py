"""The authoring rules that a built instrument must keep; every breach is listed."""

from msq.instrument.building import Faults
from msq.instrument.checks.agreeing import checks_are_sound
from msq.instrument.checks.circles import logic_has_no_circle
from msq.instrument.checks.codes import (
    codes_are_short,
    codes_differ,
    concepts_differ,
    entries_stand_in_their_section,
)
from msq.instrument.checks.expressions import expressions_are_sound
from msq.instrument.checks.reach import everything_can_be_reached
from msq.instrument.checks.tags import tags_are_known
from msq.instrument.whole import Instrument

RULES = (
    codes_differ,
    entries_stand_in_their_section,
    codes_are_short,
    concepts_differ,
    expressions_are_sound,
    checks_are_sound,
    tags_are_known,
)


def check(instrument: Instrument, faults: Faults) -> None:
    """List every breach of the rules in ``faults``."""
    for rule in RULES:
        rule(instrument, faults)
    # Only what looks at things that are there can be followed round.
    if not faults.lines:
        logic_has_no_circle(instrument, faults)
    if not faults.lines:
        everything_can_be_reached(instrument, faults)
