"""Parsing of the expression language: the XLSForm subset that an instrument may use.

An expression is parsed once, when the instrument is built, into a small immutable tree that
``evaluate`` walks. Source of the syntax: the XLSForm reference, sections on relevance,
constraints and operators.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import LarkError, UnexpectedToken

from msq.instrument.matching import matcher
from msq.problems import BadExpression

MAX_LENGTH = 1000
_RESERVED = frozenset({"and", "or", "div", "mod"})
MAX_DEPTH = 40
"""How deep a tree may be: evaluation calls itself a few times for each level."""

MANY = 50
ARITY: dict[str, tuple[int, int]] = {
    "not": (1, 1),
    "true": (0, 0),
    "false": (0, 0),
    "if": (3, 3),
    "coalesce": (2, 2),
    "selected": (2, 2),
    "count-selected": (1, 1),
    "string-length": (1, 1),
    "regex": (2, 2),
    "number": (1, 1),
    "int": (1, 1),
    "round": (1, 2),
    "today": (0, 0),
    "sum": (1, MANY),
    "min": (1, MANY),
    "max": (1, MANY),
    "count": (1, 1),
    "count-non-empty": (1, 1),
}
"""The functions, and the least and the most values that each takes."""

COUNTS = frozenset({"count", "count-non-empty"})
OVER_ROWS = frozenset({"sum", "min", "max"}) | COUNTS
"""The functions to which a field of a repeating group is its answers in all rows."""

_GRAMMAR = r"""
    ?start: disjunction
    ?disjunction: conjunction (_OR conjunction)*
    ?conjunction: comparison (_AND comparison)*
    ?comparison: sum (COMPARE sum)?
    ?sum: product (ADD product)*
    ?product: unary (MULTIPLY unary)*
    ?unary: "-" unary -> negative
          | primary
    ?primary: NUMBER -> number
            | TEXT -> text
            | REFERENCE -> reference
            | "." -> itself
            | NAME "(" [disjunction ("," disjunction)*] ")" -> call
            | NAME -> attribute
            | "(" disjunction ")"
    _OR: /or(?![A-Za-z0-9_.-])/
    _AND: /and(?![A-Za-z0-9_.-])/
    COMPARE: "!=" | "<=" | ">=" | "=" | "<" | ">"
    ADD: "+" | "-"
    MULTIPLY: "*" | /(div|mod)(?![A-Za-z0-9_.-])/
    NUMBER: /[0-9]+(\.[0-9]+)?(?![A-Za-z0-9_.])/
    TEXT: /'[^']*'/ | /"[^"]*"/
    REFERENCE: /\$\{\s*[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*\s*\}/
    NAME: /[a-z][a-z0-9_-]*/
    %ignore /\s+/
"""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text written in the expression."""

    value: Decimal | str


@dataclass(frozen=True, slots=True)
class Reference:
    """``${code}``: the answer to another item."""

    code: str


@dataclass(frozen=True, slots=True)
class Itself:
    """``.``: the answer that is being checked."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A bare name: an attribute of the choice that a choice filter looks at."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or operator with its operands."""

    name: str
    operands: tuple["Expression", ...]


Expression = Literal | Reference | Itself | Attribute | Call


@v_args(inline=True)
class _Tree(Transformer[Token, Expression]):
    def number(self, token: Token) -> Expression:
        return Literal(Decimal(token))

    def text(self, token: Token) -> Expression:
        return Literal(token[1:-1])

    def reference(self, token: Token) -> Expression:
        return Reference(token[2:-1].strip())

    def itself(self) -> Expression:
        return Itself()

    def negative(self, operand: Expression) -> Expression:
        return Call("negative", (operand,))

    def attribute(self, name: Token) -> Expression:
        if name in _RESERVED:
            raise BadExpression("“{name}” stands where a value is needed.", name=str(name))
        return Attribute(str(name))

    def call(self, name: Token, *operands: Expression | None) -> Expression:
        given = tuple(operand for operand in operands if operand is not None)
        if name not in ARITY:
            raise _no_function(str(name))
        least, most = ARITY[name]
        if not least <= len(given) <= most:
            raise BadExpression(
                "{name}() takes {wanted} values, not {given}.",
                name=str(name),
                wanted=_how_many(least, most),
                given=len(given),
            )
        _require_sound(name, given)
        return Call(str(name), given)

    def disjunction(self, *operands: Expression) -> Expression:
        return Call("or", operands)

    def conjunction(self, *operands: Expression) -> Expression:
        return Call("and", operands)

    def comparison(self, left: Expression, operator: Token, right: Expression) -> Expression:
        return Call(str(operator), (left, right))

    def _chain(self, first: Expression, *rest: Expression | Token) -> Expression:
        tree = first
        for operator, operand in zip(rest[::2], rest[1::2], strict=True):
            tree = Call(str(operator), (tree, cast("Expression", operand)))
        return tree

    sum = _chain
    product = _chain


def _no_function(name: str) -> BadExpression:
    near = get_close_matches(name, ARITY, n=1)
    if near:
        return BadExpression(
            "There is no function {name}(). Did you mean {near}()?", name=name, near=near[0]
        )
    known = ", ".join(ARITY)
    return BadExpression("There is no function {name}(). Known: {known}.", name=name, known=known)


def _how_many(least: int, most: int) -> str:
    if least == most:
        return str(least)
    return f"{least} or more" if most == MANY else f"{least} to {most}"


def _require_sound(name: str, given: tuple[Expression, ...]) -> None:
    """Refuse what no answer could make right: a pattern that is none, a count of no rows."""
    if name == "regex":
        pattern = given[1]
        if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
            raise BadExpression("regex() takes its pattern as a text in quotes.")
        matcher(pattern.value)
    if name in COUNTS and not isinstance(given[0], Reference):
        raise BadExpression("{name}() takes one ${{code}}, whose rows it counts.", name=name)


# Given to the parser, the transformer works as the text is read: no depth of brackets or signs
# makes it call itself.
_PARSER = Lark(_GRAMMAR, parser="lalr", maybe_placeholders=True, transformer=_Tree())


@lru_cache(maxsize=4096)
def parse(source: str) -> Expression:
    """Return the tree of an expression.

    Raises:
        BadExpression: it is too long, too deep, or not in the language.
    """
    if len(source) > MAX_LENGTH:
        raise BadExpression(
            "The expression has {length} characters; at most {most} are allowed.",
            length=len(source),
            most=MAX_LENGTH,
        )
    try:
        tree = cast("Expression", _PARSER.parse(source))
    except LarkError as error:
        raise _not_understood(source, error) from None
    if any(depth > MAX_DEPTH for _, depth in _walk(tree)):
        raise BadExpression("The expression is nested too deeply.")
    return tree


def _not_understood(source: str, error: LarkError) -> BadExpression:
    place = getattr(error, "pos_in_stream", None)
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    if ended or not isinstance(place, int):
        return BadExpression("“{source}” ends before it is complete.", source=source)
    return BadExpression(
        "“{source}” cannot be understood from character {column}, “{rest}”.",
        source=source,
        column=place + 1,
        rest=source[place : place + 10],
    )


def _walk(tree: Expression) -> Iterator[tuple[Expression, int]]:
    """Yield every part of a tree with its depth, without calling itself."""
    waiting = [(tree, 1)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        if isinstance(part, Call):
            waiting += [(operand, depth + 1) for operand in part.operands]


def parts(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and all that it is made of."""
    return (part for part, _ in _walk(expression))


def references(expression: Expression) -> frozenset[str]:
    """Return the codes of all items that an expression looks at."""
    return frozenset(part.code for part in parts(expression) if isinstance(part, Reference))


def over_rows(expression: Expression) -> frozenset[str]:
    """Return the codes that an expression looks at in all rows: ``sum(${A1.name})``."""
    return frozenset(
        operand.code
        for part in parts(expression)
        if isinstance(part, Call) and part.name in OVER_ROWS
        for operand in part.operands
        if isinstance(operand, Reference)
    )


def row_by_row(expression: Expression) -> frozenset[str]:
    """Return the codes whose one answer, or that of the same row, an expression looks at."""
    return frozenset(
        operand.code
        for part in [Call("", (expression,)), *parts(expression)]
        if isinstance(part, Call) and part.name not in OVER_ROWS
        for operand in part.operands
        if isinstance(operand, Reference)
    )
