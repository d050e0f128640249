"""Reads the rows of an .xlsx workbook, each value as the text that a person sees."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from io import BytesIO
from math import isfinite

from openpyxl.utils import get_column_letter
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from msq.problems import BadFile
from msq.sheets.archive import open_parts, pack_parts
from msq.sheets.formulas import NO_RESULT, mark_formulas
from msq.sheets.guarding import check_tables

Value = int | float | str | bool | time | date | datetime | timedelta

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# Of no use for the rows, and Office may write them in other encodings.
_ASIDE = ("customxml/", "docprops/")
_ERROR_CELL = re.compile(rb"""(<(?:[^<>/\s]+:)?c\s[^<>]*?\bt\s*=\s*)(?:"e"|'e')""")


def is_spreadsheet(content: bytes) -> bool:
    """Tell whether the content, whatever its name, is a spreadsheet program's file and not text."""
    return content.startswith((_OLD_OFFICE, *_ZIP))


def spreadsheet_rows(
    content: bytes, filename: str, sheet: str | None
) -> Iterator[tuple[int, list[str]]]:
    """Yield row number (from 1) and values, from column A on, of the rows of one sheet.

    The sheet is the named one, else the first visible one that is not empty. Raises BadFile for
    what cannot be read, and for a formula whose result the file does not hold.
    """
    checked = _check(content, filename)
    with _reading(filename):
        table = _choose(CalamineWorkbook.from_filelike(BytesIO(checked)), filename, sheet)
        if table is None or table.start is None:
            return
        left = [""] * table.start[1]
        for number, row in enumerate(table.iter_rows(), 1):
            if NO_RESULT in row:
                column = get_column_letter(len(left) + row.index(NO_RESULT) + 1)
                raise BadFile(
                    "Cell {cell} of the sheet “{sheet}” of {file} holds a formula whose result is "
                    "not stored. Open the file in Excel or LibreOffice, save it and send that.",
                    cell=f"{column}{number}",
                    sheet=table.name,
                    file=filename,
                )
            yield number, left + [seen(value) for value in row]


def sheet_names(content: bytes, filename: str) -> tuple[str, ...]:
    """Return the names of all sheets of a workbook, in order; BadFile for what cannot be read."""
    checked = _check(content, filename)
    with _reading(filename):
        return tuple(CalamineWorkbook.from_filelike(BytesIO(checked)).sheet_names)


def column_letter(number: int) -> str:
    """Return what a spreadsheet program calls a column, counted from 1."""
    return get_column_letter(number)


def seen(value: Value) -> str:
    r"""Return a value as the text that a person sees in its cell.

    Numbers come whole (``42``) or with the fewest digits that name them, never with an exponent
    and without the cell's format (25 % is ``0.25``); dates and times in ISO 8601, a length of time
    as ``36:05:00``; line breaks are ``\n``.
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, timedelta):
        return _length(value)
    return value.isoformat()


def _number(value: float) -> str:
    if not isfinite(value):
        return repr(value)
    return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"


def _length(value: timedelta) -> str:
    seconds = round(abs(value).total_seconds())
    sign = "-" if value < timedelta() else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _check(content: bytes, filename: str) -> bytes:
    """Return a workbook that is safe to parse, made anew from the parts of the one that came."""
    if content.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise BadFile(
                "{file} is protected by a password. Save it without the password and send that.",
                file=filename,
            )
        raise BadFile(
            "{file} is in an old format of Excel or another Office program, which is not read. "
            "Save it as .xlsx or .csv and send that.",
            file=filename,
        )
    parts = {
        name: part
        for name, part in open_parts(content, filename).items()
        if not name.lower().startswith(_ASIDE)
    }
    if "xl/workbook.xml" not in {name.lower() for name in parts}:
        raise BadFile(
            "{file} is a zip file but not an Excel workbook (.xlsx). OpenDocument (.ods) and "
            "binary workbooks (.xlsb) are not read: save it as .xlsx or .csv and send that.",
            file=filename,
        )
    for name in check_tables(parts, filename):
        # calamine gives nothing for an error; as text it comes as a person sees it: #N/A.
        parts[name] = mark_formulas(_ERROR_CELL.sub(rb'\1"str"', parts[name]))
    return pack_parts(parts)


@contextmanager
def _reading(filename: str) -> Iterator[None]:
    """Turn what calamine says of a workbook into BadFile."""
    broken = (
        "{file} is damaged: the workbook cannot be read ({reason}). "
        "Open it in a spreadsheet program, save it again as .xlsx and send that."
    )
    try:
        yield
    except CalamineError as error:
        raise BadFile(broken, file=filename, reason=str(error)) from error
    except BaseException as error:
        # What a bug in calamine raises is no Exception, and has no name to import.
        if type(error).__name__ != "PanicException":
            raise
        raise BadFile(broken, file=filename, reason=str(error)) from error


def _choose(book: CalamineWorkbook, filename: str, wanted: str | None) -> CalamineSheet | None:
    """Return the wanted sheet, else the first that is visible and not empty, else None."""
    if wanted is not None:
        return book.get_sheet_by_index(_find(book.sheet_names, filename, wanted))
    for number, about in enumerate(book.sheets_metadata):
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_index(number)
            if sheet.start is not None:
                return sheet
    return None


def _find(names: list[str], filename: str, wanted: str) -> int:
    """Return the place of a sheet by its name, whatever its case."""
    folded = [name.strip().casefold() for name in names]
    if wanted.strip().casefold() in folded:
        return folded.index(wanted.strip().casefold())
    near = get_close_matches(wanted.casefold(), folded, 1)
    message = "{file} has no sheet {wanted}. Its sheets: {found}."
    if near:
        message += " Is {near} meant? Rename it."
    raise BadFile(
        message,
        file=filename,
        wanted=wanted,
        found=", ".join(names),
        near=names[folded.index(near[0])] if near else "",
    )
