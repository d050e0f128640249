"""Formulas whose result is not stored: what wrote the file did not calculate, and nor do we.

A parser gives nothing for such a cell, as for an empty one: an answer would be lost without a word.
"""

import re
from xml.parsers import expat

# It begins with a character that Unicode gives to nobody: no text that a person types is this one.
NO_RESULT = "\ufdd0 formula without a result"
_FORMULA = re.compile(rb"<(?:[^<>/\s]+:)?f[\s/>]")


def mark_formulas(part: bytes) -> bytes:
    """Return a sheet with the text ``NO_RESULT`` in each cell whose formula has no stored result.

    Args:
        part: the sheet's XML, well-formed, in UTF-8 and without a document type.
    """
    if _FORMULA.search(part) is None:
        return part
    cells = _Cells()
    parser = expat.ParserCreate("UTF-8")
    cells.attach(parser)
    parser.Parse(part, True)
    pieces, done = list[bytes](), 0
    for begin, end, instead in cells.found:
        pieces += [part[done:begin], instead]
        done = part.index(b">", end) + 1
    return b"".join([*pieces, part[done:]])


class _Cells:
    """The cells with a formula and no result: where each begins and ends, and what is put there."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int, bytes]] = []
        self._begin = 0
        self._attributes: dict[str, str] = {}
        self._formula = False
        self._result = False
        self._in_value = False

    def attach(self, parser: expat.XMLParserType) -> None:
        """Listen to the parser."""
        self._parser = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._begin = self._parser.CurrentByteIndex
            self._attributes = attributes
            self._formula = self._result = False
        elif tag == "f":
            self._formula = True
        elif tag == "v":
            self._in_value = True
            # An empty text is a result; an empty number is none.
            self._result |= self._attributes.get("t") == "str"
        elif tag == "is":
            self._result = True

    def _text(self, text: str) -> None:
        if self._in_value and text.strip():
            self._result = True

    def _end(self, name: str) -> None:
        prefix, colon, tag = name.rpartition(":")
        if tag == "v":
            self._in_value = False
        elif tag == "c" and self._formula and not self._result:
            start = prefix + colon
            address = self._attributes.get("r")
            place = "" if address is None else f' r="{address}"'
            instead = f'<{start}c{place} t="str"><{start}v>{NO_RESULT}</{start}v></{start}c>'
            self.found.append((self._begin, self._parser.CurrentByteIndex, instead.encode()))
