"""One worksheet as openpyxl writes it, with every value made safe on its way into the file.

This file alone reaches into openpyxl (3.1.5): its public ways check every text a second time, cut
long text in silence, and take text for formulas.
"""
# ruff: noqa: SLF001

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from openpyxl import Workbook as Book
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from msq.sheets.safe_cells import EXACT_BELOW, PLAIN, SURELY_FITS, Held, Look, hold

Kind = Literal["text", "number", "date"]
_HEADING_LOOKS: dict[Kind, Look] = {
    "text": "heading",
    "number": "number heading",
    "date": "number heading",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    ``width`` is in characters, as Excel counts it. ``kind`` only says where the heading stands
    (numbers and dates to the right); how a cell is written follows from its own value.
    """

    title: str
    width: float = 16
    kind: Kind = "text"


class Host(Protocol):
    """The workbook, as a page needs it."""

    def note(self, sheet: str, cell: str, what: str, detail: str) -> None:
        """Take down what could not be kept as it was."""

    def spill(self, sheet: str, row: int, column: str, rest: str) -> str:
        """Take text that did not fit into a cell, and return the marker to put there."""


class Looks:
    """The few cell styles of a workbook, made once so that a cell only points at one."""

    def __init__(self, book: Book) -> None:
        """Register the looks in ``book`` and make top alignment the look of unstyled cells."""
        self._cell: Any = WriteOnlyCell(WriteOnlyWorksheet(book, "looks"))
        self._cell.alignment = Alignment(vertical="top")
        # A cell without a style number takes the first style: top alignment then costs nothing.
        untyped: Any = book
        untyped._cell_styles = IndexedList([self._style()])
        self.of: dict[Look, StyleArray] = {"plain": StyleArray()}
        self.of["quoted"] = self._style(quotePrefix=True)
        self.of["date"] = self._style(number_format="yyyy-mm-dd")
        self.of["datetime"] = self._style(number_format="yyyy-mm-dd hh:mm:ss")
        heading = {
            "font": Font(bold=True, color="FFFFFFFF"),
            "fill": PatternFill("solid", fgColor="FF1F3A5F"),
        }
        left = Alignment(vertical="top", wrap_text=True)
        right = Alignment(vertical="top", wrap_text=True, horizontal="right")
        self.of["heading"] = self._style(**heading, alignment=left)
        self.of["number heading"] = self._style(**heading, alignment=right)

    def _style(self, **looks: object) -> StyleArray:
        """Return the style of a top-aligned cell that also looks so."""
        cell = copy(self._cell)
        cell._style = copy(cell._style)
        for name, value in looks.items():
            setattr(cell, name, value)
        style: StyleArray = cell._style
        return style


class _Blanks(str):
    """A text of nothing but blanks.

    openpyxl asks for blanks to be kept where ``strip`` finds some around a text that, unless lxml
    is there, must not be empty then.
    """

    __slots__ = ()

    def strip(self, _: str | None = None, /) -> str:
        """Return another text that is not empty."""
        return "-"


class Page(WriteOnlyWorksheet):
    """A streaming worksheet whose rows may hold any values; the first row is the heading.

    It replaces the one method of openpyxl that turns values into cells.
    """

    auto_filter: Any
    column_dimensions: Any
    _rows: Any
    _writer: Any

    def __init__(
        self, book: Book, title: str, columns: Sequence[Column], looks: Looks, host: Host
    ) -> None:
        """Begin the page with its heading; it is part of ``book`` only when that is arranged."""
        super().__init__(book, title)
        self._looks = looks.of
        self._heading = [_HEADING_LOOKS[column.kind] for column in columns]
        self._host = host
        self.freeze_panes = "A2"
        for number, column in enumerate(columns, 1):
            self.column_dimensions[get_column_letter(number)].width = column.width

    def finish(self, rows: int) -> None:
        """Put the filter on so many rows, the heading among them, and close the file."""
        self.auto_filter.ref = f"A1:{get_column_letter(len(self._heading))}{rows}"
        self.close()

    def abandon(self) -> None:
        """Close and remove the temporary file of a page that will not be saved."""
        writer = self._writer
        if writer is None:
            return
        if self._rows is not None:
            self._rows.close()
        writer.xf.close()
        if Path(writer.out).exists():
            writer.cleanup()

    def _values_to_row(self, values: Sequence[Any], row_idx: int) -> Iterator[Any]:
        """Yield a cell for each value that is not empty; each is written before the next is made.

        The two cells are made once and filled again for each value.
        """
        plain: Any = WriteOnlyCell(self)
        special: Any = WriteOnlyCell(self)
        plain.row = special.row = row_idx
        is_plain = PLAIN.fullmatch
        heading = row_idx == 1
        for column, value in enumerate(values, 1):
            kind = type(value)
            if kind is str and len(value) <= SURELY_FITS and is_plain(value) and not heading:
                plain.data_type = "s"
            elif kind is int and -EXACT_BELOW < value < EXACT_BELOW:
                plain.data_type = "n"
            elif value is None or value == "":
                continue
            else:
                special.column = column
                self._fill(special, hold(value))
                yield special
                continue
            plain._value = value
            plain.column = column
            yield plain

    def _fill(self, cell: Any, held: Held) -> None:  # noqa: ANN401 (openpyxl's is typed without these)
        """Put into the cell what it can hold, and pass on the rest and what is to be reported."""
        value = held.value
        if held.rest:
            marker = self._host.spill(self.title, cell.row, cell.column_letter, held.rest)
            value = f"{value}{marker}"
        if isinstance(value, str) and value.isspace():
            value = _Blanks(value)
        for what, detail in held.notes:
            self._host.note(self.title, cell.coordinate, what, detail)
        look = self._heading[cell.column - 1] if cell.row == 1 else held.look
        cell.data_type = held.type
        cell._value = value
        cell._style = self._looks[look]


def arrange(book: Book, pages: Iterable[Page]) -> None:
    """Make the pages the sheets of the book, in this order."""
    untyped: Any = book
    untyped._sheets = list(pages)
