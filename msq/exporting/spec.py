"""What a workbook holds, read from ``exports/*.yaml``: its sheets, their columns and what they say.

A new export is one such file. It chooses among the kinds of sheet and the cells that ``kinds``
lists; nothing in it is code.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from msq.exporting.kinds import KINDS, Kind
from msq.problems import BadSpec, NotFound
from msq.sheets.sheet_names import sheet_name
from msq.sheets.writing import NOTES, OVERFLOW

FORMAT = 1
LARGEST_FILE = 500_000
WIDEST = 255


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all parts: immutable, and a key that is not known is a fault."""


class ColumnSpec(_Part, frozen=True):
    """One column, or with ``each`` one column for every member of a family.

    Attributes:
        cell: which cell of the row stands here.
        each: the family whose members each get a column here.
        title: the heading; the cell's name when empty. For a family with ``{code}``.
        width: in characters.
        kind: on which side the heading stands; how a cell is written follows from its value.
        personal: only there when personal data are exported.
    """

    about: str
    cell: str = ""
    each: str = ""
    title: str = ""
    width: float = 16
    kind: Literal["text", "number", "date"] = "text"
    personal: bool = False

    def heading(self, code: str = "") -> str:
        """Return the heading, for a member of a family with its code."""
        return (self.title or self.cell or "{code}").replace("{code}", code)


class SheetSpec(_Part, frozen=True):
    """One sheet, or one for each repeating group: then ``{code}`` in its name is the group's."""

    sheet: str
    rows: str
    about: str
    columns: tuple[ColumnSpec, ...]

    @property
    def kind(self) -> Kind:
        """What its rows have to offer."""
        return KINDS[self.rows]

    def name(self, code: str = "") -> str:
        """Return the sheet's name, for a repeating group with its code."""
        return self.sheet.replace("{code}", code)

    def shown(self, *, personal: bool) -> tuple[ColumnSpec, ...]:
        """Return the columns, those of personal data only where they are wanted."""
        return tuple(one for one in self.columns if personal or not one.personal)


class _File(_Part, frozen=True):
    """What stands in the file of an export."""

    format: int
    title: str
    about: str
    sheets: tuple[SheetSpec, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """One export: its name, what it says of itself, and its sheets in order."""

    name: str
    title: str
    about: str
    sheets: tuple[SheetSpec, ...]


def known(folder: Path) -> list[str]:
    """Return the names of the exports that a folder describes."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


def load(folder: Path, name: str) -> Spec:
    """Return the export that ``<name>.yaml`` in a folder describes.

    Raises:
        NotFound: there is none of that name; the message lists those there are.
        BadSpec: it has faults; all that can be found at once are listed.
    """
    names = known(folder)
    if name not in names:
        raise NotFound(
            "There is no export “{name}”. There is: {known}.",
            name=name,
            known=", ".join(names) or "none",
        )
    found = _read(folder / f"{name}.yaml")
    faults = [f"{name}.yaml: {fault}" for fault in _faults(found, name)]
    if faults:
        raise BadSpec(faults)
    return Spec(name, found.title, found.about, found.sheets)


def _read(path: Path) -> _File:
    content = path.read_bytes()
    if len(content) > LARGEST_FILE:
        raise BadSpec([f"{path.name}: this file is too large for the description of an export"])
    try:
        return msgspec.yaml.decode(content, type=_File)
    except msgspec.DecodeError as error:
        raise BadSpec([f"{path.name}: {' '.join(str(error).split())}"]) from None


def _faults(found: _File, name: str) -> Iterator[str]:
    if found.format != FORMAT:
        yield f"“format” must be {FORMAT}"
    if not found.sheets:
        yield "there is no sheet"
    taken = {NOTES, OVERFLOW}
    for sheet in found.sheets:
        kind = KINDS.get(sheet.rows)
        example = sheet.name("B1.inner" if kind and kind.level > 1 else "B1")
        if example != sheet_name(example, taken):
            yield f"a sheet cannot be called “{sheet.sheet}” here"
        taken.add(example)
        if sheet.rows in KINDS:
            yield from (f"“{sheet.sheet}”: {fault}" for fault in _sheet_faults(sheet))
        else:
            yield f"“{sheet.sheet}”: no rows “{sheet.rows}”; known: {', '.join(KINDS)}"
    abouts = [(name, found.about), *((one.sheet, one.about) for one in found.sheets)]
    yield from (f"“{of}”: {fault}" for of, about in abouts for fault in _about_faults(about))


def _sheet_faults(sheet: SheetSpec) -> Iterator[str]:
    if bool(sheet.kind.level) != ("{code}" in sheet.sheet):
        yield "{code} stands in the name of a sheet for each group, and in no other"
    if not sheet.columns:
        yield "there is no column"
    for what in ("cell", "each"):
        for used, times in Counter(getattr(column, what) for column in sheet.columns).items():
            if used and times > 1:
                yield f"“{what}: {used}” stands in {times} columns"
    for title, times in Counter(column.heading() for column in sheet.columns).items():
        if times > 1:
            yield f"{times} columns have the title “{title}”"
    for column in sheet.columns:
        name = column.cell or column.each
        yield from (f"“{name}”: {fault}" for fault in _column_faults(column, sheet.kind))


def _column_faults(column: ColumnSpec, kind: Kind) -> Iterator[str]:
    if bool(column.cell) == bool(column.each):
        yield "a column has either “cell” or “each”"
    if column.cell and column.cell not in kind.cells:
        yield f"there is no such cell; known: {', '.join(kind.cells)}"
    if column.each and column.each not in kind.families:
        yield f"there is no such family; known: {', '.join(kind.families) or 'none'}"
    if column.title and ("{code}" in column.title) != bool(column.each):
        yield "{code} stands in the title of a family, and in no other"
    if column.cell in kind.personal and not column.personal:
        yield "this cell holds personal data: add “personal: true”"
    if not 1 <= column.width <= WIDEST:
        yield f"“width” must be 1 to {WIDEST}"
    yield from _about_faults(column.about)


def _about_faults(about: str) -> Iterator[str]:
    if not about.strip() or "\n" in about.strip():
        yield "“about” must be one line"
