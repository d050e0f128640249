"""The item type whose value follows from other answers and is never typed."""

import re
from collections.abc import Sequence
from decimal import Decimal, localcontext

from msq.instrument.decimals import MAX_DIGITS, written
from msq.instrument.evaluate import Operand
from msq.instrument.item_types.base import Choices, ItemType, Value
from msq.instrument.model import Item, in_language
from msq.problems import BadValue

CALCULATE = "calculate"
# A number as we write it; a text of digits that begins with a zero stays a text.
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


def _parse(_item: Item, _choices: Choices, _raw: Sequence[str]) -> Value | None:
    raise BadValue("This value follows from other answers and cannot be entered.")


def kept(found: Operand) -> Value | None:
    """Return what a calculation came to as it is recorded; ``None`` where it is blank.

    A number that does not end is rounded to as many digits as can be typed.
    """
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, Decimal):
        with localcontext() as context:
            context.prec = MAX_DIGITS
            return written(+found)
    return (" ".join(found) if isinstance(found, tuple) else found) or None


def _show(item: Item, _choices: Choices, value: Value, language: str) -> str:
    unit = in_language(item.unit, language)
    return f"{value}{'' if unit == '%' else ' '}{unit}".rstrip()


def _cell(value: Value) -> str | int | Decimal:
    text = str(value)
    if not _NUMBER.fullmatch(text):
        return text
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else number


TYPES = (
    ItemType(
        CALCULATE,
        "Calculated value",
        _parse,
        _show,
        _cell,
        str,
        "text",
        frozenset({"calculation", "unit", "personal"}),
    ),
)
