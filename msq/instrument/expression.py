"""Parsing of the expression language: the XLSForm subset that an instrument may use.

An expression is parsed once, when the instrument is built, into a small immutable tree that
``evaluate`` walks. Source of the syntax: the XLSForm reference, sections on relevance,
constraints and operators.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import LarkError, VisitError

from msq.problems import BadExpression

MAX_LENGTH = 1000
MAX_DEPTH = 40

ARITY: dict[str, tuple[int, int]] = {
    "not": (1, 1),
    "selected": (2, 2),
    "count-selected": (1, 1),
    "string-length": (1, 1),
    "coalesce": (2, 2),
    "if": (3, 3),
}

_GRAMMAR = r"""
    ?start: disjunction
    ?disjunction: conjunction ("or" conjunction)*
    ?conjunction: comparison ("and" comparison)*
    ?comparison: sum (COMPARE sum)?
    ?sum: product (ADD product)*
    ?product: unary (MULTIPLY unary)*
    ?unary: "-" unary -> negative
          | primary
    ?primary: NUMBER -> number
            | TEXT -> text
            | "${" CODE "}" -> reference
            | "." -> itself
            | NAME "(" [disjunction ("," disjunction)*] ")" -> call
            | "(" disjunction ")"
    COMPARE: "!=" | "<=" | ">=" | "=" | "<" | ">"
    ADD: "+" | "-"
    MULTIPLY: "*" | /div(?![a-z-])/ | /mod(?![a-z-])/
    NUMBER: /[0-9]+(\.[0-9]+)?/
    TEXT: /'[^']*'/ | /"[^"]*"/
    CODE: /[A-Za-z][A-Za-z0-9_.]*/
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
        return Reference(str(token))

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
        fewest, most = ARITY[str(name)]
        if not fewest <= len(given) <= most:
            raise BadExpression(
                "{name}() takes {wanted} values, not {given}.",
                name=str(name),
                wanted=fewest,
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


_PARSER = Lark(_GRAMMAR, parser="lalr", maybe_placeholders=True)


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
    if max(_nesting(source)) > MAX_DEPTH:
        raise BadExpression("The expression is nested too deeply.")
    try:
        return _Tree().transform(_PARSER.parse(source))
    except VisitError as error:
        if isinstance(error.orig_exc, BadExpression):
            raise error.orig_exc from None
        raise
    except LarkError as error:
        column = getattr(error, "column", None)
        raise BadExpression(
            "“{source}” cannot be understood at character {column}.",
            source=source,
            column=column if isinstance(column, int) and column > 0 else len(source),
        ) from None


def _nesting(source: str) -> list[int]:
    """Depth after each character: brackets and signs are what can make a tree deep."""
    depth, depths = 0, [0]
    for character in source:
        depth += (character == "(") - (character == ")")
        depths.append(depth)
    run = 0
    for character in source.replace(" ", ""):
        run = run + 1 if character == "-" else 0
        depths.append(run)
    return depths


def references(expression: Expression) -> frozenset[str]:
    """Return the codes of all items that an expression looks at."""
    match expression:
        case Reference(code):
            return frozenset({code})
        case Call(_, operands):
            return frozenset().union(*(references(operand) for operand in operands))
        case _:
            return frozenset()
