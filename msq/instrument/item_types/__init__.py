"""The item types: each is one entry in one file of this room; this is their list."""

from msq.instrument.item_types import (
    addresses,
    calculated,
    choices,
    dates,
    files,
    numbers,
    rankings,
    texts,
)
from msq.instrument.item_types.base import Choices, ItemType, Value
from msq.instrument.item_types.calculated import CALCULATE
from msq.instrument.item_types.choices import YES_NO
from msq.instrument.item_types.files import FILES
from msq.instrument.item_types.numbers import PERCENTAGE, unit_of
from msq.instrument.item_types.rankings import RANKING

ITEM_TYPES: dict[str, ItemType] = {
    item_type.name: item_type
    for family in (choices, rankings, numbers, texts, addresses, dates, files, calculated)
    for item_type in family.TYPES
}

COUNTED = frozenset({RANKING, FILES})
"""The types whose limits say how many, not how much: no constraint of an expression does."""

__all__ = [
    "CALCULATE",
    "COUNTED",
    "FILES",
    "ITEM_TYPES",
    "PERCENTAGE",
    "RANKING",
    "YES_NO",
    "Choices",
    "ItemType",
    "Value",
    "unit_of",
]
