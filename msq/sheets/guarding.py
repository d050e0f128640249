"""What the XML of a workbook must prove before it is parsed: that its tables fit into memory.

A file of a few kilobytes can name the last cell of the last column, or repeat one long shared text
a million times; a parser that lays out the table then asks for more memory than there is.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from msq.problems import BadFile

MOST_CELLS = 10_000_000
MOST_TEXT = 100_000_000

_SHARED = re.compile(rb"<(?:[^<>/\s]+:)?si[\s/>]")
_ADDRESS = re.compile(r"([A-Za-z]+)([0-9]+)")
_BROKEN = (
    "{file} is damaged: {part} inside cannot be read ({reason}). "
    "Open it in a spreadsheet program, save it again as .xlsx and send that."
)


def check_tables(parts: Mapping[str, bytes], filename: str) -> frozenset[str]:
    """Return the names of the parts that hold cells; raise BadFile when one is too large.

    Too large is a table that, with its empty cells, has more than 10 million cells or, with each
    use of a shared text, more than 100 million characters. XML that is broken, in another encoding
    than UTF-8, or with a document type is refused too. Every part is looked at, whatever it is
    called and begins with: the parser may follow a link to any of them.
    """
    lengths: list[int] = []
    for name, part in parts.items():
        if _SHARED.search(part) is None:
            continue
        if lengths:
            raise BadFile(_BROKEN, file=filename, part=name, reason="a second list of shared texts")
        shared = _Lengths()
        _parse(shared, part, name, filename)
        lengths = shared.found
    with_cells = set[str]()
    for name, part in parts.items():
        extent = _Extent(lengths)
        _parse(extent, part, name, filename)
        _check_extent(extent, filename)
        if extent.rows:
            with_cells.add(name)
    return frozenset(with_cells)


def _parse(handler: "_Lengths | _Extent", part: bytes, name: str, filename: str) -> None:
    """Run one part through a handler."""
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise BadFile(_BROKEN, file=filename, part=name, reason="it has a document type")

    parser.StartDoctypeDeclHandler = doctype
    handler.attach(parser)
    try:
        if b"\0" in part:
            # With a mark at its begin expat reads UTF-16 whatever it was told.
            raise ValueError("it is not in UTF-8")
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError) as error:
        raise BadFile(_BROKEN, file=filename, part=name, reason=str(error)) from error


class _Lengths:
    """The length of each shared text, in their order."""

    def __init__(self) -> None:
        self.found: list[int] = []

    def attach(self, parser: expat.XMLParserType) -> None:
        """Listen to the parser."""
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, _: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            self.found.append(0)

    def _text(self, text: str) -> None:
        if self.found:
            self.found[-1] += len(text)


class _Extent:
    """How far the cells of a part reach, and how long their shared texts are in all.

    A cell has an address of its own or follows the one before it. Where the two disagree the
    farther is taken, as it is not for us to know which of them the parser takes.
    """

    def __init__(self, lengths: list[int]) -> None:
        self.rows = 0
        self.columns = 0
        self.last_cell = ""
        self.characters = 0
        self._lengths = lengths
        self._row = 0  # by the element row
        self._count = 0  # of the cells in it
        self._place = (0, 0)  # of the present cell
        self._shared = False
        self._index = ""

    def attach(self, parser: expat.XMLParserType) -> None:
        """Listen to the parser."""
        self._parser: Any = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._count += 1
            address = attributes.get("r")
            if address is None:
                row, column = self._row, self._place[1] + 1
            else:
                row, column = _position(address)
            self._place = (row, column)
            self._shared = attributes.get("t") == "s"
        elif tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._count = 0
            self._place = (self._row, 0)
        elif tag in {"v", "is", "f"}:
            self._reach()
            if tag == "v" and self._shared:
                self._index = ""
                self._parser.CharacterDataHandler = self._text

    def _reach(self) -> None:
        """Note that the present cell holds something: only such cells widen the table."""
        row = max(self._row, self._place[0])
        column = max(self._count, self._place[1])
        if row > self.rows or column > self.columns:
            self.rows = max(self.rows, row)
            self.columns = max(self.columns, column)
            self.last_cell = f"row {row}, column {column}"

    def _text(self, text: str) -> None:
        self._index += text

    def _end(self, name: str) -> None:
        if self._parser.CharacterDataHandler and name.rpartition(":")[2] == "v":
            self._parser.CharacterDataHandler = None
            number = int(self._index or 0)
            if not 0 <= number < len(self._lengths):
                raise ValueError("a cell names a shared text that does not exist")
            self.characters += self._lengths[number]


def _check_extent(extent: _Extent, filename: str) -> None:
    """Raise BadFile when a table would be too large in memory."""
    if extent.rows * extent.columns > MOST_CELLS:
        raise BadFile(
            "{file} is not read: one of its sheets reaches to {rows} rows and {columns} columns. "
            "Clear or delete what stands far out ({last}) and save it again.",
            file=filename,
            rows=extent.rows,
            columns=extent.columns,
            last=extent.last_cell,
        )
    if extent.characters > MOST_TEXT:
        raise BadFile(
            "{file} is not read: the texts of one of its sheets are {characters} characters in "
            "all, and at most {most} are read. Split it into several files.",
            file=filename,
            characters=extent.characters,
            most=MOST_TEXT,
        )


def _position(address: str) -> tuple[int, int]:
    """Return row and column of an address such as ``B7``, both from 1; ValueError for another."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(f"{address!a} is no address of a cell")
    return int(match[2]), _column_number(match[1].upper())


@lru_cache(maxsize=1024)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
