"""Bringing a register of units in from a spreadsheet."""

import re
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
LONGEST_KIND, LONGEST_CODE = 32, 100


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
    spelt = {one.code.casefold(): one.code for one in units.every(act.db)}
    for row in table.rows:
        try:
            unit = _unit(row)
            if unit.code in found:
                raise BadValue("The code “{code}” stands in this file twice.", code=unit.code)
            known = spelt.setdefault(unit.code.casefold(), unit.code)
            if known != unit.code:
                raise BadValue(
                    "The code “{code}” is spelt “{known}” in the register.",
                    code=unit.code,
                    known=known,
                )
        except BadValue as problem:
            wrong.append(WrongRow(row.number, str(problem)))
            continue
        found[unit.code] = unit
    counts = units.put(act.db, found.values())
    act.details.update(counts, wrong=len(wrong))
    return UnitsReport(
        tuple(found), counts["added"], counts["changed"], counts["same"], tuple(wrong)
    )


def _unit(row: Row) -> Unit:
    code, name = row.values["code"].strip(), row.values["name"].strip()
    if not _CODE.fullmatch(code) or code in {".", ".."}:
        raise BadValue(
            "“{code}” is not a code: use 1 to 100 characters without / \\ ? # %.", code=code
        )
    if not name or len(name) > LONGEST_NAME:
        raise BadValue("The name must have 1 to {most} characters.", most=LONGEST_NAME)
    kind, parent = (row.values.get(column, "").strip() for column in ("kind", "parent"))
    if len(kind) > LONGEST_KIND or len(parent) > LONGEST_CODE:
        raise BadValue(
            "The kind may have {kind} characters and the parent {parent}, or fewer.",
            kind=LONGEST_KIND,
            parent=LONGEST_CODE,
        )
    more = {
        key: value.strip() for key, value in row.values.items() if key not in _OWN and value.strip()
    }
    return Unit(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        names={key: value for key, value in more.items() if _NAME.fullmatch(key)},
        attributes={key: value for key, value in more.items() if not _NAME.fullmatch(key)},
    )


def groups_of(unit: Unit) -> tuple[str, ...]:
    """Return the groups a unit belongs to by the register: LDC, LLDC, SIDS."""
    return tuple(group for group in GROUPS if unit.attributes.get(group, "").lower() == "yes")
