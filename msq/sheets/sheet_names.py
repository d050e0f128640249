"""What Excel takes as the name of a sheet, and how a name that it does not take is mended."""

import re
from collections.abc import Iterable

LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Excel keeps this name for the log of changes of a shared workbook and refuses to open it twice.
_KEPT_BY_EXCEL = "history"


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Return ``wanted``, or the nearest name that Excel takes and that no other sheet bears.

    Forbidden characters become hyphens, apostrophes at either end go, the rest is cut to 31 UTF-16
    units, and a number is put behind a name that is taken (Excel compares without case).
    """
    name = _FORBIDDEN.sub("-", wanted).strip().strip("'").strip() or "sheet"
    used = {each.casefold() for each in taken} | {_KEPT_BY_EXCEL}
    return _free(name, used, first=1)


def continued_name(name: str, taken: Iterable[str]) -> str:
    """Return the name of the sheet that goes on where the sheet ``name`` is full: ``name 2``."""
    return _free(name, {each.casefold() for each in taken}, first=2)


def _free(name: str, used: set[str], first: int) -> str:
    """Return the first of ``name``, ``name 2``, ``name 3`` … that is not used."""
    number = first
    while True:
        tail = "" if number == 1 else f" {number}"
        candidate = _cut(name, LONGEST_NAME - len(tail)) + tail
        if candidate.casefold() not in used:
            return candidate
        number += 1


def _cut(name: str, units: int) -> str:
    """Return as much of the name as fits into so many UTF-16 units, in whole characters."""
    whole = name.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")
    return whole.rstrip(" '")
