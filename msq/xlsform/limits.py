"""The limits of an item as the constraint that other tools know, and back.

XLSForm has one expression for all that is checked. Here a least, a most and a length are said
apart, because the platform words their messages itself, in every language.
"""

from dataclasses import dataclass
from decimal import Decimal

from msq.instrument.decimals import written
from msq.instrument.expression import Call, Expression, Itself, Literal, parse
from msq.instrument.item_types import COUNTED
from msq.instrument.item_types.numbers import WHOLE
from msq.instrument.model import Item
from msq.instrument.printing import all_of, printed

_NUMERIC = WHOLE | {"decimal", "percentage", "amount"}
_WORDS = frozenset({"text", "long_text"})
_LENGTH = Call("string-length", (Itself(),))
_STRICT = {">": (">=", 1), "<": ("<=", -1)}


@dataclass(frozen=True)
class Limits:
    """What is checked of an answer; ``constraint`` is the rest, as an expression."""

    min: str = ""
    max: str = ""
    max_length: int = 0
    constraint: str = ""

    @classmethod
    def of(cls, item: Item) -> "Limits":
        """Return those of an item; without how many choices are ranked.

        Other tools let all choices be put in order, so that no answer of theirs could keep it.
        """
        least, most = ("", "") if item.type in COUNTED else (item.min, item.max)
        return cls(least, most, item.max_length, item.constraint)

    def whole(self) -> Expression | None:
        """Return everything that is checked as one expression; ``None`` where nothing is."""
        found: list[Expression] = [
            Call(operator, (Itself(), _number(limit)))
            for operator, limit in ((">=", self.min), ("<=", self.max))
            if limit
        ]
        if self.max_length:
            found.append(Call("<=", (_LENGTH, _number(str(self.max_length)))))
        if self.constraint:
            found.append(parse(self.constraint))
        return all_of(*found) if found else None


def _number(text: str) -> Expression:
    literal = Literal(abs(Decimal(text)))
    return Call("negative", (literal,)) if text.startswith("-") else literal


def limits_in(source: str, kind: str) -> Limits:
    """Return the limits that a constraint sets on an item of a type, and the rest of it."""
    tree = parse(source)
    operands = tree.operands if isinstance(tree, Call) and tree.name == "and" else (tree,)
    found: dict[str, str] = {}
    rest: list[Expression] = []
    for one in operands:
        key, limit = _limit(one, kind)
        if key and key not in found:
            found[key] = limit
        else:
            rest.append(one)
    if {"min", "max"} <= found.keys() and Decimal(found["min"]) > Decimal(found["max"]):
        return Limits(constraint=printed(tree))
    return Limits(
        found.get("min", ""),
        found.get("max", ""),
        int(found.get("max_length", 0)),
        printed(all_of(*rest)) if rest else "",
    )


def _limit(expression: Expression, kind: str) -> tuple[str, str]:
    """Return which limit a comparison sets, and its value; empty for any other expression."""
    match expression:
        case Call(operator, (left, Literal(Decimal()) | Call("negative", (Literal(Decimal()),)))):
            number = _value(expression.operands[1])
        case _:
            return "", ""
    if kind in WHOLE and operator in _STRICT and number == number.to_integral_value():
        operator, step = _STRICT[operator]
        number += step
    key = {">=": "min", "<=": "max"}.get(operator, "")
    if left == _LENGTH:
        fits = key == "max" and kind in _WORDS and number > 0 and number == int(number)
        return ("max_length", str(int(number))) if fits else ("", "")
    fits = left == Itself() and kind in _NUMERIC
    if kind in WHOLE and number != number.to_integral_value():
        fits = False
    return (key, written(number)) if fits and key else ("", "")


def _value(expression: Expression) -> Decimal:
    match expression:
        case Call(_, (Literal(Decimal() as number),)):
            return -number
        case Literal(Decimal() as number):
            return number
        case _:
            raise TypeError(expression)
