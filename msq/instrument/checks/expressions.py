"""Expressions: they look only at what is there, and compare only with what can be answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from msq.instrument.building import Faults, perhaps
from msq.instrument.building.agreeing import place_of
from msq.instrument.checks.kinds import clashes
from msq.instrument.codes import stands_in
from msq.instrument.expression import (
    COUNTS,
    OVER_ROWS,
    Attribute,
    Call,
    Expression,
    Itself,
    Literal,
    Reference,
    parse,
    parts,
    row_by_row,
)
from msq.instrument.item_types import YES_NO
from msq.instrument.model import CHOICE_ITSELF, Item
from msq.instrument.whole import Instrument
from msq.problems import BadExpression

_COMPARISONS = ("=", "!=", "selected")
_OF_THE_ANSWER = "constraint"
_OF_CHOICES = "choice_filter"


@dataclass(frozen=True)
class _Said:
    """One expression, and whose it is; ``item`` is ``None`` where it is not one item's own."""

    code: str
    key: str
    source: str
    item: Item | None = None


def _every(instrument: Instrument) -> Iterator[_Said]:
    for section in instrument.sections:
        yield _Said(section.code, "relevant", section.relevant)
        for check in section.checks:
            yield _Said(place_of(check.code), "expression", check.expression)
    for entry in instrument.entries.values():
        for place in entry.every_group:
            yield _Said(place.code, "relevant", place.relevant)
        for item in entry.items:
            own = "" if item.relevant == entry.relevant else item.relevant
            yield _Said(item.code, "relevant", own, item)
            yield _Said(item.code, "required", item.required_if, item)
            yield _Said(item.code, "constraint", item.constraint, item)
            yield _Said(item.code, "calculation", item.calculation, item)
            yield _Said(item.code, "choice_filter", item.choice_filter, item)


def expressions_are_sound(instrument: Instrument, faults: Faults) -> None:
    """Every expression can be parsed and looks only at answers that it can see."""
    for said in _every(instrument):
        if not said.source:
            continue
        try:
            tree = parse(said.source)
        except BadExpression as problem:
            faults.add_at(said.code, f"“{said.key}”: {problem}", said.key)
            continue
        found = list(_breaches(instrument, said, tree))
        for message in found or clashes(instrument, tree, partial(_looked_at, instrument, said)):
            faults.add_at(said.code, f"“{said.key}”: {message}", said.key)


def _breaches(instrument: Instrument, said: _Said, tree: Expression) -> Iterator[str]:
    for part in parts(tree):
        match part:
            case Itself() if said.key == "relevant":
                yield "“.” is the answer itself, which cannot decide whether it is asked"
            case Itself() if said.key != _OF_THE_ANSWER:
                yield "“.” is the answer that a constraint checks; here there is none"
            case Attribute(name):
                yield from _wrong_attribute(instrument, said, name)
            case Call(name, operands) if name in OVER_ROWS:
                for operand in operands:
                    if isinstance(operand, Reference):
                        yield from _wrong_column(instrument, said, name, operand.code)
            case Call(name, (left, right)) if name in _COMPARISONS:
                yield from _impossible(instrument, said, left, right)
            case _:
                pass
    for code in sorted(row_by_row(tree)):
        yield from _wrong_reference(instrument, said, code)


def _wrong_reference(instrument: Instrument, said: _Said, code: str) -> Iterator[str]:
    if code in instrument.items:
        own = instrument.group_of.get(said.code, "")
        if not stands_in(own, instrument.group_of[code]):
            yield f"“{code}” stands in a repeating group, which only its own rows can look into"
        elif said.key == _OF_CHOICES and said.code == code:
            yield f"“{code}” cannot decide which of its own choices are offered"
    elif code in instrument.entries or code in instrument.groups:
        yield f"“{code}” has no answer of its own; look at one of its items"
    else:
        yield f"there is no item “{code}”{_nearest(instrument, said, code)}"


def _wrong_column(instrument: Instrument, said: _Said, name: str, code: str) -> Iterator[str]:
    if code in instrument.items:
        if name in COUNTS and not instrument.repeats(code):
            yield f"“{code}” has no rows that {name}() could count"
    elif code not in instrument.groups:
        yield from _wrong_reference(instrument, said, code)
    elif name != "count":
        yield f"“{code}” has no answer of its own; look at one of its items"


def _wrong_attribute(instrument: Instrument, said: _Said, name: str) -> Iterator[str]:
    if said.key != _OF_CHOICES or said.item is None:
        near = perhaps(name, instrument.items) or "; write items as ${code} and texts in quotes"
        yield f"“{name}” means nothing here{near}"
        return
    known = {CHOICE_ITSELF}.union(*(one.attributes for one in instrument.choices(said.item)))
    if name not in known:
        yield f"no choice of “{said.item.code}” has the attribute “{name}”{perhaps(name, known)}"


def _nearest(instrument: Instrument, said: _Said, code: str) -> str:
    """Suggest a code; for a short name one that the same row or the same details have."""
    if code[0].isupper():
        return perhaps(code, instrument.items)
    parts = said.code.split(".")
    stems = {".".join(parts[: end + 1]) for end in range(len(parts))}
    codes = (one.rpartition(".") for one in instrument.items)
    return perhaps(code, [name for stem, _, name in codes if stem in stems])


def _impossible(
    instrument: Instrument, said: _Said, left: Expression, right: Expression
) -> Iterator[str]:
    """Yield what is wrong with a comparison of a choice with a text that is none of its choices."""
    for one, other in ((left, right), (right, left)):
        item = _looked_at(instrument, said, one)
        if item is None or not isinstance(other, Literal) or other.value == "":
            continue
        choices = YES_NO if item.type == "yes_no" else instrument.choices(item)
        codes = [choice.code for choice in choices]
        if codes and str(other.value) not in codes:
            near = perhaps(str(other.value), codes)
            yield f"“{other.value}” is not a choice of “{item.code}”{near}"


def _looked_at(instrument: Instrument, said: _Said, expression: Expression) -> Item | None:
    match expression:
        case Reference(code):
            return instrument.items.get(code)
        case Itself():
            return said.item
        case _:
            return None
