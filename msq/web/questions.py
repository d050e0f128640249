"""From an instrument and its answers to what a page of questions shows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from msq.desk.reading.response import Look
from msq.instrument.expression import Call, Literal, Reference, parse
from msq.instrument.item_types import YES_NO
from msq.instrument.model import (
    Entry,
    Instrument,
    Item,
    in_language,
    instance_code,
)
from msq.response.relevance import rows_of
from msq.response.reviewing import Remark
from msq.response.revisions import Revision
from msq.response.values import MISSING_TEXTS, NO_ANSWER, Answer, shown

LANGUAGE = "en"
MOST_RADIOS = 8
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


@dataclass(frozen=True)
class Field:
    """One item with its control.

    ``raw`` is what stands in the control: as typed where it was sent back, else as saved.
    ``seen`` is the revision that the page shows. ``theirs`` is what somebody else saved meanwhile.
    ``in_cell`` says that the control stands in a narrow cell of a table.
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
    error: str = ""
    theirs: str = ""
    revision: Revision | None = None
    has_comment: bool = False
    in_cell: bool = False

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
        }.get(kind, "input")

    @property
    def reason_among_choices(self) -> bool:
        """Whether missing reasons are offered among the choices."""
        return self.control in {"radios", "select"} and bool(self.reasons)

    @property
    def id(self) -> str:
        """The field's id on the page."""
        return self.code.replace("[", "-").replace("]", "")

    @property
    def first_id(self) -> str:
        """The id of the field's first control, where a link from the error summary leads."""
        return f"{self.id}-1" if self.control == "date" else self.id

    @property
    def saved_at(self) -> datetime | None:
        """When the answer was saved."""
        return self.revision.at if self.revision else None


@dataclass(frozen=True)
class Question:
    """A lead field with what details it, and what a reviewer said of it."""

    lead: Field
    parts: tuple[Field, ...]
    thread: tuple[Remark, ...] = ()
    queried: bool = False
    verdict: Remark | None = None
    changed_since: bool = False

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
    """A row of a table, or of a repeating group (with its number)."""

    code: str
    text: str
    help: str
    question: Question | None = None
    number: int = 0
    questions: tuple[Question, ...] = ()
    new: bool = False


