"""The item type whose value is a day of the calendar, kept as ISO 8601."""

import re
from collections.abc import Sequence
from datetime import date

from msq.instrument.item_types.base import Choices, ItemType, Value
from msq.instrument.item_types.numbers import FIRST_YEAR, LAST_YEAR
from msq.instrument.item_types.texts import plain
from msq.instrument.model import Item
from msq.problems import BadValue, short

_APART = 3
_PART = re.compile(r"\d{1,4}")
# Spreadsheets keep a day as the moment at which it begins; any other moment is not a day.
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")


def _parse(_item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    """Take one ISO text, or day, month and year apart as a page sends them."""
    parts = [part.strip() for part in raw]
    if not any(parts):
        return None
    try:
        year, month, day = _numbers(parts)
        found = date(year, month, day)
    except ValueError:
        raise BadValue(
            "“{text}” is not a date. Enter day, month and year, for example 27 3 2027; in a file "
            "write 2027-03-27.",
            text=short(" ".join(parts)),
        ) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadValue(
            "Enter a year from {least} to {most}, with four digits.",
            least=FIRST_YEAR,
            most=LAST_YEAR,
        )
    return found.isoformat()


def _numbers(parts: Sequence[str]) -> tuple[int, int, int]:
    """Return year, month and day; raises ``ValueError`` where there is anything else."""
    if len(parts) == _APART and all(_PART.fullmatch(part) for part in parts):
        day, month, year = parts
        return int(year), int(month), int(day)
    whole = _ISO.fullmatch(parts[0]) if len(parts) == 1 else None
    if whole is None:
        raise ValueError(parts)
    return int(whole[1]), int(whole[2]), int(whole[3])


TYPES = (ItemType("date", "Date", _parse, plain, str, str, "date"),)
