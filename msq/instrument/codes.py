"""Codes of items in repeating groups: ``B12[3].name`` is the item ``B12.name`` in row 3."""

import re

_INSTANCE = re.compile(r"([A-Z][0-9]+)\[([1-9][0-9]{0,3})\]\.([a-z][a-z0-9_.]*)")


def split_instance(code: str) -> tuple[str, int]:
    """Return the definition's code and the row of an item in a repeating group.

    ``B12[3].name`` gives ``("B12.name", 3)``; a code outside a repeating group has row 0.
    """
    if "[" not in code:  # nearly all, and asked very often
        return code, 0
    match = _INSTANCE.fullmatch(code)
    return (f"{match[1]}.{match[3]}", int(match[2])) if match else (code, 0)


def row_of(code: str) -> str:
    """Return the row in which an item stands: ``B12[3]`` of ``B12[3].name``; empty for none."""
    row, bracket, _ = code.partition("]")
    return row + bracket if bracket else ""


def instance_code(definition: str, row: int) -> str:
    """Return the code of a repeating item in a row: ``B12.name`` and 3 give ``B12[3].name``."""
    group, _, field = definition.partition(".")
    return f"{group}[{row}].{field}"
