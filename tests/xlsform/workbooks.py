"""XLSForm workbooks as people make them, written from tables."""

from io import BytesIO

from openpyxl import Workbook

from msq.problems import BadForm
from msq.xlsform.importing import Imported, read_xlsform


def workbook(**sheets: str) -> bytes:
    """Return a workbook; each sheet is a table whose cells stand between bars."""
    book = Workbook()
    book.remove(book.active)
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for line in table.strip().splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            sheet.append([_number_or_text(cell) for cell in cells])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _number_or_text(cell: str) -> object:
    whole = cell.isascii() and cell.isdigit() and len(cell) < 16
    return int(cell) if whole else cell or None


def read(**sheets: str) -> Imported:
    """Return what a workbook of these sheets holds."""
    return read_xlsform(workbook(**sheets), "city-survey.xlsx")


def faults(**sheets: str) -> list[str]:
    """Return the faults of a workbook, none if it can be taken."""
    try:
        read(**sheets)
    except BadForm as problem:
        return list(problem.faults)
    return []
