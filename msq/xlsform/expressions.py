"""Expressions of a workbook, with the names of its questions changed into our codes."""

from collections.abc import Sequence
from dataclasses import replace

from msq.instrument.expression import Call, Expression, Literal, Reference, parse
from msq.instrument.item_types import COUNTED
from msq.instrument.printing import all_of, printed
from msq.problems import BadExpression
from msq.xlsform.limits import Limits, limits_in
from msq.xlsform.naming import shown
from msq.xlsform.places import Row, SheetFaults

YES = "yes"


class Expressions:
    """Reads expressions; what cannot be taken becomes a fault and is left out."""

    def __init__(self, faults: SheetFaults) -> None:
        """Begin without any names."""
        self._faults = faults
        self._codes: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._twice: set[str] = set()

    def name(self, name: str, code: str) -> None:
        """Say which code a question has that expressions call by a name."""
        if not name:
            return
        if self._codes.setdefault(name, code) != code:
            self._twice.add(name)
        self._names.setdefault(code, name)

    def relevant(self, row: Row, around: Sequence[Row] = (), lead: str = "") -> str:
        """Return the condition of a row, with those of the groups around it.

        Args:
            lead: the item that it details: its own condition is what stands beside its yes.
        """
        exact = self._exact(row, "relevant")
        said = f"${{{lead}}} = '{YES}'" if lead else ""
        whole = f"{said} and ({exact})" if said and exact else said or exact
        if exact and not around and self._says(whole, row.get("relevant")):
            return exact
        own = self._in_codes(row, "relevant")
        if lead:
            return self._beside(row, own, lead)
        found = [source for one in around if (source := self._in_codes(one, "relevant"))]
        found += [own] if own else []
        return printed(all_of(*map(parse, found))) if found else ""

    def of_cell(self, row: Row, key: str) -> str:
        """Return the expression of a cell: a calculation, or which choices are offered."""
        exact = self._exact(row, key)
        return exact if exact and self._says(exact, row.get(key)) else self._in_codes(row, key)

    def _exact(self, row: Row, key: str) -> str:
        return shown(row.get(f"msq::{key}"))

    def limits(self, row: Row, kind: str) -> Limits:
        """Return what a row's constraint says of an item of a type."""
        exact = self._exact_limits(row)
        if exact and kind in COUNTED:
            exact = replace(exact, min="", max="")  # how many there are is no part of it
        whole = exact.whole() if exact else None
        if exact and whole and self._printed(whole) == row.get("constraint"):
            return exact
        source = self._in_codes(row, "constraint")
        if not source:
            return Limits()
        found = limits_in(source, kind)
        if row.text("constraint_message") and not found.constraint:
            # The words of who made the form say more than ours would.
            return Limits(constraint=source)
        return found

    def _exact_limits(self, row: Row) -> Limits | None:
        keys = [f"msq::{key}" for key in ("min", "max", "max_length", "constraint")]
        if not any(map(row.get, keys)):
            return None
        least, most, length, own = map(row.get, keys)
        try:
            limits = Limits(least, most, int(length or 0), shown(own))
            limits.whole()
        except (ArithmeticError, ValueError, BadExpression):
            self._faults.at(row, "these limits cannot be read; clear the columns msq::", keys[0])
            return None
        return limits

    def _says(self, source: str, cell: str) -> bool:
        """Return whether a cell still says what our own column says, so that this is exact."""
        try:
            return self._printed(parse(source)) == cell
        except BadExpression:
            return False

    def _printed(self, tree: Expression) -> str:
        return printed(tree, lambda code: self._names.get(code, code))

    def _in_codes(self, row: Row, key: str) -> str:
        """Return a cell's expression with our codes; empty where there is none or a fault."""
        cell = row.get(key)
        if not cell:
            return ""
        unknown: list[str] = []

        def code_of(name: str) -> str:
            if name in self._twice:
                self._faults.at(row, f"the name “{name}” is given twice; rename one", key)
            if name not in self._codes:
                unknown.append(name)
            return self._codes.get(name, name)

        try:
            source = printed(parse(cell), code_of)
        except BadExpression as problem:
            self._faults.at(row, str(problem), key)
            return ""
        for name in unknown:
            near = self._faults.near(name, self._codes)
            self._faults.at(row, f"there is no question “{name}”{near}", key)
        return "" if unknown else source

    def _beside(self, row: Row, source: str, lead: str) -> str:
        asked = Call("=", (Reference(lead), Literal(YES)))
        tree = parse(source) if source else None
        if tree == asked:
            return ""
        if isinstance(tree, Call) and tree.name == "and" and tree.operands[0] == asked:
            return printed(all_of(*tree.operands[1:]))
        name = self._names.get(lead, lead)
        self._faults.at(
            row, f"details are asked after a yes: begin with ${{{name}}} = 'yes'", "relevant"
        )
        return ""
