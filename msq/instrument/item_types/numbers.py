"""Item types whose value is a number; kept exactly as it was given, never as a float."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from msq.instrument.item_types.base import Choices, ItemType, Value, first
from msq.instrument.model import Item, in_language
from msq.problems import BadValue

MAX_DIGITS = 30
FIRST_YEAR, LAST_YEAR = 1900, 2100
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3}(?!\d))")
_SIGNS = str.maketrans({"\u2212": "-", "\u066b": ".", "\u066c": " "})


def read_decimal(text: str) -> Decimal:
    """Return the number that a text stands for.

    Digits of every script are read; spaces may part thousands. A comma is refused, because it
    parts decimals in one country and thousands in the next.

    Raises:
        BadValue: it is not a plain number.
    """
    western = "".join(_western(character) for character in text.translate(_SIGNS))
    compact = _SPACES.sub("", western)
    if "," in compact:
        raise BadValue(
            "Write “{text}” without commas: use a point for decimals and no mark between "
            "thousands, for example 1234.5.",
            text=text,
        )
    if not _NUMBER.fullmatch(compact):
        raise BadValue("“{text}” is not a number. Use digits only, for example 1234.5.", text=text)
    if sum(character.isdigit() for character in compact) > MAX_DIGITS:
        raise BadValue("Use {most} digits or fewer.", most=MAX_DIGITS)
    return Decimal(compact)


def _western(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def written(number: Decimal) -> str:
    """Return the one way to write a number: no exponent, no trailing zeros, no minus zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


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


def _parse_decimal(item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = first(raw)
    return written(within_limits(item, read_decimal(text))) if text else None


def _whole(text: str) -> Decimal:
    number = read_decimal(text)
    if number != number.to_integral_value():
        raise BadValue("“{text}” is not a whole number.", text=text)
    return number


def _parse_integer(item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = first(raw)
    return int(within_limits(item, _whole(text))) if text else None


def _parse_year(item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    text = first(raw)
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
    unit = in_language(item.unit, language)
    if not unit:
        return str(value)
    return f"{value}{unit}" if unit == "%" else f"{value} {unit}"


def _exact(value: Value) -> Decimal:
    return Decimal(cast("str | int", value))


def _cell(value: Value) -> int | Decimal:
    number = _exact(value)
    return int(number) if number == number.to_integral_value() else number


TYPES = (
    ItemType("integer", "Whole number", _parse_integer, _show, _cell, _exact, "numeric"),
    ItemType("decimal", "Number", _parse_decimal, _show, _cell, _exact, "numeric"),
    ItemType("amount", "Amount of money", _parse_decimal, _show, _cell, _exact, "numeric"),
    ItemType("year", "Year", _parse_year, _show, _cell, _exact, "numeric"),
)
