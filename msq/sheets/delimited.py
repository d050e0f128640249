"""Reads the rows of delimited text: UTF-8 or UTF-16, parted by commas, semicolons or tabs."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from io import StringIO

from msq.problems import BadFile

MOST_BYTES = 100_000_000
DELIMITERS = (",", ";", "\t")
# csv refuses a longer field; reading.py has its own, lower limit and names the cell.
csv.field_size_limit(max(csv.field_size_limit(), 10_000_000))

# Excel writes and honours a first line that names the delimiter.
_SAYS_DELIMITER = re.compile(r"sep=([,;\t])(\r\n|\r|\n)", re.IGNORECASE)
_BLANK = " \t,;\u00a0\ufeff"
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def delimited_rows(
    content: bytes, filename: str, score: Callable[[Sequence[str]], int]
) -> Iterator[tuple[int, list[str]]]:
    r"""Yield the number of the line on which a row begins (from 1) and its values.

    The delimiter is the one with which the first row that is not blank scores highest with
    ``score``, and then the one that parts it into more values. Line breaks in values become
    ``\n``. Raises BadFile for text in another encoding and for quotation marks that do not pair.
    """
    text = _decode(content, filename)
    says = _SAYS_DELIMITER.match(text)
    if says:
        delimiter, skipped = says[1], 1
        text = text[says.end() :]
    else:
        delimiter, skipped = _sniff(text, score), 0
    for line, row in _rows(text, delimiter, filename, skipped):
        yield line, [_LINE_BREAK.sub("\n", value) for value in row]


def _rows(
    text: str, delimiter: str, filename: str, skipped: int
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise BadFile(
                "The row that begins on line {line} of {file} cannot be read ({reason}). Check its "
                'quotation marks: a value that holds one is put between " and ", and " inside it '
                "is doubled.",
                file=filename,
                line=line + skipped,
                reason=str(error),
            ) from error
        if row is None:
            return
        yield line + skipped, row
        line = reader.line_num + 1


def _sniff(text: str, score: Callable[[Sequence[str]], int]) -> str:
    """Return the delimiter that suits the first row that is not blank."""
    best = (-1, 0)
    chosen = DELIMITERS[0]
    for delimiter in DELIMITERS:
        try:
            rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
            heading = next((row for row in rows if any(v.strip(_BLANK) for v in row)), [])
        except csv.Error:
            continue  # not with this delimiter; if with none, reading says where and why
        if (score(heading), len(heading)) > best:
            best = (score(heading), len(heading))
            chosen = delimiter
    return chosen


def _decode(content: bytes, filename: str) -> str:
    """Return the text; BadFile names the line that is not in the encoding."""
    if len(content) > MOST_BYTES:
        raise BadFile(
            "{file} is not read: it has {size} bytes, and at most {most} are read. Split it into "
            "several files.",
            file=filename,
            size=len(content),
            most=MOST_BYTES,
        )
    encoding, name = "utf-8-sig", "UTF-8"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, name = "utf-16", "UTF-16"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if filename.casefold().endswith(_WORKBOOKS):
            raise BadFile(
                "{file} is not the workbook that its name says it is, or it is damaged. Open it "
                "in Excel or LibreOffice, save it as .xlsx again and send that.",
                file=filename,
            ) from error
        before = content[: error.start].decode(encoding, errors="replace")
        raise BadFile(
            "Line {line} of {file} is not {encoding} text. Save the file as CSV UTF-8 or as .xlsx "
            "and send that.",
            file=filename,
            line=len(_LINE_BREAK.findall(before)) + 1,
            encoding=name,
        ) from error
    if "\0" in text:
        raise BadFile(
            "{file} is not a text file: line {line} holds a NUL character. Save it as CSV UTF-8 or "
            "as .xlsx and send that.",
            file=filename,
            line=len(_LINE_BREAK.findall(text, 0, text.index("\0"))) + 1,
        )
    return text
