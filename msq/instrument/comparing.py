"""How two versions of a questionnaire differ, item by item, linked by concepts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from msq.instrument.model import Item, Text
from msq.instrument.whole import Instrument

ADDED, RETIRED, REWORDED, RETYPED, RELOGICKED, MOVED = (
    "added",
    "retired",
    "reworded",
    "retyped",
    "relogicked",
    "moved",
)
KIND_TEXTS = {
    ADDED: "added",
    RETIRED: "retired",
    REWORDED: "reworded",
    RETYPED: "another type",
    RELOGICKED: "another logic",
    MOVED: "another place",
}
_TYPE = ("type", "unit", "min", "max", "max_length", "missing", "personal")
_REFERENCE = re.compile(r"\$\{([^}]+)\}")


@dataclass(frozen=True, slots=True)
class ItemChange:
    """How one item differs; ``old`` is ``None`` for an added one, ``new`` for a retired one.

    ``kinds`` says in which ways: of an item in both versions there may be several.
    """

    concept: str
    old: Item | None
    new: Item | None
    kinds: tuple[str, ...]


def compare(before: Instrument, now: Instrument, language: str = "en") -> list[ItemChange]:
    """Return the items that differ, in the order of the newer version, retired ones last.

    An item is the same in both when its concept is. Expressions are compared by the concepts that
    they name, for codes change from round to round.

    Args:
        language: in which texts are compared.
    """
    old = {item.concept: item for item in before.items.values()}
    new = {item.concept: item for item in now.items.values()}
    found = []
    for concept, item in new.items():
        was = old.get(concept)
        kinds = (ADDED,) if was is None else tuple(_kinds(before, was, now, item, language))
        if kinds:
            found.append(ItemChange(concept, was, item, kinds))
    retired = (
        ItemChange(one, item, None, (RETIRED,)) for one, item in old.items() if one not in new
    )
    return [*found, *retired]


def _kinds(
    before: Instrument, was: Item, now: Instrument, item: Item, language: str
) -> Iterator[str]:
    if _words(before, was, language) != _words(now, item, language):
        yield REWORDED
    if _typed(before, was) != _typed(now, item):
        yield RETYPED
    if _logic(before, was) != _logic(now, item):
        yield RELOGICKED
    if was.code != item.code:
        yield MOVED


def _words(instrument: Instrument, item: Item, language: str) -> tuple[str, ...]:
    entry = instrument.entry_of[item.code]
    groups = (text for one in instrument.inner_groups(item.code) for text in (one.text, one.help))
    texts: tuple[Text, ...] = (item.text, item.help, entry.text, entry.help, *groups)
    labels = (choice.text for choice in instrument.choices(item))
    return tuple(one.get(language, "") for one in (*texts, *labels))


def _typed(instrument: Instrument, item: Item) -> tuple[object, ...]:
    choices = tuple(
        (choice.code, choice.specify, choice.exclusive, choice.attributes)
        for choice in instrument.choices(item)
    )
    rows = instrument.depth(item.code)
    return (*(getattr(item, name) for name in _TYPE), choices, rows)


def _logic(instrument: Instrument, item: Item) -> tuple[object, ...]:
    sources = (
        item.relevant,
        item.constraint,
        item.required_if,
        item.calculation,
        item.choice_filter,
        *instrument.conditions_around(item.code),
    )
    return (item.required, *(_by_concepts(instrument, one) for one in sources))


def _by_concepts(instrument: Instrument, source: str) -> str:
    """Return an expression with the concepts of its items in place of their codes."""

    def concept(found: re.Match[str]) -> str:
        item = instrument.items.get(found[1])
        return f"${{{item.concept}}}" if item else found[0]

    return _REFERENCE.sub(concept, source)