@dataclass(frozen=True)
class Block:
    """What stands under one number: an entry with its questions or rows.

    ``unfolds`` says of a table that each row asks one thing first and the rest only then: such
    rows are drawn one under the other, others as a grid.
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

    @property
    def every_question(self) -> tuple[Question, ...]:
        """All questions in it, row by row."""
        found = list(self.questions)
        for row in self.rows:
            found += [row.question] if row.question else list(row.questions)
        return tuple(found)

    @property
    def queried(self) -> bool:
        """Whether a query is open on anything in it."""
        return any(question.queried for question in self.every_question)

    def labelled(self) -> Iterator[tuple[str, Field]]:
        """Yield every field with what it is called away from its place: number and short text."""
        for question in self.questions:
            yield from _labelled(self.entry.code, question.lead.text, question)
        for place, row in enumerate(self.rows, 1):
            if row.question:
                yield from _labelled(self.entry.code, row.text, row.question)
            for question in row.questions:
                name = f"{row.text or self.entry.code} {place}, {question.lead.text}"
                yield from _labelled(self.entry.code, name, question)


def _labelled(code: str, name: str, question: Question) -> Iterator[tuple[str, Field]]:
    label = f"{code} {shortened(name)}"
    yield label, question.lead
    for part in question.parts:
        yield f"{label.rstrip('?')}, {shortened(part.text)}", part


def shortened(text: str) -> str:
    """Return the beginning of a text, as a label can hold it; words stay whole."""
    if len(text) <= LONGEST_LABEL:
        return text
    start, space, _ = text[:LONGEST_LABEL].rpartition(" ")
    return f"{start if space else text[:LONGEST_LABEL]} …"


def told(label: str, message: str) -> str:
    """Return what an error summary says of a field."""
    return f"{label} {message}" if label.endswith("?") else f"{label}: {message}"


@dataclass(frozen=True)
class Typed:
    """What was sent for one item and could not be saved: kept on the page with the reason."""

    raw: tuple[str, ...]
    missing: str
    comment: str
    error: str
    theirs: Revision | None = None


@dataclass(frozen=True)
class Drawing:
    """How a page of questions is drawn from a look at a response.

    Attributes:
        typed: what was sent back to the person, by item.
        errors: what else is to be said at an item, such as that an answer is missing.
        new_row: the repeating group that gets one more row.
        queried_too: whether what is queried is drawn even where it is no longer asked, so that
            nobody waits for an answer to a question that nobody sees.
    """

    look: Look
    typed: Mapping[str, Typed] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    new_row: str = ""
    queried_too: bool = False

    def section(self, code: str) -> tuple[Block, ...]:
        """Return the blocks of a section, left out those that cannot be asked."""
        section = self.look.instrument.section(code)
        blocks = (self._block(entry) for entry in section.entries)
        return tuple(
            block
            for block in blocks
            if block.asked or block.when or (self.queried_too and block.queried)
        )

    def _block(self, entry: Entry) -> Block:
        draw: dict[str, Callable[[Entry], Block]] = {
            "note": self._bare,
            "item": self._single,
            "table": self._table,
            "repeat": self._repeat,
        }
        return draw[entry.kind](entry)

    def _bare(self, entry: Entry, **more: object) -> Block:
        return Block(
            entry=entry,
            text=in_language(entry.text, LANGUAGE),
            help=in_language(entry.help, LANGUAGE),
            asked=self.look.relevance.asks_entry(entry.code),
            when=simple_condition(entry.relevant),
            **more,  # type: ignore[arg-type]
        )

    def _single(self, entry: Entry) -> Block:
        return self._bare(entry, questions=(self._question(entry.items, 0),))

    def _table(self, entry: Entry) -> Block:
        unfolds = any(item.relevant for item in entry.items)
        rows = tuple(
            Row(
                line.code,
                in_language(line.text, LANGUAGE),
                in_language(line.help, LANGUAGE),
                self._question(
                    [item for item in entry.items if item.row == line.code],
                    0,
                    in_cell=not unfolds,
                ),
            )
            for line in entry.rows
        )
        columns = tuple(
            (in_language(line.text, LANGUAGE), in_language(line.help, LANGUAGE))
            for line in entry.columns
        )
        return self._bare(entry, rows=rows, columns=columns, unfolds=unfolds)

    def _repeat(self, entry: Entry) -> Block:
        numbers = rows_of(entry.code, {**self.look.answers, **self._other_rows(entry)})
        add = self.new_row == entry.code or not numbers
        new = max(numbers, default=0) + 1 if add and len(numbers) < entry.max_rows else 0
        numbers = [*numbers, new] if new else numbers
        rows = tuple(
            Row(
                f"{entry.code}[{number}]",
                in_language(entry.row_title, LANGUAGE),
                "",
                number=number,
                questions=self._row_questions(entry, number),
                new=number == new,
            )
            for number in numbers
        )
        return self._bare(
            entry,
            rows=rows,
            row_title=in_language(entry.row_title, LANGUAGE),
            may_add=len(numbers) < entry.max_rows,
        )

    def _other_rows(self, entry: Entry) -> dict[str, Answer]:
        """Return something in each row that is drawn though it holds no answer."""
        start = f"{entry.code}["
        others = [*self.typed, *(self.look.queries if self.queried_too else ())]
        return {code: Answer(value="?") for code in others if code.startswith(start)}

    def _row_questions(self, entry: Entry, number: int) -> tuple[Question, ...]:
        leads = [item for item in entry.items if not item.lead]
        return tuple(
            self._question(
                [lead, *(item for item in entry.items if item.lead == lead.code)], number
            )
            for lead in leads
        )

    def _question(
        self, items: list[Item] | tuple[Item, ...], row: int, *, in_cell: bool = False
    ) -> Question:
        lead, *parts = (self._field(item, row, in_cell=in_cell) for item in items)
        look = self.look
        thread = tuple(look.threads.get(lead.code, ()))
        verdict = look.standing.get(lead.code)
        return Question(
            lead,
            tuple(part for part in parts if part.asked or part.when),
            thread,
            queried=lead.code in look.queries,
            verdict=verdict,
            changed_since=look.changed_since_verdict(lead.code),
        )

    def _field(self, item: Item, row: int, *, in_cell: bool) -> Field:
        code = instance_code(item.code, row) if row else item.code
        instrument = self.look.instrument
        answer = self.look.answers.get(code, NO_ANSWER)
        typed = self.typed.get(code)
        error = typed.error if typed else self.errors.get(code, "")
        return Field(
            item=item,
            code=code,
            text=in_language(item.text, LANGUAGE),
            help=in_language(item.help, LANGUAGE),
            options=options_of(instrument, item),
            reasons=tuple(Option(reason, MISSING_TEXTS[reason]) for reason in item.missing),
            raw=typed.raw if typed else raw_of(answer),
            missing=typed.missing if typed else answer.missing,
            comment=typed.comment if typed else answer.comment,
            seen=typed.theirs.number if typed and typed.theirs else answer.number,
            shown=shown(instrument, code, answer, LANGUAGE),
            asked=self.look.relevance.asks(code),
            when=self._when(item, row),
            error=error,
            theirs=self._theirs(code, typed),
            revision=self.look.newest.get(code),
            has_comment=not item.lead and not item.within,
            in_cell=in_cell,
        )

    def _when(self, item: Item, row: int) -> When | None:
        found = simple_condition(item.relevant)
        if found is None or not row:
            return found
        within = item.within and found.item.startswith(f"{item.within}.")
        return When(instance_code(found.item, row), found.values) if within else found

    def _theirs(self, code: str, typed: Typed | None) -> str:
        if typed is None or typed.theirs is None:
            return ""
        return shown(self.look.instrument, code, typed.theirs.answer, LANGUAGE) or "no answer"


def raw_of(answer: Answer) -> tuple[str, ...]:
    """Return what stands in a control for an answer."""
    if answer.value is None:
        return ()
    if isinstance(answer.value, list):
        return tuple(answer.value)
    return (str(answer.value),)


def options_of(instrument: Instrument, item: Item) -> tuple[Option, ...]:
    """Return the choices of an item's control."""
    choices = YES_NO if item.type == "yes_no" else instrument.choices(item)
    return tuple(
        Option(choice.code, in_language(choice.text, LANGUAGE), choice.exclusive)
        for choice in choices
    )


def simple_condition(source: str) -> When | None:
    """Return a condition that the page itself can watch, or ``None`` when it takes more."""
    if not source:
        return None
    match parse(source):
        case Call("=", (Reference(code), Literal(value))) if value != "":
            return When(code, str(value))
        case Call("selected", (Reference(code), Literal(value))):
            return When(code, str(value))
        case Call("!=", (Reference(code), Literal(""))):
            return When(code, "*")
        case _:
            return None
