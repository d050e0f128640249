"""Codes and concepts: each belongs to one thing only."""

from collections import Counter
from collections.abc import Iterable

from msq.instrument.building import Faults
from msq.instrument.whole import Instrument

LONGEST_CODE = 100


def codes_differ(instrument: Instrument, faults: Faults) -> None:
    """No two sections, entries or items have the same code."""
    entries = [entry for section in instrument.sections for entry in section.entries]
    _each_once(faults, (section.code for section in instrument.sections), "section")
    _each_once(faults, (entry.code for entry in entries), "code")
    parts = [item.code for entry in entries for item in entry.items]
    parts += [group.code for entry in entries for group in entry.groups]
    _each_once(faults, parts, "code")


def _each_once(faults: Faults, codes: Iterable[str], what: str) -> None:
    for code, times in Counter(codes).items():
        if times > 1:
            first, *_ = faults.places.get(code, [None])
            where = f", first in {first.file}, line {first.line}" if first else ""
            faults.add_at(code, f"the {what} “{code}” is used {times} times{where}")


def entries_stand_in_their_section(instrument: Instrument, faults: Faults) -> None:
    """Each entry's code begins with the letter of its section."""
    for section in instrument.sections:
        for entry in section.entries:
            if entry.code.rstrip("0123456789") != section.code:
                faults.add_at(entry.code, f"“{entry.code}” stands in section {section.code}")


def codes_are_short(instrument: Instrument, faults: Faults) -> None:
    """Codes fit into columns of tables and headings of sheets."""
    for code in instrument.items:
        if len(code) > LONGEST_CODE:
            faults.add_at(
                code,
                f"the code “{code}” has {len(code)} characters; {LONGEST_CODE} are allowed",
            )


def concepts_differ(instrument: Instrument, faults: Faults) -> None:
    """No two items have the same concept, or an answer could come along to the wrong place."""
    owners: dict[str, str] = {}
    for item in instrument.items.values():
        other = owners.setdefault(item.concept, item.code)
        if other != item.code:
            message = f"the concept “{item.concept}” of “{item.code}” is that of “{other}” already"
            faults.add_at(item.code, message, "concept")
