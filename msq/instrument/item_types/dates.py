"""The item type whose value is a day of the calendar, kept as ISO 8601."""

from collections.abc import Sequence
from datetime import date

from msq.instrument.item_types.base import Choices, ItemType, Value
from msq.instrument.item_types.numbers import FIRST_YEAR, LAST_YEAR
from msq.instrument.item_types.texts import plain
from msq.instrument.model import Item
from msq.problems import BadValue

_PARTS = 3


def _parse(_item: Item, _choices: Choices, raw: Sequence[str]) -> Value | None:
    """Take one ISO text, or day, month and year apart as a page sends them."""
    parts = [part.strip() for part in raw]
    if not any(parts):
        return None
    wanted = "-".join(reversed(parts)) if len(parts) == _PARTS else parts[0]
    year, _, rest = wanted.partition("-")
    month, _, day = rest.partition("-")
    try:
        found = date(int(year), int(month), int(day[:2]))
    except ValueError:
        raise BadValue(
            "“{text}” is not a date. Enter day, month and year, for example 27 3 2027.",
            text=" ".join(parts),
        ) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadValue(
            "Enter a year from {least} to {most}, with four digits.",
            least=FIRST_YEAR,
            most=LAST_YEAR,
        )
    return found.isoformat()


TYPES = (ItemType("date", "Date", _parse, plain, str, str, "date"),)
