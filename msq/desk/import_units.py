"""Bringing a register of units in from a spreadsheet."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from msq.desk._verb import Act, verb
from msq.desk.rows import WrongRow
from msq.problems import BadValue
from msq.sheets.reading import Row, Table, read_table
from msq.store import units
from msq.store.units import Unit

_CODE = re.compile(
    r"[^\s/\\?#%\x00-\x1f\x7f]([^/\\?#%\x00-\x1f\x7f]{0,98}[^\s/\\?#%\x00-\x1f\x7f])?"
)
_NAME = re.compile(r"(short|formal)_[a-z]{2}")
_OWN = {"code", "name", "kind", "parent"}
GROUPS = ("ldc", "lldc", "sids")
LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class UnitsReport:
    """What came of an import: codes in the file's order, counts, and the rows that are wrong."""

    codes: tuple[str, ...]
    added: int
    changed: int
    same: int
    wrong: tuple[WrongRow, ...]


def read_units(content: bytes, filename: str) -> Table:
    """Return the table of a register file.

    Raises:
        BadFile: it cannot be read, or has not the columns ``code`` and ``name``.
    """
    return read_table(content, filename, required=("code", "name"), optional=("kind", "parent"))


@verb("import_units", "register.manage")
def import_units(act: Act, table: Table) -> UnitsReport:
    """Add or update the units of a table; right rows pass, wrong rows are listed."""
    wrong: list[WrongRow] = []
    found: dict[str, Unit] = {}
    for row in table.rows:
        try:
            unit = _unit(row, found)
        except BadValue as problem:
            wrong.append(WrongRow(row.number, str(problem)))
            continue
        found[unit.code] = unit
    counts = units.put(act.db, found.values())
    act.details.update(counts, wrong=len(wrong))
    return UnitsReport(
        tuple(found), counts["added"], counts["changed"], counts["same"], tuple(wrong)
    )


def _unit(row: Row, before: Collection[str]) -> Unit:
    code, name = row.values["code"].strip(), row.values["name"].strip()
    if not _CODE.fullmatch(code):
        raise BadValue(
            "“{code}” is not a code: use 1 to 100 characters without / \\ ? # %.", code=code
        )
    if code in before:
        raise BadValue("The code “{code}” stands in this file twice.", code=code)
    if not name or len(name) > LONGEST_NAME:
        raise BadValue("The name must have 1 to {most} characters.", most=LONGEST_NAME)
    more = {
        key: value.strip() for key, value in row.values.items() if key not in _OWN and value.strip()
    }
    return Unit(
        code=code,
        name=name,
        kind=row.values.get("kind", "").strip(),
        parent=row.values.get("parent", "").strip(),
        names={key: value for key, value in more.items() if _NAME.fullmatch(key)},
        attributes={key: value for key, value in more.items() if not _NAME.fullmatch(key)},
    )


def groups_of(unit: Unit) -> tuple[str, ...]:
    """Return the groups a unit belongs to by the register: LDC, LLDC, SIDS."""
    return tuple(group for group in GROUPS if unit.attributes.get(group, "").lower() == "yes")
