"""From an instrument and its answers to what a document prints of each question that is asked.

Whatever stands below a heading is a *part*: lines of text and answer, a table, or further parts,
as the rows of a repeating group are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from msq.instrument.codes import Path, instance_code, row_code
from msq.instrument.item_types.files import FILES, Reference, references
from msq.instrument.model import Entry, Group, Item, Line, Section, Text, in_language
from msq.instrument.whole import Instrument
from msq.response.relevance import Relevance
from msq.response.values import NO_ANSWER, Answer, Answers, choices_of, shown, type_of

SHORT = frozenset({"yes_no", "year", "integer"})
"""The item types whose answers take little room."""


@dataclass(frozen=True, slots=True)
class Said:
    """One item with what was answered.

    Attributes:
        text: what was asked.
        shown: the answer as text; empty where there is none.
        options: the choices that were taken, where several could be.
        missing: whether a reason stands instead of an answer.
    """

    code: str
    text: str
    shown: str
    options: tuple[str, ...] = ()
    missing: bool = False
    comment: str = ""
    files: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, and whether all that stands in it is short."""

    text: str
    narrow: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table: its heading, and what is said in each column."""

    code: str
    text: str
    cells: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands below one heading; ``number`` is the one of a row, from 1, 0 outside of rows."""

    code: str
    kind: str
    text: str
    number: int = 0
    lines: tuple[Said, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[TableRow, ...] = ()
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """One section with what is asked in it."""

    code: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Reading:
    """An instrument and a set of answers, read in one language.

    Attributes:
        day: what ``today()`` stands for in expressions.
    """

    instrument: Instrument
    answers: Answers
    day: date
    language: str
    relevance: Relevance = field(init=False)

    def __post_init__(self) -> None:
        """Look at the answers once for all."""
        relevance = Relevance(self.instrument, self.answers, self.day)
        object.__setattr__(self, "relevance", relevance)

    def sections(self) -> tuple[PrintedSection, ...]:
        """Return the sections in which something is asked, with all that is."""
        found = (self._section(section) for section in self.instrument.sections)
        return tuple(section for section in found if section.parts)

    def _section(self, section: Section) -> PrintedSection:
        asked = (entry for entry in section.entries if self.relevance.asks_entry(entry.code))
        parts = (self._part(entry) for entry in asked)
        whole = tuple(part for part in parts if part is not None)
        return PrintedSection(section.code, self._text(section.title), whole)

    def _part(self, entry: Entry) -> Part | None:
        """Return an entry, or nothing where none of its items is asked."""
        text = self._text(entry.text)
        if entry.kind == "note":
            return Part(entry.code, entry.kind, text)
        if entry.kind == "repeat":
            return Part(entry.code, entry.kind, text, parts=tuple(self._rows(entry)))
        if entry.kind == "table":
            rows = tuple(row for row in (self._row(entry, line) for line in entry.rows) if row)
            columns = tuple(self._column(entry, line) for line in entry.columns)
            return Part(entry.code, entry.kind, text, columns=columns, rows=rows) if rows else None
        lines = self._lines(entry.items)
        return Part(entry.code, entry.kind, text, lines=lines) if lines else None

    def _rows(self, group: Entry | Group, path: Path = ()) -> Iterator[Part]:
        """Yield the rows of a group inside of other rows, groups inside of them included."""
        title, here = self._text(group.row_title), instance_code(group.code, path)
        contents = self.instrument.contents[group.code]
        for place, number in enumerate(self.relevance.rows.get(here, ()), start=1):
            inside = (*path, number)
            lines = self._lines((one for one in contents if isinstance(one, Item)), inside)
            groups = [one for one in contents if isinstance(one, Group)]
            parts = tuple(self._inner(one, inside) for one in groups if self._asks(one, inside))
            code = row_code(here, number)
            yield Part(code, "row", title, number=place, lines=lines, parts=parts)

    def _asks(self, group: Group, path: Path) -> bool:
        return self.relevance.asks_group(instance_code(group.code, path))

    def _inner(self, group: Group, path: Path) -> Part:
        code = instance_code(group.code, path)
        return Part(code, "inner", self._text(group.text), parts=tuple(self._rows(group, path)))

    def _column(self, entry: Entry, line: Line) -> Column:
        kinds = {item.type for item in entry.items if item.column == line.code}
        return Column(self._text(line.text), narrow=kinds <= SHORT)

    def _row(self, entry: Entry, line: Line) -> TableRow | None:
        """Return a row of a table: what details an answer stands below it where it has no column.

        ``None`` where nothing of it is asked.
        """
        columns = {column.code: place for place, column in enumerate(entry.columns)}
        cells: list[list[Said]] = [[] for _ in columns]
        items = [item for item in entry.items if item.row == line.code]
        places = {item.code: columns[item.column] for item in items if item.column in columns}
        for item in items:
            if self.relevance.asks(item.code):
                place = places.get(item.code, places.get(item.lead, 0))
                cells[place].append(self._said(item, item.code))
        if not any(cells):
            return None
        return TableRow(line.code, self._text(line.text), tuple(tuple(cell) for cell in cells))

    def _lines(self, items: Iterable[Item], path: Path = ()) -> tuple[Said, ...]:
        codes = ((item, instance_code(item.code, path)) for item in items)
        return tuple(self._said(item, code) for item, code in codes if self.relevance.asks(code))

    def _said(self, item: Item, code: str) -> Said:
        answer = self.answers.get(code, NO_ANSWER)
        if self.relevance.is_calculated(code):
            answer = Answer(self.relevance.calculated(code))
        return Said(
            code=code,
            text=self._text(item.text),
            shown=shown(self.instrument, code, answer, self.language),
            options=self._options(item, answer),
            missing=bool(answer.missing),
            comment=answer.comment,
            files=references(answer.value) if item.type == FILES else (),
        )

    def _options(self, item: Item, answer: Answer) -> tuple[str, ...]:
        """Return several choices one by one: in a sentence it is not seen where one ends."""
        if item.type != "select_multiple" or not isinstance(answer.value, list):
            return ()
        kind, choices = type_of(item), choices_of(self.instrument, item)
        return tuple(kind.show(item, choices, [one], self.language) for one in answer.value)

    def _text(self, text: Text) -> str:
        return in_language(text, self.language)


def attached_in(parts: Iterable[Part]) -> Iterator[tuple[str, Reference]]:
    """Yield the attached files of parts with the code of their item, in order."""
    for part in parts:
        for said in (
            *part.lines,
            *(one for row in part.rows for cell in row.cells for one in cell),
        ):
            for file in said.files:
                yield said.code, file
        yield from attached_in(part.parts)
