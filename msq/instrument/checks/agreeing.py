"""Checks across items: each has a code of its own and is about items that can be answered once."""

from collections import Counter
from collections.abc import Iterator

from msq.instrument.building import Faults, perhaps
from msq.instrument.building.agreeing import place_of
from msq.instrument.model import Check
from msq.instrument.whole import Instrument


def checks_are_sound(instrument: Instrument, faults: Faults) -> None:
    """No two checks share a code, and each is about items that there are."""
    every = [check for section in instrument.sections for check in section.checks]
    for code, times in Counter(check.code for check in every).items():
        if times > 1:
            first, *_ = faults.places.get(place_of(code), [None])
            where = f", first in {first.file}, line {first.line}" if first else ""
            message = f"the code “{code}” of a check is used {times} times{where}"
            faults.add_at(place_of(code), message, "code")
    for check in every:
        for message in _wrong_items(instrument, check):
            faults.add_at(place_of(check.code), f"“items”: {message}", "items")


def _wrong_items(instrument: Instrument, check: Check) -> Iterator[str]:
    for code in check.items:
        if code not in instrument.items:
            near = "" if code in instrument.entries else perhaps(code, instrument.items)
            yield f"there is no item “{code}”{near}"
        elif instrument.repeats(code):
            yield f"“{code}” stands in a repeating group; name an item that is answered once"
