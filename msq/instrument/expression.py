"""Parsing of the expression language: the XLSForm subset that an instrument may use.

An expression is parsed once, when the instrument is built, into a small immutable tree that
``evaluate`` walks. Source of the syntax: the XLSForm reference, sections on relevance,
constraints and operators.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import LarkError, UnexpectedToken

from msq.problems import BadExpression

MAX_LENGTH = 1000
MAX_DEPTH = 40
"""How deep a tree may be: evaluation calls itself a few times for each level."""

ARITY: dict[str, int] = {
    "not": 1,
    "selected": 2,
    "count-selected": 1,
    "string-length": 1,
    "coalesce": 2,
    "if": 3,
}
"""The functions, and how many values each takes."""

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
            | "(" disjunction ")"
    _OR: /or(?![A-Za-z0-9_.-])/
    _AND: /and(?![A-Za-z0-9_.-])/
    COMPARE: "!=" | "<=" | ">=" | "=" | "<" | ">"
    ADD: "+" | "-"
    MULTIPLY: "*" | /(div|mod)(?![A-Za-z0-9_.-])/
    NUMBER: /[0-9]+(\.[0-9]+)?(?![A-Za-z0-9_.])/
    TEXT: /'[^']*'/ | /"[^"]*"/
    REFERENCE: /\$\{\s*[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*\s*\}/
    NAME: /[a-z][a-z-]*/
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
class Call:
    """A function or operator with its operands."""

    name: str
    operands: tuple["Expression", ...]


Expression = Literal | Reference | Itself | Call


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

    def call(self, name: Token, *operands: Expression | None) -> Expression:
        given = tuple(operand for operand in operands if operand is not None)
        if name not in ARITY:
            raise BadExpression(
                "There is no function {name}(). Known: {known}.",
                name=str(name),
                known=", ".join(ARITY),
            )
        if len(given) != ARITY[name]:
            raise BadExpression(
                "{name}() takes {wanted} values, not {given}.",
                name=str(name),
                wanted=ARITY[name],
                given=len(given),
            )
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
