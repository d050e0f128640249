"""Printing of expressions: the syntax tree as text again, with brackets only where they matter.

What is printed is parsed to the same tree. Names may be changed on the way, which is how an
expression passes to and from other tools.
"""

from collections.abc import Callable
from decimal import Decimal

from msq.instrument.expression import Attribute, Call, Expression, Itself, Literal, Reference

# How tightly operators bind; a function call, an answer and a literal bind tightest.
_BINDS = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "div", "mod"), 5),
    "negative": 6,
}
_CHAINED = frozenset({"+", "-", "*", "div", "mod"})
_TIGHTEST = 7


def as_it_is(code: str) -> str:
    """Return a name unchanged."""
    return code


def printed(expression: Expression, name: Callable[[str], str] = as_it_is) -> str:
    """Return the source of an expression.

    Args:
        name: what an item's code is called in what is printed.
    """
    match expression:
        case Literal(value):
            return _literal(value)
        case Reference(code):
            return f"${{{name(code)}}}"
        case Itself():
            return "."
        case Attribute(attribute):
            return attribute
        case Call(operator, operands) if operator in _BINDS:
            return _operation(operator, operands, name)
        case Call(function, operands):
            return f"{function}({', '.join(printed(one, name) for one in operands)})"


def _operation(operator: str, operands: tuple[Expression, ...], name: Callable[[str], str]) -> str:
    bound = _BINDS[operator]
    if operator == "negative":
        return f"-{_inside(operands[0], bound, name)}"
    # Chains of sums and products grow to the left: 1 - 2 - 3 is (1 - 2) - 3.
    first = bound if operator in _CHAINED else bound + 1
    said = [_inside(operands[0], first, name)]
    said += [_inside(one, bound + 1, name) for one in operands[1:]]
    return f" {operator} ".join(said)


def _inside(expression: Expression, least: int, name: Callable[[str], str]) -> str:
    """Return an operand, in brackets where it binds less tightly than it must."""
    binds = _BINDS.get(expression.name, _TIGHTEST) if isinstance(expression, Call) else _TIGHTEST
    said = printed(expression, name)
    return said if binds >= least else f"({said})"


def _literal(value: Decimal | str) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    quote = '"' if "'" in value else "'"
    return f"{quote}{value}{quote}"


def all_of(*expressions: Expression) -> Expression:
    """Return an expression that holds where all of these hold; there must be one at least."""
    return expressions[0] if len(expressions) == 1 else Call("and", expressions)
