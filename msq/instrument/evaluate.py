"""Evaluation of expressions: pure, total, and with XLSForm's rules for blank answers.

A blank answer is the empty text. Arithmetic on a blank or on what is no number is blank; an
order comparison with a blank is false. Two texts are equal when they read the same, so that
``007`` is not ``7``; where one side is a number, both are compared as numbers if they can be.
``and``, ``or``, ``not`` and ``if`` take blank and zero for false.
"""

import re
from collections.abc import Callable
from decimal import (
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)

from msq.instrument.decimals import written
from msq.instrument.expression import Call, Expression, Itself, Literal, Reference

Operand = str | Decimal | bool | tuple[str, ...]
BLANK: Operand = ""
Lookup = Callable[[str], Operand]

# Two numbers of thirty digits have an exact sum and product.
_EXACT = Context(prec=80, traps=[DivisionByZero, InvalidOperation, Overflow])
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def evaluate(expression: Expression, lookup: Lookup, itself: Operand = BLANK) -> Operand:
    """Return the value of an expression.

    Args:
        lookup: gives the operand of the item with a code; blank when it has none.
        itself: what ``.`` stands for.
    """
    match expression:
        case Literal(value):
            return value
        case Reference(code):
            return lookup(code)
        case Itself():
            return itself
        case Call(name, operands):
            return _call(name, operands, lookup, itself)


def holds(expression: Expression, lookup: Lookup, itself: Operand = BLANK) -> bool:
    """Return whether an expression is true."""
    return bool(evaluate(expression, lookup, itself))


def _call(name: str, operands: tuple[Expression, ...], lookup: Lookup, itself: Operand) -> Operand:
    if name == "and":
        return all(holds(operand, lookup, itself) for operand in operands)
    if name == "or":
        return any(holds(operand, lookup, itself) for operand in operands)
    if name == "if":
        chosen = operands[1] if holds(operands[0], lookup, itself) else operands[2]
        return evaluate(chosen, lookup, itself)
    return _FUNCTIONS[name](*(evaluate(operand, lookup, itself) for operand in operands))


def _is_blank(value: Operand) -> bool:
    return value in ("", ())


def _number(value: Operand) -> Decimal | None:
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value
    if isinstance(value, tuple) or not _NUMBER.fullmatch(value.strip()):
        return None
    return Decimal(value.strip())


def _text(value: Operand) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " ".join(value)
    return written(value) if isinstance(value, Decimal) else value


def _numbers(left: Operand, right: Operand) -> tuple[Decimal, Decimal] | None:
    first, second = _number(left), _number(right)
    return None if first is None or second is None else (first, second)


def _arithmetic(work: Callable[[Decimal, Decimal], Decimal]) -> Callable[..., Operand]:
    def apply(left: Operand, right: Operand) -> Operand:
        pair = _numbers(left, right)
        if pair is None:
            return BLANK
        with localcontext(_EXACT):
            try:
                return work(*pair)
            except (DivisionByZero, InvalidOperation, Overflow):
                return BLANK

    return apply


def _ordered(test: Callable[[int], bool]) -> Callable[..., Operand]:
    def apply(left: Operand, right: Operand) -> Operand:
        if _is_blank(left) or _is_blank(right):
            return False
        pair = _numbers(left, right)
        if pair is not None:
            return test((pair[0] > pair[1]) - (pair[0] < pair[1]))
        # ISO dates and plain texts order as they are written.
        one, other = _text(left), _text(right)
        return test((one > other) - (one < other))

    return apply


def _equal(left: Operand, right: Operand) -> bool:
    if not (isinstance(left, str) and isinstance(right, str)):
        pair = _numbers(left, right)
        if pair is not None:
            return pair[0] == pair[1]
    return _text(left) == _text(right)


def _selected(value: Operand, choice: Operand) -> Operand:
    chosen = value if isinstance(value, tuple) else tuple(_text(value).split())
    return _text(choice) in chosen


def _count_selected(value: Operand) -> Operand:
    return Decimal(len(value if isinstance(value, tuple) else _text(value).split()))


_FUNCTIONS: dict[str, Callable[..., Operand]] = {
    "not": lambda value: not value,
    "negative": lambda value: _arithmetic(lambda a, b: a - b)(Decimal(0), value),
    "+": _arithmetic(lambda a, b: a + b),
    "-": _arithmetic(lambda a, b: a - b),
    "*": _arithmetic(lambda a, b: a * b),
    "div": _arithmetic(lambda a, b: a / b),
    "mod": _arithmetic(lambda a, b: a % b),
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(lambda order: order < 0),
    "<=": _ordered(lambda order: order <= 0),
    ">": _ordered(lambda order: order > 0),
    ">=": _ordered(lambda order: order >= 0),
    "selected": _selected,
    "count-selected": _count_selected,
    "string-length": lambda value: Decimal(len(_text(value))),
    "coalesce": lambda first, second: second if _is_blank(first) else first,
}
