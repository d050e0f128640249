"""Reach: every item can be asked, and every constraint, filter and check can hold."""

from collections.abc import Iterable
from decimal import Decimal
from graphlib import TopologicalSorter

from msq.instrument.building import Faults
from msq.instrument.building.agreeing import place_of
from msq.instrument.checks.folding import ITSELF, Between, Domain, Folding
from msq.instrument.evaluate import BLANK
from msq.instrument.expression import Call, Expression, parse
from msq.instrument.item_types import ITEM_TYPES, YES_NO
from msq.instrument.model import CHOICE_ITSELF, Item
from msq.instrument.whole import Instrument


def everything_can_be_reached(instrument: Instrument, faults: Faults) -> None:
    """List what no answers can ever bring about.

    Expects expressions that are sound and do not run in circles.
    """
    domains = {code: _domain(instrument, item) for code, item in instrument.items.items()}
    known = {code: domain for code, domain in domains.items() if domain is not None}
    _items_can_be_asked(instrument, known, faults)
    for item in instrument.items.values():
        _can_be_answered(instrument, item, known, faults)
    for check in instrument.checks.values():
        answered = {
            **known,
            **{code: _answered(known[code]) for code in check.items if code in known},
        }
        if not Folding(answered).can_hold(parse(check.expression)):
            message = f"the check “{check.code}” cannot hold, whatever is answered"
            faults.add_at(place_of(check.code), message, "expression")


def _domain(instrument: Instrument, item: Item) -> Domain | None:
    """Return all that an answer can be, ``None`` where that is anything."""
    if item.type in {"yes_no", "select_one"}:
        choices = YES_NO if item.type == "yes_no" else instrument.choices(item)
        return (BLANK, *(choice.code for choice in choices))
    if ITEM_TYPES[item.type].scale == "numeric" and (item.min or item.max):
        return Between(
            Decimal(item.min) if item.min else None, Decimal(item.max) if item.max else None
        )
    return None


def _answered(domain: Domain) -> Domain:
    return domain if isinstance(domain, Between) else tuple(one for one in domain if one != BLANK)


def _together(sources: Iterable[str]) -> Expression:
    return Call("and", tuple(parse(source) for source in sources if source))


def _items_can_be_asked(instrument: Instrument, domains: dict[str, Domain], faults: Faults) -> None:
    """List items that are never asked; for all others such an item is always blank."""
    never: set[str] = set()
    told: set[str] = set()
    for code in TopologicalSorter(instrument.needs).static_order():
        item, entry = instrument.items[code], instrument.entry_of[code]
        groups = (one.code for one in instrument.inner_groups(code))
        places = (instrument.section_of[code].code, entry.code, *groups, code)
        around = (*instrument.conditions_around(code), item.relevant)
        for last, place in enumerate(places, 1):
            sources = around[:last]
            if not Folding(domains).can_hold(_together(sources)):
                never.add(code)
                if place not in told and item.lead not in never:
                    message = f"“{place}” can never be asked: its condition cannot hold"
                    faults.add_at(place, message, "relevant")
                told.add(place)
                break
        if item.lead in never:
            never.add(code)
        if code in never:
            domains[code] = (BLANK,)


def _can_be_answered(
    instrument: Instrument, item: Item, domains: dict[str, Domain], faults: Faults
) -> None:
    if item.constraint:
        own = _domain(instrument, item)
        known = {**domains, ITSELF: _answered(own)} if own is not None else domains
        if not Folding(known).can_hold(parse(item.constraint)):
            message = f"no answer to “{item.code}” can meet its constraint"
            faults.add_at(item.code, message, "constraint")
    if item.choice_filter:
        tree = parse(item.choice_filter)
        if not any(
            Folding(domains, {**choice.attributes, CHOICE_ITSELF: choice.code}).can_hold(tree)
            for choice in instrument.choices(item)
        ):
            message = f"“{item.code}” can never offer a choice: its filter cannot hold"
            faults.add_at(item.code, message, "choice_filter")
