"""Whether an expression can ever hold, as far as that can be told before anything is answered.

What is constant is worked out; what is chosen from a list is tried out, choice by choice; a number
with limits is known to be between them. All else may be anything, so that no form is refused that
could work.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import product
from math import prod

from msq.instrument.evaluate import BLANK, NOTHING_AROUND, Around, Operand, evaluate
from msq.instrument.expression import (
    OVER_ROWS,
    Attribute,
    Call,
    Expression,
    Itself,
    Literal,
    Reference,
    parts,
    references,
)

MOST_TRIES = 300
ITSELF = "."
_ORDER = {"<", "<=", ">", ">=", "="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


@dataclass(frozen=True, slots=True)
class Between:
    """A number between two limits, or blank; a limit that is not set is ``None``."""

    least: Decimal | None
    most: Decimal | None


Domain = tuple[Operand, ...] | Between
"""All that an answer can be."""


class Unknown:
    """What cannot be told."""


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Folding:
    """What is known before anything is answered.

    Attributes:
        domains: what the answers to items can be, by code, and ``.`` where it has a meaning.
        attributes: those of the choice that is looked at.
    """

    domains: Mapping[str, Domain]
    attributes: Mapping[str, str] | None = None

    def can_hold(self, tree: Expression) -> bool:
        """Return whether an expression may hold for some answers."""
        return any(self._holds(tree, tried) is not False for tried in self._tries(tree))

    def _tries(self, tree: Expression) -> Iterator[dict[str, Operand]]:
        """Yield all ways of answering what is chosen from lists; of too many, only some lists."""
        codes = references(tree) | (
            {ITSELF} if any(_is_itself(one) for one in parts(tree)) else set()
        )
        lists = {
            code: domain
            for code in sorted(codes)
            if isinstance(domain := self.domains.get(code), tuple)
        }
        by_size = sorted(lists, key=lambda code: len(lists[code]), reverse=True)
        while prod(len(lists[code]) for code in by_size) > MOST_TRIES:
            by_size.pop(0)
        for chosen in product(*(lists[code] for code in by_size)):
            yield dict(zip(by_size, chosen, strict=True))

    def _holds(self, tree: Expression, tried: Mapping[str, Operand]) -> bool | Unknown:
        found = _Try(self, tried).of(tree)
        return found if isinstance(found, Unknown) else bool(found)


def _is_itself(part: Expression) -> bool:
    return isinstance(part, Itself)


@dataclass(frozen=True)
class _Try:
    folding: Folding
    tried: Mapping[str, Operand]

    @cached_property
    def _around(self) -> Around:
        attributes = self.folding.attributes
        return NOTHING_AROUND if attributes is None else Around(attributes=attributes)

    def of(self, part: Expression) -> Operand | Unknown:
        if all(self._is_known(one) for one in parts(part)):
            itself = self.tried.get(ITSELF, BLANK)
            return evaluate(part, self.tried.__getitem__, itself, self._around)
        match part:
            case Call("and" | "or"):
                return self._of_several(part)
            case Call("if", (condition, first, second)):
                return self._of_if(condition, first, second)
            case Call("not", (operand,)):
                inner = self.of(operand)
                return inner if isinstance(inner, Unknown) else not inner
            case Call(name, (left, right)) if name in _ORDER:
                return self._of_order(name, left, right)
            case _:
                return UNKNOWN

    def _is_known(self, part: Expression) -> bool:
        match part:
            case Literal():
                return True
            case Reference(code):
                return code in self.tried
            case Itself():
                return ITSELF in self.tried
            case Attribute():
                return self.folding.attributes is not None
            case Call(name):
                return name != "today" and name not in OVER_ROWS

    def _of_several(self, call: Call) -> bool | Unknown:
        decisive = call.name == "or"
        found = [self.of(operand) for operand in call.operands]
        known = [bool(one) for one in found if not isinstance(one, Unknown)]
        if decisive in known:
            return decisive
        return UNKNOWN if len(known) < len(found) else not decisive

    def _of_if(
        self, condition: Expression, first: Expression, second: Expression
    ) -> Operand | Unknown:
        chosen = self.of(condition)
        if not isinstance(chosen, Unknown):
            return self.of(first if chosen else second)
        one, other = self.of(first), self.of(second)
        if isinstance(one, Unknown) or isinstance(other, Unknown) or one != other:
            return UNKNOWN
        return one

    def _of_order(self, operator: str, left: Expression, right: Expression) -> bool | Unknown:
        """Return that a comparison cannot hold where limits rule it out."""
        for sign, one, other in ((operator, left, right), (_MIRRORED[operator], right, left)):
            limits, against = self._limits(one), self.of(other)
            if limits is not None and isinstance(against, Decimal):
                return UNKNOWN if _meets(limits, sign, against) else False
        return UNKNOWN

    def _limits(self, part: Expression) -> Between | None:
        code = part.code if isinstance(part, Reference) else ITSELF
        domain = self.folding.domains.get(code)
        is_answer = isinstance(part, (Reference, Itself))
        return domain if is_answer and isinstance(domain, Between) else None


def _meets(limits: Between, sign: str, number: Decimal) -> bool:
    """Return whether some number within limits compares so; a blank never does."""
    least, most = limits.least, limits.most
    below = least is None or least < number
    above = most is None or most > number
    at_least, at_most = least is None or least <= number, most is None or most >= number
    return {
        "<": below,
        "<=": at_least,
        ">": above,
        ">=": at_most,
        "=": at_least and at_most,
    }[sign]
