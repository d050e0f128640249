"""A workbook that was sent, read as what the desk keeps of it."""

from msq.desk.drafts import ReadWorkbook
from msq.problems import BadFile
from msq.web.forms import Form
from msq.xlsform.importing import examine


def uploaded(form: Form) -> ReadWorkbook:
    """Return the workbook of a form, with its faults if it has some.

    Raises:
        BadFile: none was chosen, or it is no XLSForm workbook.
    """
    name, content = form.upload("file")
    if not content:
        raise BadFile("Choose an XLSForm workbook first (xlsx).")
    found = examine(content, name)
    return ReadWorkbook(
        filename=name,
        content=content,
        code=found.code,
        title=found.title,
        instrument=found.imported.instrument if found.imported else None,
        faults=tuple((one.sheet, one.row, one.column, one.message) for one in found.faults),
        unread=found.unread,
    )
