"""What every item type must be able to do: the checklist that adding a type fills in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msq.instrument.evaluate import Operand
from msq.instrument.model import Choice, Item

Value = str | int | list[str]
"""A stored value. Decimals are exact texts such as ``"1234.50"``; choices are codes."""

Choices = tuple[Choice, ...]
Parse = Callable[[Item, Choices, Sequence[str]], Value | None]
Show = Callable[[Item, Choices, Value, str], str]

ANSWERED = frozenset({"constraint", "constraint_message", "missing", "personal"})
"""The keys that a form may give to an item of any type, beside those of every entry."""


@dataclass(frozen=True, slots=True)
class ItemType:
    """One entry of the list of item types.

    Attributes:
        name: as written in a form.
        title: as shown in the codebook.
        parse: raw texts of a form or a cell to the stored value, ``None`` for blank; raises
            ``BadValue`` with a message for the person who typed it. What ``show`` and ``cell``
            give is read back to the same value.
        show: the value as text for a person, in a language.
        cell: the value as one spreadsheet cell.
        operand: the value as the expression language sees it.
        scale: the statistical scale for the codebook: nominal, numeric, date or text.
        keys: what a form may say of an item of this type.
    """

    name: str
    title: str
    parse: Parse
    show: Show
    cell: Callable[[Value], str | int | Decimal]
    operand: Callable[[Value], Operand]
    scale: str
    keys: frozenset[str] = ANSWERED


def first(raw: Sequence[str]) -> str:
    """Return the only text of a field, without the blanks around it; empty when none was sent."""
    return raw[0].strip() if raw else ""
