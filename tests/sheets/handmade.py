"""Workbooks for the tests: made by hand from any XML, or written by us and read back."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from msq.problems import BadFile
from msq.sheets.spreadsheet import spreadsheet_rows
from msq.sheets.writing import Column, Workbook

MOMENT = datetime(2028, 3, 1, 9, 30, tzinfo=UTC)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
    "_rels/.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook {MAIN} xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="units" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_OFFICE}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>'
    ),
    "xl/sharedStrings.xml": f"<sst {MAIN}><si><t>code</t></si><si><t>name</t></si></sst>",
}
HEADING = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'


def parts(rows="", **changed):
    """Return the parts of a workbook with the headings code and name, and these further rows.

    Parts can be changed by a name with underscores for dots and slashes.
    """
    sheet = f"<worksheet {MAIN}><sheetData>{HEADING}{rows}</sheetData></worksheet>"
    return PARTS | {"xl/worksheets/sheet1.xml": sheet} | changed


def zipped(contents):
    """Return a zip file with these contents by name."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return stream.getvalue()


def xlsx(rows="", **changed):
    """Return a workbook with the headings code and name, and these further rows of XML."""
    return zipped(parts(rows, **changed))


def saved(book):
    """Return the bytes of an openpyxl workbook."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def outcome(read, content):
    """Return the table that a file gives, or the words with which it is refused."""
    try:
        return read(content)
    except BadFile as problem:
        return str(problem)


def written(*rows, columns=("a",), name="answers", **more):
    """Return the file and the notes of a workbook of one sheet."""
    with Workbook(MOMENT, **more) as workbook:
        sheet = workbook.sheet(name, [Column(title) for title in columns])
        for row in rows:
            sheet.append(row)
        stream = BytesIO()
        workbook.save(stream)
    return stream.getvalue(), list(workbook.notes)


def rows_by_calamine(content, sheet="answers"):
    """Return what calamine sees, which reads escapes as Excel does, heading and all."""
    return [row for _, row in spreadsheet_rows(content, "a.xlsx", sheet)]


def part(content, name):
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()
