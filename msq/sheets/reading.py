"""Tables that people send: .xlsx or delimited text to rows of named texts with their numbers."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, repeat

from openpyxl.utils import get_column_letter

from msq.problems import BadFile
from msq.sheets.delimited import delimited_rows
from msq.sheets.guarding import MOST_CELLS
from msq.sheets.spreadsheet import is_spreadsheet, spreadsheet_rows

MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 1_000_000
_LAST_LETTERS = 16_384
_SHOWN = 60
_BETWEEN_WORDS = re.compile(r"[\s\-_]+")


# People write one word in several ways.
_SPELLINGS = {"e_mail": "email"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the heading.

    ``number`` is the row as a spreadsheet counts it, or the line of the text on which it begins.
    ``values`` has a text for every column of the table, "" for an empty cell.
    """

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: its columns in their order, and its rows that are not blank.

    A column that was asked for bears the name under which it was asked for; any other bears its
    heading as `fold_heading` returns it. An optional column that the file lacks is in neither.
    """

    columns: tuple[str, ...]
    rows: Sequence[Row]


def read_table(
    content: bytes,
    filename: str,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    sheet: str | None = None,
    most_rows: int = MOST_ROWS,
) -> Table:
    """Read a table whose first row that is not blank is its heading.

    What kind of file it is shows in its content; ``filename`` only serves to name it in messages.
    Headings match whatever their case, and blanks, hyphens and underscores are the same in them.
    ``sheet`` names the sheet of a workbook; without it the first visible one that is not empty is
    read. Texts are not stripped; rows with nothing but blanks are left out.

    Raises BadFile, with a message for the person who sent it, for a file that is no such table, is
    damaged or unsafe, lacks a required column, has a heading twice, a value under no heading, more
    than ``most_rows`` rows, 200 columns or a value of more than 1,000,000 characters.
    """
    wanted = {fold_heading(name): name for name in (*required, *optional)}
    if is_spreadsheet(content):
        rows = spreadsheet_rows(content, filename, sheet)
    else:
        rows = delimited_rows(content, filename, lambda heading: _known(heading, wanted))
    rows = _filled(rows, filename)
    first = next(rows, None)
    if first is None:
        raise BadFile("{file} is empty: it needs a first row with headings.", file=filename)
    names = _name_columns(first[1], wanted, filename)
    asked = dict.fromkeys(optional, False) | dict.fromkeys(required, True)
    _check_required(names, first[1], asked, filename)
    return Table(tuple(filter(None, names)), tuple(_name_values(rows, names, most_rows, filename)))


def fold_heading(heading: str) -> str:
    """Return a heading as it is compared: ``" Alpha-3 code"`` is ``alpha_3_code``."""
    text = unicodedata.normalize("NFKC", heading)
    # Marks that do not show, such as a byte order mark or a writing direction, are not meant.
    shown = "".join(each for each in text if unicodedata.category(each) != "Cf")
    folded = _BETWEEN_WORDS.sub("_", shown.strip()).strip("_").casefold()
    return _SPELLINGS.get(folded, folded)


def _known(heading: Sequence[str], wanted: Mapping[str, str]) -> int:
    """Return how many of the columns that are asked for a heading has."""
    return len({fold_heading(each) for each in heading} & wanted.keys())


def _filled(
    rows: Iterable[tuple[int, list[str]]], filename: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank; raise BadFile for one that is too wide or too long."""
    for number, row in rows:
        if not any(map(str.strip, row)):
            continue
        while not row[-1]:
            row.pop()
        if len(row) > MOST_COLUMNS:
            raise BadFile(
                "Row {row} of {file} reaches to column {column}, and at most {most} columns are "
                "read. Delete what is not needed.",
                file=filename,
                row=number,
                column=_column(len(row)),
                most=MOST_COLUMNS,
            )
        longest = max(row, key=len)
        if len(longest) > LONGEST_CELL:
            raise BadFile(
                "Row {row} of {file} has {length} characters in column {column}, and at most "
                "{most} are read. Shorten it.",
                file=filename,
                row=number,
                column=_column(row.index(longest) + 1),
                length=len(longest),
                most=LONGEST_CELL,
            )
        yield number, row


def _name_columns(heading: list[str], wanted: Mapping[str, str], filename: str) -> list[str]:
    """Return the name of each column, "" for one without a heading."""
    folded = [fold_heading(each) for each in heading]
    for name, count in Counter(filter(None, folded)).items():
        if count > 1:
            places = [number for number, each in enumerate(folded, 1) if each == name]
            raise BadFile(
                "{file} has the heading {heading} more than once, in columns {columns}. Rename or "
                "delete all but one.",
                file=filename,
                heading=_shorten(heading[places[0] - 1]),
                columns=", ".join(map(_column, places)),
            )
    return [wanted.get(name, name) for name in folded]


def _check_required(
    names: Sequence[str], heading: Sequence[str], asked: Mapping[str, bool], filename: str
) -> None:
    """Raise BadFile when a required column is missing, naming the heading that may be meant."""
    needed = [name for name, required in asked.items() if required]
    missing = [name for name in needed if name not in names]
    if not missing:
        return
    found = {name: _shorten(each) for name, each in zip(names, heading, strict=True) if name}
    near = get_close_matches(
        fold_heading(missing[0]), [name for name in found if name not in asked], 1
    )
    message = (
        "{file} lacks the required columns: {missing}. Found: {found}. Needed: {needed}. Headings "
        "stand in the first row that is not blank."
    )
    if near:
        message += " If {near} is meant as {first}, rename it."
    raise BadFile(
        message,
        file=filename,
        missing=", ".join(missing),
        found=", ".join(found.values()) or "none",
        needed=", ".join(needed),
        near=found[near[0]] if near else "",
        first=missing[0],
    )


def _name_values(
    rows: Iterable[tuple[int, list[str]]], names: Sequence[str], most_rows: int, filename: str
) -> Iterator[Row]:
    """Yield the rows with their values by name."""
    width = len(names)
    most = min(most_rows, MOST_CELLS // width)
    unnamed = [number for number, name in enumerate(names) if not name]
    for count, (number, row) in enumerate(rows, 1):
        if count > most:
            raise BadFile(
                "{file} has more than {most} rows. Split it into several files.",
                file=filename,
                most=most,
            )
        for place in (*unnamed, *range(width, len(row))):
            if place < len(row) and row[place].strip():
                raise BadFile(
                    "Row {row} of {file} has a value in column {column}, which has no heading: "
                    "{value}. Give the column a heading or clear the cell; in a text file, a value "
                    "that holds the delimiter stands between quotation marks.",
                    file=filename,
                    row=number,
                    column=_column(place + 1),
                    value=_shorten(row[place]),
                )
        whole = chain(row, repeat(""))
        yield Row(number, {name: value for name, value in zip(names, whole, strict=False) if name})


def _shorten(value: str) -> str:
    """Return a value as a message can show it: on one line, and no more than its beginning."""
    line = " ".join(value.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _column(number: int) -> str:
    """Return how a person finds a column, from 1: by number and by its letters in a spreadsheet."""
    return f"{number} ({get_column_letter(number)})" if number <= _LAST_LETTERS else str(number)
