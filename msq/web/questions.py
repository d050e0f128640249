"""What a page of questions shows: blocks, rows, questions, and fields with their controls."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from msq.instrument.codes import row_of
from msq.instrument.item_types import CALCULATE, RANKING
from msq.instrument.item_types.files import FILES, Reference
from msq.instrument.model import Entry, Item
from msq.instrument.whole import Instrument
from msq.problems import Problem
from msq.response.links import LinkCheck
from msq.response.reviewing import Remark
from msq.response.revisions import Revision
from msq.web.site import address

MOST_RADIOS = 8
MOST_ACROSS = 7
"""How many choices and reasons a matrix has room for, side by side."""
LONGEST_LABEL = 48
AMONG_CHOICES = "~"
"""A missing reason that is chosen among the choices is sent as this and its code."""


@dataclass(frozen=True, slots=True)
class When:
    """A simple condition that a page can watch: an item and the answers that show the field.

    ``values`` is parted by ``|``; ``*`` is any answer.
    """

    item: str
    values: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a control."""

    value: str
    label: str
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class FileLink:
    """An attached file as it is shown: its name, where it can be fetched, its size in bytes."""

    name: str
    address: str
    size: int
    sha256: str


def file_link(edition: str, unit: str, one: Reference, size: int) -> FileLink:
    """Return an attached file of a response as it is shown; its size is in bytes."""
    return FileLink(
        one.name, address("respond", edition, unit, "file", one.sha256), size, one.sha256
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer of an earlier round, as it is shown, with the name of that edition."""

    text: str
    edition: str
    files: tuple[FileLink, ...] = ()


@dataclass(frozen=True)
class Field:
    """One item with its control.

    ``raw`` is what stands in the control: as typed where it was sent back, else as saved.
    ``seen`` is the revision that the page shows. ``theirs`` is what somebody else saved meanwhile.
    ``in_cell`` says that the control stands in a narrow cell of a table, ``required`` that it must
    be answered, as the answers are now. ``unit`` is what a number counts, ``ranks`` how many ranks
    there are to fill. ``offered`` is what came along from an earlier round and nobody confirmed
    yet; ``None`` for nothing. ``second`` is the text in another language, beside the first.
    ``files`` are those attached, where they are what is asked for. ``link`` is what became of the
    check of a web address that is saved.
    """

    item: Item
    code: str
    text: str
    help: str
    options: tuple[Option, ...]
    reasons: tuple[Option, ...]
    raw: tuple[str, ...]
    missing: str
    comment: str
    seen: int
    shown: str
    asked: bool
    when: When | None
    error: Problem | None = None
    theirs: str | None = None
    revision: Revision | None = None
    has_comment: bool = False
    in_cell: bool = False
    required: bool = False
    unit: str = ""
    ranks: int = 0
    offered: Offer | None = None
    second: str = ""
    files: tuple[FileLink, ...] = ()
    link: LinkCheck | None = None

    @property
    def control(self) -> str:
        """Which control draws the item: the name of a template part."""
        kind = self.item.type
        if kind in {"yes_no", "select_one"}:
            return "select" if self.in_cell or len(self.options) > MOST_RADIOS else "radios"
        return {
            "select_multiple": "checkboxes",
            "long_text": "textarea",
            "date": "date",
            RANKING: "ranking",
            CALCULATE: "output",
            FILES: "files",
        }.get(kind, "input")

    @property
    def reason_among_choices(self) -> bool:
        """Whether missing reasons are offered among the choices."""
        return self.control in {"radios", "select"} and bool(self.reasons)

    @property
    def id(self) -> str:
        """The field's id on the page."""
        return id_of(self.code)

    @property
    def first_id(self) -> str:
        """The id of the field's first control, where a link from the error summary leads."""
        return f"{self.id}-1" if self.control in {"date", "ranking"} else self.id

    @property
    def saved_at(self) -> datetime | None:
        """When the answer was saved."""
        return self.revision.at if self.revision else None


@dataclass(frozen=True)
class Question:
    """A lead field with what details it, and what a reviewer said of it.

    ``unfolds`` says that it has details at all, whether they are asked now or not.
    """

    lead: Field
    parts: tuple[Field, ...]
    thread: tuple[Remark, ...] = ()
    queried: bool = False
    verdict: Remark | None = None
    changed_since: bool = False
    unfolds: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """The lead and its parts."""
        return (self.lead, *self.parts)

    @property
    def asked(self) -> bool:
        """Whether the lead is asked now."""
        return self.lead.asked


@dataclass(frozen=True)
class Row:
    """A row of a table, or of a repeating group: with its number and what stands in it, in order.

    ``new`` says that nothing was said in it yet.
    """

    code: str
    text: str
    help: str
    question: Question | None = None
    number: int = 0
    parts: tuple["Question | InnerGroup", ...] = ()
    new: bool = False

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the row itself."""
        return tuple(part for part in self.parts if isinstance(part, Question))

    @property
    def every_question(self) -> tuple[Question, ...]:
        """All questions in it, those of groups inside it among them, in order."""
        if self.question:
            return (self.question,)
        parts = (
            [part] if isinstance(part, Question) else part.every_question for part in self.parts
        )
        return tuple(question for part in parts for question in part)

    @property
    def id(self) -> str:
        """The id of a row of a repeating group on the page."""
        return id_of(self.code)


@dataclass(frozen=True)
class InnerGroup:
    """A repeating group in a row of another one. ``code`` is with that row: ``J9[2].partner``."""

    code: str
    text: str
    help: str
    rows: tuple[Row, ...]
    row_title: str
    required: bool
    asked: bool
    when: When | None
    may_add: bool
    second: str = ""

    @property
    def id(self) -> str:
        """The group's id on the page."""
        return id_of(self.code)

    @property
    def every_question(self) -> tuple[Question, ...]:
        """All questions in it, row by row."""
        return tuple(question for row in self.rows for question in row.every_question)

    @property
    def queried(self) -> bool:
        """Whether a query is open on anything in it."""
        return any(question.queried for question in self.every_question)


@dataclass(frozen=True)
class Block:
    """What stands under one number: an entry with its questions or rows.

    ``unfolds`` says of a table that each row asks one thing first and the rest only then: such
    rows are drawn one under the other, others as a grid. ``matrix`` says that each row takes one
    choice of the same few: the choices stand across, a radio button in each cell.
    """

    entry: Entry
    text: str
    help: str
    questions: tuple[Question, ...] = ()
    rows: tuple[Row, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    row_title: str = ""
    asked: bool = True
    when: When | None = None
    may_add: bool = False
    unfolds: bool = False
    matrix: bool = False
    second: str = ""

    @property
    def every_question(self) -> tuple[Question, ...]:
        """All questions in it, row by row."""
        found = list(self.questions)
        for row in self.rows:
            found += row.every_question
        return tuple(found)

    @property
    def across(self) -> tuple[Option, ...]:
        """What stands across a matrix: the choices, then the missing reasons as they are sent."""
        first = self.every_question[0].lead
        reasons = (Option(AMONG_CHOICES + one.value, one.label) for one in first.reasons)
        return (*first.options, *reasons)

    @property
    def can_be_cleared(self) -> bool:
        """Whether anything is chosen in it, which a radio button alone cannot take back."""
        return any(one.lead.raw or one.lead.missing for one in self.every_question)

    @property
    def offered(self) -> int:
        """How many of its fields that are asked came along and wait to be confirmed."""
        fields = (one for question in self.every_question for one in question.fields)
        return sum(one.offered is not None and one.asked for one in fields)

    @property
    def queried(self) -> bool:
        """Whether a query is open on anything in it."""
        return any(question.queried for question in self.every_question)

    def placed(self) -> Iterator[tuple[str, str, Question]]:
        """Yield every question with its whole name and the id of the place where it stands."""
        for question in self.questions:
            yield self.text, f"q-{self.entry.code}", question
        for place, row in enumerate(self.rows, 1):
            if row.question:
                where = f"r-{self.entry.code}-{row.code}"
                yield f"{self.text} – {row.text}", where, row.question
            name = f"{self.text} – {self.row_title or self.entry.code} {place}"
            for inner, where, question in _in_row(name, row):
                yield f"{inner}, {question.lead.text}", where, question

    def labelled(self) -> Iterator[tuple[str, Field]]:
        """Yield every field with what it is called away from its place: number and short text."""
        for question in self.questions:
            yield from _labelled(self.entry.code, question.lead.text, question)
        for place, row in enumerate(self.rows, 1):
            if row.question:
                yield from _labelled(self.entry.code, row.text, row.question)
            for name, _, question in _in_row(f"{row.text or self.entry.code} {place}", row):
                yield from _labelled(self.entry.code, f"{name}, {question.lead.text}", question)


def _in_row(name: str, row: Row) -> Iterator[tuple[str, str, Question]]:
    """Yield every question of a row with what the row around it is called, and that row's id."""
    for part in row.parts:
        if isinstance(part, Question):
            yield name, row.id, part
        else:
            for place, inner in enumerate(part.rows, 1):
                yield from _in_row(f"{name}, {part.row_title} {place}", inner)


def _labelled(code: str, name: str, question: Question) -> Iterator[tuple[str, Field]]:
    label = f"{code} {shortened(name)}"
    yield label, question.lead
    for part in question.parts:
        yield f"{label.rstrip('?')}, {shortened(part.text)}", part


def id_of(code: str) -> str:
    """Return the id on the page of what has a code: ``J9-2.partner`` for ``J9[2].partner``."""
    return code.replace("[", "-").replace("]", "")


def place_of(instrument: Instrument, code: str) -> str:
    """Return the id of the place in its section's page where an item stands."""
    row = row_of(code)
    if row:
        return id_of(row)
    return f"q-{instrument.entry_of[code].code}"


def shortened(text: str) -> str:
    """Return the beginning of a text, as a label can hold it; words stay whole."""
    if len(text) <= LONGEST_LABEL:
        return text
    start, space, _ = text[:LONGEST_LABEL].rpartition(" ")
    return f"{start if space else text[:LONGEST_LABEL]} …"
