"""Workbooks written in one pass: safe cells, nothing lost in silence, the same bytes each time."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from openpyxl import Workbook as Book
from openpyxl.writer.excel import ExcelWriter

from msq.sheets.packing import FixedZip
from msq.sheets.pages import Column, Kind, Looks, Page, arrange
from msq.sheets.safe_cells import marker, pieces
from msq.sheets.sheet_names import continued_name, sheet_name

__all__ = ["NOTES", "OVERFLOW", "Column", "Kind", "Note", "Sheet", "Workbook"]

FEWEST_ROWS = 2  # the heading and one more
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
OVERFLOW = "overflow"
NOTES = "notes"
_OVERFLOW_COLUMNS = (
    Column("sheet", 20),
    Column("row", 10, "number"),
    Column("column", 10),
    Column("piece", 10, "number"),
    Column("text", 80),
)
_NOTES_COLUMNS = (Column("sheet", 20), Column("cell", 10), Column("what", 24), Column("detail", 80))


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a workbook could not hold as it was: where, what was done, and the detail."""

    sheet: str
    cell: str
    what: str
    detail: str


class Sheet:
    """Rows of one table; when Excel's last row is reached it goes on on a sheet ``name 2``.

    It is begun by `Workbook.sheet`. ``name`` is the name that it got.
    """

    def __init__(
        self, workbook: "Workbook", name: str, columns: Sequence[Column], *, right_to_left: bool
    ) -> None:
        self.name = name
        self.columns = tuple(columns)
        self.pages: list[Page] = []
        self._workbook = workbook
        self._right_to_left = right_to_left
        self._page, self._row = self._begin_page(name)

    def append(self, values: Sequence[object]) -> None:
        """Write one row: a value for each column, None or "" for an empty cell.

        Values are str, bool, int, Decimal, float, date or datetime; ``safe_cells`` says how each is
        held. Raises ValueError when there are more or fewer values than columns.
        """
        if len(values) != len(self.columns):
            raise ValueError(
                f"sheet {self.name} has {len(self.columns)} columns, not {len(values)} as the row"
            )
        if self._row >= self._workbook.most_rows:
            name = continued_name(self.name, self._workbook.names)
            self._workbook.note(self._page.title, "", "sheet full", f"rows go on on sheet {name}")
            self.finish()
            self._page, self._row = self._begin_page(name)
        self._row += 1
        self._page.append(values if isinstance(values, list | tuple) else tuple(values))

    def finish(self) -> None:
        """Close the page; no row can follow on it."""
        self._page.finish(self._row)

    def _begin_page(self, name: str) -> tuple[Page, int]:
        """Begin a page with its heading; return it and the number of rows on it."""
        page = self._workbook.page(name, self.columns)
        self.pages.append(page)
        page.sheet_view.rightToLeft = self._right_to_left
        page.append([column.title for column in self.columns])
        return page, 1


class Workbook:
    """A workbook that streams its rows to temporary files until it is saved, once.

    Use it in a ``with`` block, which removes the files when it is left without ``save``.

    ``created`` is the time written into the file, so that the same rows give the same bytes; a
    moment with a time zone is turned into UTC. ``most_rows`` is for a sheet with its heading.
    """

    def __init__(self, created: datetime, *, most_rows: int = MOST_ROWS) -> None:
        if not FEWEST_ROWS <= most_rows <= MOST_ROWS:
            raise ValueError(f"a sheet has {FEWEST_ROWS} to {MOST_ROWS} rows, not {most_rows}")
        self.most_rows = most_rows
        self._created = created.astimezone(UTC).replace(tzinfo=None) if created.tzinfo else created
        self._book = Book(write_only=True)
        self._looks = Looks(self._book)
        self._sheets: list[Sheet] = []
        self._overflow: Sheet | None = None
        self._pages: list[Page] = []
        self._notes: list[Note] = []

    @property
    def notes(self) -> Sequence[Note]:
        """What has been reported so far, in the order in which it came up."""
        return tuple(self._notes)

    @property
    def names(self) -> set[str]:
        """The names that a new sheet cannot have."""
        return {OVERFLOW, NOTES, *(page.title for page in self._pages)}

    def sheet(self, name: str, columns: Sequence[Column], *, right_to_left: bool = False) -> Sheet:
        """Begin a sheet; a name that Excel does not take is mended and reported.

        Sheets stand in the order in which they are begun, and can be filled in any order. Raises
        ValueError without columns or with more than Excel has.
        """
        if not 1 <= len(columns) <= MOST_COLUMNS:
            raise ValueError(f"a sheet has 1 to {MOST_COLUMNS} columns, not {len(columns)}")
        given = sheet_name(name, self.names)
        if given != name:
            self.note(given, "", "sheet renamed", f"the name {name!a} is taken or not possible")
        sheet = Sheet(self, given, columns, right_to_left=right_to_left)
        self._sheets.append(sheet)
        return sheet

    def note(self, sheet: str, cell: str, what: str, detail: str) -> None:
        """Report something on the sheet ``notes``."""
        self._notes.append(Note(sheet, cell, what, detail))

    def save(self, target: Path | BinaryIO) -> None:
        """Write the file; a path is replaced only when the file is whole. It can be done once.

        Raises OSError when the place cannot be written to.
        """
        if not isinstance(target, Path):
            self._pack(target)
            return
        partial = target.with_name(target.name + ".part")
        try:
            with partial.open("wb") as stream:
                self._pack(stream)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with ExitStack() as stack:
            for page in self._pages:
                stack.callback(page.abandon)
            self._pages = []

    def page(self, name: str, columns: Sequence[Column]) -> Page:
        """Begin one page of a sheet, under a name that is free."""
        page = Page(self._book, name, columns, self._looks, self)
        self._pages.append(page)
        return page

    def spill(self, sheet: str, row: int, column: str, rest: str) -> str:
        """Write what did not fit into a cell to the sheet ``overflow`` and return the marker."""
        if self._overflow is None:
            self._overflow = Sheet(self, OVERFLOW, _OVERFLOW_COLUMNS, right_to_left=False)
        for number, piece in enumerate(pieces(rest), 1):
            self._overflow.append([sheet, row, column, number, piece])
        detail = f"{len(rest)} more characters are on sheet {OVERFLOW}"
        self.note(sheet, f"{column}{row}", "text too long", detail)
        return marker(rest, OVERFLOW)

    def _finish(self) -> None:
        """Write the notes, close every page and put them in their order."""
        sheets = [*self._sheets, *([self._overflow] if self._overflow else [])]
        for sheet in sheets:
            sheet.finish()
        notes = Sheet(self, NOTES, _NOTES_COLUMNS, right_to_left=False)
        for note in self.notes or [Note("", "", "nothing to report", "")]:
            notes.append([note.sheet, note.cell, note.what, note.detail])
        notes.finish()
        arrange(self._book, [page for sheet in [*sheets, notes] for page in sheet.pages])

    def _pack(self, stream: BinaryIO) -> None:
        """Write the zip file; the temporary files are used up by it."""
        self._finish()
        properties = self._book.properties
        properties.creator = "msq"
        properties.created = properties.modified = self._created
        ExcelWriter(self._book, FixedZip(stream, self._created)).save()
        self._pages = []
