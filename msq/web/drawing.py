"""From an instrument and its answers to what a page of questions shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from msq.desk.reading.response import Look
from msq.instrument.codes import instance_code
from msq.instrument.expression import Call, Literal, Reference, parse
from msq.instrument.item_types import RANKING, unit_of
from msq.instrument.item_types.rankings import ranks_of
from msq.instrument.model import Entry, Item, Text, in_language
from msq.problems import Problem
from msq.response.offering import offered
from msq.response.relevance import rows_of
from msq.response.revisions import Revision
from msq.response.values import MISSING_TEXTS, NO_ANSWER, Answer, choices_of, raw_of, shown
from msq.web.questions import MOST_ACROSS, Block, Field, Offer, Option, Question, Row, When


@dataclass(frozen=True)
class Typed:
    """What was sent for one item and could not be saved: kept on the page with the reason."""

    raw: tuple[str, ...]
    missing: str
    comment: str
    error: Problem
    theirs: Revision | None = None


@dataclass(frozen=True)
class Drawing:
    """How a page of questions is drawn from a look at a response.

    Attributes:
        language: which its texts are in.
        second: another language, in which the questions stand beside it; empty for none.
        typed: what was sent back to the person, by item.
        errors: what else is to be said at an item, such as that an answer is missing.
        new_row: the repeating group that gets one more row.
        queried_too: whether what is queried is drawn even where it is no longer asked, so that
            nobody waits for an answer to a question that nobody sees.
    """

    look: Look
    language: str
    second: str = ""
    typed: Mapping[str, Typed] = field(default_factory=dict)
    errors: Mapping[str, Problem] = field(default_factory=dict)
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
            text=self._text(entry.text),
            help=self._text(entry.help),
            asked=self.look.relevance.asks_entry(entry.code),
            when=simple_condition(entry.relevant),
            second=self._beside(entry.text),
            **more,  # type: ignore[arg-type]
        )

    def _single(self, entry: Entry) -> Block:
        return self._bare(entry, questions=(self._question(entry.items, 0),))

    def _table(self, entry: Entry) -> Block:
        unfolds = any(item.relevant for item in entry.items)
        matrix = not unfolds and self._takes_one_of_few(entry)
        rows = tuple(
            Row(
                line.code,
                self._text(line.text),
                self._text(line.help),
                self._question(
                    [item for item in entry.items if item.row == line.code],
                    0,
                    in_cell=not unfolds and not matrix,
                ),
            )
            for line in entry.rows
        )
        columns = tuple((self._text(line.text), self._text(line.help)) for line in entry.columns)
        return self._bare(entry, rows=rows, columns=columns, unfolds=unfolds, matrix=matrix)

    def _takes_one_of_few(self, entry: Entry) -> bool:
        """Return whether every row of a table takes one choice of the same few, and no more."""
        first = entry.items[0]
        across = len(choices_of(self.look.instrument, first)) + len(first.missing)
        return (
            len(entry.columns) == 1
            and first.type in {"yes_no", "select_one"}
            and not first.choice_filter
            and across <= MOST_ACROSS
        )

    def _repeat(self, entry: Entry) -> Block:
        said = {**self.look.answers, **self._other_rows(entry)}
        numbers = rows_of(entry.code, said, self.look.instrument.calculated)
        add = self.new_row == entry.code or not numbers
        new = max(numbers, default=0) + 1 if add and len(numbers) < entry.max_rows else 0
        numbers = [*numbers, new] if new else numbers
        rows = tuple(
            Row(
                f"{entry.code}[{number}]",
                self._text(entry.row_title),
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
            row_title=self._text(entry.row_title),
            may_add=len(numbers) < entry.max_rows,
        )

    def _other_rows(self, entry: Entry) -> dict[str, Answer]:
        """Return something in each row that is drawn though it holds no answer."""
        start = f"{entry.code}["
        others = [*self.typed, *(self.look.queries if self.queried_too else ())]
        others += self.look.along.carried if self.look.along else ()
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
        relevance = self.look.relevance
        answer = self.look.answers.get(code, NO_ANSWER)
        if relevance.is_calculated(code):
            answer = Answer(relevance.calculated(code)) if relevance.asks(code) else NO_ANSWER
        options = self._options(item, code, answer)
        typed = self.typed.get(code)
        error = typed.error if typed else self.errors.get(code)
        return Field(
            item=item,
            code=code,
            text=self._text(item.text),
            help=self._text(item.help),
            options=options,
            reasons=tuple(
                Option(reason, self._text(MISSING_TEXTS[reason])) for reason in item.missing
            ),
            raw=typed.raw if typed else raw_of(answer),
            missing=typed.missing if typed else answer.missing,
            comment=typed.comment if typed else answer.comment,
            seen=typed.theirs.number if typed and typed.theirs else answer.number,
            shown=shown(instrument, code, answer, self.language),
            asked=relevance.asks(code),
            when=self._when(item, row),
            error=error,
            theirs=self._theirs(code, typed),
            revision=self.look.newest.get(code),
            has_comment=not item.lead and not item.within,
            in_cell=in_cell,
            required=relevance.requires(code),
            unit=self._text(unit_of(item)),
            ranks=ranks_of(item, len(options)) if item.type == RANKING else 0,
            offered=self._offered(code),
            second=self._beside(item.text),
        )

    def _options(self, item: Item, code: str, answer: Answer) -> tuple[Option, ...]:
        """Return the choices that are offered, and those that were taken before they were not."""
        instrument, chosen = self.look.instrument, raw_of(answer)
        open_now = offered(instrument, self.look.relevance, code)
        return tuple(
            Option(one.code, self._text(one.text), one.exclusive)
            for one in choices_of(instrument, item)
            if one in open_now or one.code in chosen
        )

    def _offered(self, code: str) -> Offer | None:
        along = self.look.along
        if along is None or code not in along.carried:
            return None
        one = along.carried[code]
        text = shown(self.look.instrument, code, one.answer, self.language)
        return Offer(text, along.source.edition_name)

    def _text(self, text: Text) -> str:
        return in_language(text, self.language)

    def _beside(self, text: Text) -> str:
        """Return a text in the second language, empty where there is none or it has none."""
        return text.get(self.second, "") if self.second != self.language else ""

    def _when(self, item: Item, row: int) -> When | None:
        found = simple_condition(item.relevant)
        if found is None or not row:
            return found
        within = item.within and found.item.startswith(f"{item.within}.")
        return When(instance_code(found.item, row), found.values) if within else found

    def _theirs(self, code: str, typed: Typed | None) -> str | None:
        if typed is None or typed.theirs is None:
            return None
        return shown(self.look.instrument, code, typed.theirs.answer, self.language)


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
