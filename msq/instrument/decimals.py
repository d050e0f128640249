"""Exact numbers: as people write them in every country, and the one way in which we write them."""

import re
import unicodedata
from decimal import Decimal

from msq.problems import BadValue, short

MAX_DIGITS = 30

INVISIBLE = (
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Marks of direction and width that come along with what is copied, and that nobody sees."""

_PLAIN = str.maketrans(
    dict.fromkeys(INVISIBLE)
    | dict.fromkeys("\u2010\u2011\u2013\u2212\ufe63\uff0d", "-")
    | dict.fromkeys("\u00a0\u2007\u2008\u2009\u202f\u3000\u066c", " ")
    | {"\uff0b": "+", "\u066b": ".", "\uff0e": ".", "\u060c": ",", "\uff0c": ","}
)
_NUMBER = re.compile(r"[+-]? ?(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|[+-]? ?\.[0-9]+")
_TWO_WAYS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{2}0")


def read_decimal(text: str) -> Decimal:
    """Return the number that a text stands for, exactly.

    Digits of every script are read; spaces may part thousands. What means one number in one
    country and another in the next is refused: a comma, and ``2.500``.

    Raises:
        BadValue: it is not a plain number, or not one only.
    """
    western = "".join(_western(character) for character in text.translate(_PLAIN)).strip()
    if "," in western:
        raise BadValue(
            "Write “{text}” without commas: use a point for decimals and no mark between "
            "thousands, for example 1234.5.",
            text=short(text),
        )
    if not _NUMBER.fullmatch(western):
        raise BadValue(
            "“{text}” is not a number. Use digits only, for example 1234.5.", text=short(text)
        )
    compact = western.replace(" ", "")
    if sum(character.isdigit() for character in compact) > MAX_DIGITS:
        raise BadValue("Use {most} digits or fewer.", most=MAX_DIGITS)
    if _TWO_WAYS.fullmatch(compact):
        raise BadValue(
            "“{text}” can be read in two ways. Write {large} or {small}.",
            text=short(text),
            large=compact.replace(".", ""),
            small=written(Decimal(compact)),
        )
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
