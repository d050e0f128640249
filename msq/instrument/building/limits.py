"""The least and the most that an item takes, as far as its type allows."""

from decimal import Decimal

from msq.instrument.building.reading import Reading
from msq.instrument.item_types import COUNTED, PERCENTAGE, Choices
from msq.instrument.item_types.files import FILES, MOST_FILES
from msq.instrument.item_types.numbers import WHOLE, WHOLE_SHARE
from msq.instrument.item_types.rankings import READS_AS_RANK

_YEARS = (1000, 9999)


def limits(at: Reading, kind: str) -> tuple[str, str]:
    """Return the least and the most that a block gives its item, empty for none."""
    whole = kind in WHOLE or kind in COUNTED
    least, most = at.number("min", whole=whole), at.number("max", whole=whole)
    if kind == PERCENTAGE:
        least, most = least or "0", most or str(WHOLE_SHARE)
    if least and most and Decimal(least) > Decimal(most):
        at.fault(f"“min” is {least} and “max” is {most}: no answer could be right", "min")
    if kind == FILES and most and not 1 <= int(most) <= MOST_FILES:
        at.fault(f"“max” must be a whole number from 1 to {MOST_FILES}", "max")
    for key, limit in (("min", least), ("max", most)):
        if kind == "year" and limit and not _YEARS[0] <= int(limit) <= _YEARS[1]:
            at.fault(f"“{key}” must be a year with four digits", key)
        if kind == PERCENTAGE and not 0 <= Decimal(limit) <= WHOLE_SHARE:
            at.fault(
                f"“{key}” of a percentage must be from 0 to {WHOLE_SHARE}; what can be more, such "
                "as growth, is a decimal with the unit %",
                key,
            )
    return least, most


def ranks(at: Reading, least: str, most: str, choices: Choices) -> None:
    """Find fault with a ranking that has more or fewer ranks than choices could fill."""
    for key, limit in (("min", least), ("max", most)):
        if limit and not 1 <= int(limit) <= len(choices):
            at.fault(f"“{key}” must be from 1 to {len(choices)}, as there are so many choices", key)
    for choice in choices:
        if READS_AS_RANK.fullmatch(choice.code):
            at.fault(f"the code “{choice.code}” reads like the number of a rank", "choices")
