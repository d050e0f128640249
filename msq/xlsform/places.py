"""Where something stands in a workbook, and the faults found there: sheet, row and column."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from msq.instrument.building import Block, Faults, Place, perhaps
from msq.instrument.model import Text
from msq.problems import BadForm

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
TAGS, CHECKS = "msq_tags", "msq_checks"
MOST_SUGGESTIONS = 50

# What the files of a form call it, and what a workbook does.
_WORDS = {
    "“text”": "“label”",
    "“help”": "“hint”",
    "“choices”": "the list of choices",
}
_HEADINGS = {"text": "label", "help": "hint", "choices": "type", "code": "name", "section": "name"}


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One fault: what is wrong in a row, and under which heading where it is about one cell."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        """Return the fault as it is printed."""
        # A fault without a column still reads as a sentence behind the row's number.
        where = f"column {self.column}: " if self.column else ""
        return f"{self.sheet}, row {self.row}, {where}{self.message}"


@dataclass(frozen=True)
class Row:
    """One row of a sheet, by what its columns are about.

    Attributes:
        values: plain cells; ``texts`` those in one language or several.
        headings: the heading of each column, as it is written.
    """

    sheet: str
    number: int
    values: dict[str, str]
    texts: dict[str, Text]
    headings: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str:
        """Return a plain cell; empty where there is none."""
        return self.values.get(key, "")

    def text(self, key: str) -> Text:
        """Return a text in the languages in which it is given."""
        return self.texts.get(key, {})

    def place(self) -> Place:
        """Return where the row stands, for a fault."""
        return Place(self.sheet, self.number, RowBlock(self))


class RowBlock(Block):
    """A block of a form, made of a row of a workbook."""

    def __init__(self, row: Row, **values: object) -> None:
        """Begin with the values that are not empty."""
        super().__init__({key: value for key, value in values.items() if value not in ("", {})})
        self.row = row
        self.line = row.number

    def put(self, **values: object) -> None:
        """Add the values that are not empty."""
        self.update({key: value for key, value in values.items() if value not in ("", {})})


class SheetFaults(Faults):
    """Faults with sheet, row and column in place of file and line."""

    def __init__(self) -> None:
        """Begin without a fault."""
        super().__init__()
        self._faults: list[SheetFault] = []

    @property
    def all(self) -> list[SheetFault]:
        """The faults sheet by sheet, from top to bottom."""
        sheets = list(dict.fromkeys(one.sheet for one in self._faults))
        return sorted(self._faults, key=lambda one: (sheets.index(one.sheet), one.row))

    @property
    def lines(self) -> list[str]:
        """The faults as they are printed."""
        return [str(one) for one in self.all]

    def add(self, place: Place, message: str, key: str = "") -> None:
        """Keep a fault with its row and, where it is about one, its column."""
        for ours, theirs in _WORDS.items():
            if message.startswith(ours):
                message = f"{theirs}{message.removeprefix(ours)}"
        message = message.replace(f"first in {SURVEY}, line ", "first in row ")
        sheet, number, column = place.file, place.line_of(key), ""
        if isinstance(place.values, RowBlock):
            row = place.values.row
            name = _HEADINGS.get(key, key)
            sheet, number = row.sheet, row.number
            column = row.headings.get(name) or row.headings.get(f"msq::{key}", "")
            if not column and name in {"label", "name"}:
                column = name
        fault = SheetFault(sheet, number, column, message)
        if fault not in self._faults:
            self._faults.append(fault)

    def raise_if_any(self) -> None:
        """Raise all faults at once.

        Raises:
            BadForm: there is at least one.
        """
        if self._faults:
            raise BadForm(self.lines)

    def near(self, wanted: str, known: Iterable[str]) -> str:
        """Return a message's end that suggests the nearest known word, for the first faults.

        Looking for it in a long list takes longer than reading the workbook.
        """
        return perhaps(wanted, known) if len(self._faults) < MOST_SUGGESTIONS else ""

    def at(self, row: Row, message: str, key: str = "") -> None:
        """Keep a fault of a row, or of one of its cells by what the column is about."""
        self.add(row.place(), message, key)
