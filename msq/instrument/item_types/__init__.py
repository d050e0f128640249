"""The item types: each is one entry in one file of this room; this is their list."""

from msq.instrument.item_types import addresses, calculated, choices, dates, files, numbers, texts
from msq.instrument.item_types.base import Choices, ItemType, Value
from msq.instrument.item_types.calculated import CALCULATE
from msq.instrument.item_types.choices import YES_NO

ITEM_TYPES: dict[str, ItemType] = {
    item_type.name: item_type
    for family in (choices, numbers, texts, addresses, dates, files, calculated)
    for item_type in family.TYPES
}

__all__ = ["CALCULATE", "ITEM_TYPES", "YES_NO", "Choices", "ItemType", "Value"]
