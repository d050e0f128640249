"""Evaluation of expressions: pure, total, and with XLSForm's rules for blank answers.

A blank answer is the empty text. Arithmetic on a blank or on what is no number is blank; an
order comparison with a blank is false. Two texts are equal when they read the same, so that
``007`` is not ``7``; where one side is a number, both are compared as numbers if they can be.
``and``, ``or``, ``not`` and ``if`` take blank and zero for false. One blank among its values makes
``sum``, ``min`` and ``max`` blank. All rules: ``docs/decisions/0005-what-a-blank-answer-means.md``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)

from msq.instrument.decimals import written
from msq.instrument.expression import (
    OVER_ROWS,
    Attribute,
    Call,
    Expression,
    Itself,
    Literal,
    Reference,
)
from msq.instrument.matching import matcher

Operand = str | Decimal | bool | tuple[str, ...]
BLANK: Operand = ""
Lookup = Callable[[str], Operand]

# Two numbers of thirty digits have an exact sum and product; what calculations on calculations
# could pile up beyond that is blank before it is large.
_EXACT = Context(prec=80, Emax=200, Emin=-200, traps=[DivisionByZero, InvalidOperation, Overflow])
_MOST_PLACES = 30
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Around:
    """What an expression can look at beside single answers.

    Attributes:
        column: gives an item's operand in every row in which it is asked, in order; ``None`` to
            take everything for a single answer. For the code of a repeating group: its rows.
        today: the day it is, in ISO 8601; blank where that is not known.
        attributes: those of the choice that a choice filter looks at.
    """

    column: Callable[[str], Sequence[Operand]] | None = None
    today: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


NOTHING_AROUND = Around()


def evaluate(
    expression: Expression,
    lookup: Lookup,
    itself: Operand = BLANK,
    around: Around = NOTHING_AROUND,
) -> Operand:
    """Return the value of an expression.

    Args:
        lookup: gives the operand of the item with a code; blank when it has none.
        itself: what ``.`` stands for.
        around: what else there is to look at.
    """
    return _Evaluation(lookup, itself, around).of(expression)


def holds(
    expression: Expression,
    lookup: Lookup,
    itself: Operand = BLANK,
    around: Around = NOTHING_AROUND,
) -> bool:
    """Return whether an expression is true."""
    return bool(evaluate(expression, lookup, itself, around))


@dataclass(frozen=True, slots=True)
class _Evaluation:
    lookup: Lookup
    itself: Operand
    around: Around

    def of(self, expression: Expression) -> Operand:
        match expression:
            case Literal(value):
                return value
            case Reference(code):
                return self.lookup(code)
            case Itself():
                return self.itself
            case Attribute(name):
                return self.around.attributes.get(name, BLANK)
            case Call(name, operands):
                return self._call(name, operands)

    def _call(self, name: str, operands: tuple[Expression, ...]) -> Operand:
        if name == "and":
            return all(self.of(operand) for operand in operands)
        if name == "or":
            return any(self.of(operand) for operand in operands)
        if name == "if":
            return self.of(operands[1] if self.of(operands[0]) else operands[2])
        if name == "today":
            return self.around.today
        if name in OVER_ROWS:
            values = [value for operand in operands for value in self._in_all_rows(operand)]
            return _OVER_ROWS[name](values)
        return _FUNCTIONS[name](*(self.of(operand) for operand in operands))

    def _in_all_rows(self, operand: Expression) -> Sequence[Operand]:
        if isinstance(operand, Reference) and self.around.column is not None:
            return self.around.column(operand.code)
        return (self.of(operand),)


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


def _regex(value: Operand, pattern: Operand) -> Operand:
    return matcher(_text(pattern)).matches(_text(value))


def _to_number(value: Operand) -> Operand:
    found = _number(value)
    return BLANK if found is None else found


def _whole(value: Operand) -> Operand:
    return _rounded(value, Decimal(0), ROUND_DOWN)


def _rounded(value: Operand, places: Operand = Decimal(0), how: str = ROUND_HALF_UP) -> Operand:
    pair = _numbers(value, places)
    if pair is None or abs(pair[1]) > _MOST_PLACES or pair[1] != int(pair[1]):
        return BLANK
    with localcontext(_EXACT):
        try:
            return pair[0].quantize(Decimal(1).scaleb(-int(pair[1])), how) + 0
        except (InvalidOperation, Overflow):
            return BLANK


def _all_numbers(values: Sequence[Operand]) -> list[Decimal] | None:
    found = [number for value in values if (number := _number(value)) is not None]
    return found if len(found) == len(values) else None


def _sum(values: Sequence[Operand]) -> Operand:
    whole: Operand = Decimal(0)
    for value in values:
        whole = _FUNCTIONS["+"](whole, value)
    return whole


def _extreme(which: Callable[[list[Decimal]], Decimal]) -> Callable[[Sequence[Operand]], Operand]:
    def apply(values: Sequence[Operand]) -> Operand:
        numbers = _all_numbers(values)
        return which(numbers) if numbers else BLANK

    return apply


_OVER_ROWS: dict[str, Callable[[Sequence[Operand]], Operand]] = {
    "sum": _sum,
    "min": _extreme(min),
    "max": _extreme(max),
    "count": lambda values: Decimal(len(values)),
    "count-non-empty": lambda values: Decimal(sum(not _is_blank(value) for value in values)),
}

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
    "true": lambda: True,
    "false": lambda: False,
    "regex": _regex,
    "number": _to_number,
    "int": _whole,
    "round": _rounded,
    "selected": _selected,
    "count-selected": _count_selected,
    "string-length": lambda value: Decimal(len(_text(value))),
    "coalesce": lambda first, second: second if _is_blank(first) else first,
}
