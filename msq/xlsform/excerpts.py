"""The rows of a workbook around its faults, so that each is seen where it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msq.problems import short
from msq.sheets.spreadsheet import column_letter, sheet_names, spreadsheet_rows
from msq.xlsform.places import SheetFault

AROUND = 1
"""How many rows are shown above and below a faulty one."""
MOST_COLUMNS = 4
"""How many columns without a fault are shown: enough to know the row again."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A fault in its cell or row. ``number`` is its place among all faults, from 1."""

    number: int
    message: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, shortened, with what is wrong in it."""

    text: str
    faults: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row. ``faults`` are those of the row as a whole, or of a cell that is not there."""

    number: int
    cells: tuple[Cell, ...]
    faults: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some rows of a sheet that follow each other. ``columns`` are letters with headings."""

    sheet: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True)
class _Sheet:
    """The rows of one sheet by their number, and which of its columns a heading names."""

    name: str
    rows: Mapping[int, Sequence[str]]

    @property
    def heading_row(self) -> int:
        """The number of the row that holds the headings: the first that is not blank."""
        filled = (number for number, row in self.rows.items() if any(map(str.strip, row)))
        return next(filled, 0)

    @property
    def heading(self) -> Sequence[str]:
        """The headings."""
        return self.rows.get(self.heading_row, ())

    def column(self, heading: str) -> int | None:
        """Return the place of a column, ``None`` where the sheet has none of this heading."""
        for place, written in enumerate(self.heading):
            if heading and " ".join(written.split()) == heading:
                return place
        return None

    def cell(self, row: int, column: int) -> str:
        """Return what stands in a cell; rows end where their last filled cell does."""
        cells = self.rows.get(row, ())
        return cells[column] if column < len(cells) else ""


def excerpts(
    content: bytes, filename: str, faults: Sequence[SheetFault]
) -> tuple[tuple[str, tuple[Excerpt, ...]], ...]:
    """Return by sheet the rows around faults, each fault in its cell.

    Args:
        faults: in the order in which they are numbered.

    Raises:
        BadFile: it is no workbook.
    """
    numbered = list(enumerate(faults, 1))
    found = []
    for name in dict.fromkeys(fault.sheet for fault in faults):
        sheet = _sheet(content, filename, name)
        mine = [(number, fault) for number, fault in numbered if fault.sheet == name]
        groups = _neighbours(sorted({fault.row for _, fault in mine}))
        found.append((name, tuple(_excerpt(sheet, rows, mine) for rows in groups)))
    return tuple(found)


def _sheet(content: bytes, filename: str, name: str) -> _Sheet:
    """Return a sheet; an empty one where faults are of a sheet that is not there."""
    known = {one.strip().casefold() for one in sheet_names(content, filename)}
    return _Sheet(name, dict(spreadsheet_rows(content, filename, name)) if name in known else {})


def _neighbours(faulty: Sequence[int]) -> Iterator[range]:
    """Yield the rows around faulty ones; what overlaps or touches is one."""
    first = last = 0
    for row in faulty:
        if last and row - AROUND <= last + 1:
            last = row + AROUND
            continue
        if last:
            yield range(first, last + 1)
        first, last = max(1, row - AROUND), row + AROUND
    yield range(first, last + 1)


def _excerpt(sheet: _Sheet, rows: range, faults: Sequence[tuple[int, SheetFault]]) -> Excerpt:
    inside = [(number, fault) for number, fault in faults if fault.row in rows]
    faulty = {fault.row for _, fault in inside}
    # The headings stand above every excerpt already.
    there = [
        row for row in rows if row in faulty or (row in sheet.rows and row != sheet.heading_row)
    ]
    columns = _columns(sheet, there, inside)
    return Excerpt(
        sheet.name,
        tuple(
            (column_letter(place + 1), short(" ".join(_heading(sheet, place).split())))
            for place in columns
        ),
        tuple(_row(sheet, row, columns, inside) for row in there),
    )


def _heading(sheet: _Sheet, place: int) -> str:
    return sheet.heading[place] if place < len(sheet.heading) else ""


def _columns(
    sheet: _Sheet, rows: Sequence[int], faults: Sequence[tuple[int, SheetFault]]
) -> list[int]:
    """Return the columns that are shown: those with faults, and the first few that are filled."""
    faulty = {place for _, one in faults if (place := sheet.column(one.column)) is not None}
    width = max((len(sheet.rows.get(row, ())) for row in rows), default=0)
    filled = [
        place
        for place in range(width)
        if place not in faulty and any(sheet.cell(row, place).strip() for row in rows)
    ]
    return sorted(faulty | set(filled[:MOST_COLUMNS]))


def _row(
    sheet: _Sheet, row: int, columns: Sequence[int], faults: Sequence[tuple[int, SheetFault]]
) -> ShownRow:
    mine = [(number, fault) for number, fault in faults if fault.row == row]
    at: dict[int | None, list[Marked]] = {}
    for number, fault in mine:
        at.setdefault(sheet.column(fault.column), []).append(Marked(number, fault.message))
    cells = tuple(
        Cell(short(sheet.cell(row, place)), tuple(at.get(place, ()))) for place in columns
    )
    return ShownRow(row, cells, tuple(at.get(None, ())))
