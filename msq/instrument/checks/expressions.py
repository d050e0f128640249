"""Expressions: they look only at what is there, and compare only with what can be answered."""

from collections.abc import Iterator
from dataclasses import dataclass

from msq.instrument.building import Faults, perhaps
from msq.instrument.expression import Call, Expression, Itself, Literal, Reference, parse, parts
from msq.instrument.item_types import YES_NO
from msq.instrument.model import Instrument, Item
from msq.problems import BadExpression

_COMPARISONS = ("=", "!=", "selected")


@dataclass(frozen=True)
class _Said:
    """One expression, and whose it is; ``item`` is ``None`` for that of a whole entry."""

    code: str
    key: str
    source: str
    item: Item | None


def _every(instrument: Instrument) -> Iterator[_Said]:
    for entry in instrument.entries.values():
        if entry.relevant:
            yield _Said(entry.code, "relevant", entry.relevant, None)
        for item in entry.items:
            if item.relevant and item.relevant != entry.relevant:
                yield _Said(item.code, "relevant", item.relevant, item)
            if item.constraint:
                yield _Said(item.code, "constraint", item.constraint, item)


def expressions_are_sound(instrument: Instrument, faults: Faults) -> None:
    """Every expression can be parsed and looks only at answers that it can see."""
    for said in _every(instrument):
        try:
            tree = parse(said.source)
        except BadExpression as problem:
            faults.add_at(said.code, f"“{said.key}”: {problem}", said.key)
            continue
        for message in _breaches(instrument, said, tree):
            faults.add_at(said.code, f"“{said.key}”: {message}", said.key)


def _breaches(instrument: Instrument, said: _Said, tree: Expression) -> Iterator[str]:
    for part in parts(tree):
        match part:
            case Itself() if said.key == "relevant":
                yield "“.” is the answer itself, which cannot decide whether it is asked"
            case Reference(code) if code not in instrument.items:
                if code in instrument.entries:
                    yield f"“{code}” has no answer of its own; look at one of its items"
                else:
                    yield f"there is no item “{code}”{_nearest(instrument, said, code)}"
            case Reference(code) if instrument.repeats(code) and not _same_group(said, code):
                yield f"“{code}” stands in a repeating group, which only its own rows can look into"
            case Call(name, (left, right)) if name in _COMPARISONS:
                yield from _impossible(instrument, said, left, right)
            case _:
                pass


def _same_group(said: _Said, code: str) -> bool:
    return said.item is not None and said.item.within == code.partition(".")[0]


def _nearest(instrument: Instrument, said: _Said, code: str) -> str:
    """Suggest a code; for a short name one that the same row or the same details have."""
    if code[0].isupper():
        return perhaps(code, instrument.items)
    stems = {said.code, said.code.rpartition(".")[0]}
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
