"""Item types whose value is a number; kept exactly as it was given, never as a float."""

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from msq.instrument.decimals import INVISIBLE, read_decimal, written
from msq.instrument.item_types.base import ANSWERED, Choices, ItemType, Value, first
from msq.instrument.model import Item, Text, in_language
from msq.problems import BadValue, short

FIRST_YEAR, LAST_YEAR = 1900, 2100
KEYS = ANSWERED | {"min", "max", "unit"}
WHOLE = frozenset({"integer", "year"})
"""The types whose values, and so whose limits, are whole numbers."""
PERCENTAGE = "percentage"
WHOLE_SHARE = 100
"""The most that a percentage can be; its least is 0. Growth and the like are decimals."""
_PERCENT = ("%", "\u066a", "\uff05", "\ufe6a")
_PERCENT_UNIT: Text = {"en": "%"}


def unit_of(item: Item) -> Text:
    """Return what an item's number counts: the percent sign of every percentage, else its unit."""
    return _PERCENT_UNIT if item.type == PERCENTAGE else item.unit


def within_limits(item: Item, number: Decimal) -> Decimal:
    """Return a number that keeps to the item's limits.

    Raises:
        BadValue: it is below the least or above the most that is allowed.
    """
    if item.min and number < Decimal(item.min):
        raise BadValue("Enter {least} or more.", least=item.min)
    if item.max and number > Decimal(item.max):
        raise BadValue("Enter {most} or less.", most=item.max)
    return number


def _bare(item: Item, raw: Sequence[str]) -> str:
    """Return what was typed without the item's unit, which many write out: ``45 %``."""
    text = first(raw)
    for unit in unit_of(item).values():
        for mark in _PERCENT if unit == "%" else (unit,):
            if text[-len(mark) :].casefold() == mark.casefold():
                return text[: -len(mark)].strip() or text
    return text


def _parse_decimal(item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = _bare(item, raw)
    return written(within_limits(item, read_decimal(text))) if text else None


def _parse_percentage(item: Item, choices: Choices, raw: Sequence[str]) -> Value | None:
    """Take a number with or without its sign, which some languages write first: ``%45``."""
    text = first(raw).strip(INVISIBLE).strip()
    return _parse_decimal(item, choices, [text[1:] if text.startswith(_PERCENT) else text])


def _whole(text: str) -> Decimal:
    number = read_decimal(text)
    if number != number.to_integral_value():
        raise BadValue("“{text}” is not a whole number.", text=short(text))
    return number


def _parse_integer(item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = _bare(item, raw)
    return int(within_limits(item, _whole(text))) if text else None


def _parse_year(item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = _bare(item, raw)
    if not text:
        return None
    year = _whole(text)
    least, most = int(item.min or FIRST_YEAR), int(item.max or LAST_YEAR)
    if not least <= year <= most:
        raise BadValue(
            "Enter a year from {least} to {most}, with four digits.", least=least, most=most
        )
    return int(year)


def _show(item: Item, _choices: Choices, value: Value, language: str) -> str:
    unit = in_language(unit_of(item), language)
    if not unit:
        return str(value)
    return f"{value}{unit}" if unit == "%" else f"{value} {unit}"


def _exact(value: Value) -> Decimal:
    return Decimal(cast("str | int", value))


def _cell(value: Value) -> int | Decimal:
    number = _exact(value)
    return int(number) if number == number.to_integral_value() else number


TYPES = (
    ItemType("integer", "Whole number", _parse_integer, _show, _cell, _exact, "numeric", KEYS),
    ItemType("decimal", "Number", _parse_decimal, _show, _cell, _exact, "numeric", KEYS),
    ItemType(
        PERCENTAGE,
        "Percentage",
        _parse_percentage,
        _show,
        _cell,
        _exact,
        "numeric",
        KEYS - {"unit"},
    ),
    ItemType("amount", "Amount of money", _parse_decimal, _show, _cell, _exact, "numeric", KEYS),
    ItemType("year", "Year", _parse_year, _show, _cell, _exact, "numeric", KEYS),
)
