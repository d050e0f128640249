"""Types: what an expression does with a value must be possible for that kind of value."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from msq.instrument.expression import (
    Attribute,
    Call,
    Expression,
    Itself,
    Literal,
    Reference,
    parts,
)
from msq.instrument.item_types import ITEM_TYPES, YES_NO
from msq.instrument.model import Item
from msq.instrument.whole import Instrument

NUMBER, DAY, TRUTH, CHOICE, CHOICES, TEXT, ANY = (
    "a number",
    "a day",
    "a yes or no of the language",
    "a choice",
    "several choices",
    "a text",
    "anything",
)
_ARITHMETIC = frozenset(
    {"+", "-", "*", "div", "mod", "negative", "int", "round", "sum", "min", "max"}
)
_COUNTING = frozenset({"count", "count-non-empty", "count-selected", "string-length", "number"})
_ORDER = frozenset({"<", "<=", ">", ">="})
_EQUAL = frozenset({"=", "!="})
_CHOOSING = frozenset({"selected", "count-selected"})
_SEVERAL = frozenset({"select_multiple", "ranking"})
_NO_NUMBER = frozenset({"web_address", "email", "phone"})
_NUMERAL = re.compile(r"\s*-?[0-9]+(\.[0-9]+)?\s*")
Find = Callable[[Expression], Item | None]


def clashes(instrument: Instrument, tree: Expression, item_at: Find) -> Iterator[str]:
    """Yield what an expression does that can come to nothing but a blank, whatever is answered.

    Args:
        item_at: the item that a part of the expression looks at, if it looks at one.
    """
    kinds = _Kinds(instrument, item_at)
    for part in parts(tree):
        if isinstance(part, Call):
            yield from kinds.clashes(part)


class _Kinds:
    """Finds the kinds of the parts of expressions."""

    def __init__(self, instrument: Instrument, item_at: Find) -> None:
        self._instrument = instrument
        self._item_at = item_at

    def clashes(self, call: Call) -> Iterator[str]:
        kinds = [self._of(operand) for operand in call.operands]
        if call.name in _ARITHMETIC:
            for operand, kind in zip(call.operands, kinds, strict=True):
                if kind not in {NUMBER, TRUTH, ANY}:
                    shown = "-" if call.name == "negative" else call.name
                    yield f"“{shown}” needs numbers, and {_named(operand)} is {kind}"
        if call.name in _CHOOSING and kinds[0] in {NUMBER, DAY, TRUTH}:
            yield f"{call.name}() looks into choices, and {_named(call.operands[0])} is {kinds[0]}"
        if call.name in _ORDER | _EQUAL and not self._comparable(call.name, *kinds):
            left, right = (_named(operand) for operand in call.operands)
            yield f"“{call.name}” compares {left}, {kinds[0]}, with {right}, {kinds[1]}"

    def _comparable(self, operator: str, left: str, right: str) -> bool:
        kinds = {left, right}
        if ANY in kinds or kinds == {NUMBER, TRUTH}:
            return True
        if operator in _ORDER:
            return (left == right and left != CHOICES) or kinds == {TEXT, CHOICE}
        return left == right or not kinds & {NUMBER, DAY}

    def _of(self, part: Expression) -> str:
        match part:
            case Literal(value):
                return _of_literal(value)
            case Attribute():
                return ANY
            case Reference() | Itself():
                item = self._item_at(part)
                return ANY if item is None else self._of_item(item)
            case Call(name, operands):
                return self._of_call(name, operands)

    def _of_item(self, item: Item) -> str:
        if item.type == "date":
            return DAY
        if item.type in _NO_NUMBER:
            return TEXT
        if ITEM_TYPES[item.type].scale == "numeric":
            return NUMBER
        choices = YES_NO if item.type == "yes_no" else self._instrument.choices(item)
        if choices and not any(_NUMERAL.fullmatch(choice.code) for choice in choices):
            return CHOICES if item.type in _SEVERAL else CHOICE
        # A plain text may hold a number, and what is calculated may be of any kind.
        return ANY

    def _of_call(self, name: str, operands: tuple[Expression, ...]) -> str:
        if name in _ARITHMETIC | _COUNTING:
            return NUMBER
        if name == "today":
            return DAY
        if name in {"if", "coalesce"}:
            kinds = {self._of(operand) for operand in operands[-2:]}
            return kinds.pop() if len(kinds) == 1 else ANY
        return TRUTH


def _of_literal(value: Decimal | str) -> str:
    if isinstance(value, Decimal) or _NUMERAL.fullmatch(value):
        return NUMBER
    if not value:
        return ANY
    try:
        date.fromisoformat(value)
    except ValueError:
        return TEXT
    return DAY


def _named(part: Expression) -> str:
    match part:
        case Literal(value):
            return f"“{value}”"
        case Reference(code):
            return f"“{code}”"
        case Attribute(name):
            return f"“{name}”"
        case Itself():
            return "the answer itself"
        case Call(name):
            return f"what “{name}” gives"
