"""The authoring rules that a built instrument must keep; every breach is listed."""

from collections import Counter

from msq.instrument.building import Faults, Place
from msq.instrument.expression import parse, references
from msq.instrument.model import Instrument, Item
from msq.problems import BadExpression

_WHOLE = Place("instrument", 1, {})


def check(instrument: Instrument, faults: Faults) -> None:
    """List every breach of the rules in ``faults``."""
    codes_differ(instrument, faults)
    concepts_differ(instrument, faults)
    expressions_are_sound(instrument, faults)
    tags_are_known(instrument, faults)
    if not faults.lines:
        logic_has_no_circle(instrument, faults)


def codes_differ(instrument: Instrument, faults: Faults) -> None:
    """No two sections, entries or items have the same code; items stand in their section."""
    sections = Counter(section.code for section in instrument.sections)
    entries = Counter(entry.code for section in instrument.sections for entry in section.entries)
    items = Counter(
        item.code
        for section in instrument.sections
        for entry in section.entries
        for item in entry.items
    )
    for counted in (sections, entries, items):
        for code, times in counted.items():
            if times > 1:
                faults.add(_WHOLE, f"the code “{code}” is used {times} times")
    for section in instrument.sections:
        for entry in section.entries:
            if entry.code.rstrip("0123456789") != section.code:
                faults.add(_WHOLE, f"“{entry.code}” stands in section {section.code}")


def concepts_differ(instrument: Instrument, faults: Faults) -> None:
    """No two items have the same concept, or an answer could come along to the wrong place."""
    for concept, times in Counter(item.concept for item in instrument.items.values()).items():
        if times > 1:
            faults.add(_WHOLE, f"the concept “{concept}” is used {times} times")


def expressions_are_sound(instrument: Instrument, faults: Faults) -> None:
    """Every expression parses and looks only at items that exist."""
    for owner, source in _expressions(instrument):
        try:
            unknown = references(parse(source)) - instrument.items.keys()
        except BadExpression as problem:
            faults.add(_WHOLE, f"“{owner}”: {problem}")
            continue
        for code in sorted(unknown):
            faults.add(_WHOLE, f"“{owner}” looks at “{code}”, which does not exist")


def _expressions(instrument: Instrument) -> list[tuple[str, str]]:
    found = [
        (entry.code, entry.relevant) for entry in instrument.entries.values() if entry.relevant
    ]
    for item in instrument.items.values():
        found += [(item.code, source) for source in (item.relevant, item.constraint) if source]
    return found


def tags_are_known(instrument: Instrument, faults: Faults) -> None:
    """Every tag is one of the instrument's vocabulary."""
    for item in instrument.items.values():
        for kind, values in item.tags.items():
            known = instrument.form.tags.get(kind, {})
            for value in values:
                if value not in known:
                    faults.add(_WHOLE, f"“{item.code}” has the unknown tag {kind}: {value}")


def logic_has_no_circle(instrument: Instrument, faults: Faults) -> None:
    """No item's relevance depends on itself, however far round."""
    state: dict[str, str] = {}

    def visit(code: str, trail: tuple[str, ...]) -> None:
        if state.get(code) == "done":
            return
        if state.get(code) == "open":
            circle = " → ".join((*trail[trail.index(code) :], code))
            faults.add(_WHOLE, f"relevance runs in a circle: {circle}")
            return
        state[code] = "open"
        for other in sorted(relevance_needs(instrument, instrument.items[code])):
            visit(other, (*trail, code))
        state[code] = "done"

    for code in instrument.items:
        visit(code, ())


def relevance_needs(instrument: Instrument, item: Item) -> frozenset[str]:
    """Return the codes that decide whether an item is asked."""
    sources = [item.relevant, instrument.entry_of[item.code].relevant]
    needed = frozenset[str]().union(*(references(parse(one)) for one in sources if one))
    return needed | ({item.lead} if item.lead else frozenset())
