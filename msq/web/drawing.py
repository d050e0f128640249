"""From an instrument and its answers to what a page of questions shows."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from msq.desk.reading.response import Look
from msq.instrument.codes import (
    Path,
    instance_code,
    row_code,
    rows_around,
    split_instance,
    split_row,
    stands_in,
)
from msq.instrument.expression import Call, Literal, Reference, parse
from msq.instrument.item_types import RANKING, unit_of
from msq.instrument.item_types.files import FILES, references
from msq.instrument.item_types.rankings import ranks_of
from msq.instrument.model import Entry, Group, Item, Text, in_language
from msq.problems import Problem
from msq.response.offering import offered
from msq.response.revisions import Revision
from msq.response.rows import Rows, rows_in
from msq.response.values import MISSING_TEXTS, NO_ANSWER, Answer, choices_of, raw_of, shown
from msq.web.questions import (
    MOST_ACROSS,
    Block,
    Field,
    FileLink,
    InnerGroup,
    Offer,
    Option,
    Question,
    Row,
    When,
    file_link,
)


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
        new_row: the repeating group that gets one more row, with the rows around it.
        kept: items whose rows are drawn though they may hold no answer, for a person types there.
        queried_too: whether what is queried is drawn even where it is no longer asked, so that
            nobody waits for an answer to a question that nobody sees.
    """

    look: Look
    language: str
    second: str = ""
    typed: Mapping[str, Typed] = field(default_factory=dict)
    errors: Mapping[str, Problem] = field(default_factory=dict)
    new_row: str = ""
    kept: Collection[str] = ()
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

    def field(self, code: str) -> Field:
        """Return one item with its control, wherever it stands.

        Raises:
            NotFound: there is no such item.
        """
        return self._field(self.look.instrument.item(code), split_instance(code)[1], in_cell=False)

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
        return self._bare(entry, questions=(self._question(entry.items),))

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
        rows, may_add = self._rows(entry, ())
        return self._bare(entry, rows=rows, row_title=self._text(entry.row_title), may_add=may_add)

    def _rows(self, group: Entry | Group, path: Path) -> tuple[tuple[Row, ...], bool]:
        """Return the rows of a group inside of other rows, and whether one more can be added."""
        here = instance_code(group.code, path)
        numbers = self._numbers.get(here, [])
        # A row to which something is added inside stays on the page though it holds nothing yet.
        around = (split_row(row) for row in rows_around(self.new_row))
        wanted = any(one == here and number not in numbers for one, number in around)
        add = self.new_row == here or wanted or not numbers
        new = max(numbers, default=0) + 1 if add and len(numbers) < group.max_rows else 0
        numbers = [*numbers, new] if new else numbers
        rows = tuple(
            Row(
                row_code(here, number),
                self._text(group.row_title),
                "",
                number=number,
                parts=tuple(self._parts(group, (*path, number))),
                new=number == new or number not in self._there.get(here, ()),
            )
            for number in numbers
        )
        return rows, len(numbers) < group.max_rows

    @cached_property
    def _numbers(self) -> Rows:
        """The rows that are drawn of each group, those too that are drawn without an answer."""
        return self._rows_with(*self.typed, *self.kept)

    @cached_property
    def _there(self) -> Rows:
        """The rows that are there already: what is typed into others makes them."""
        return self._rows_with()

    def _rows_with(self, *typed: str) -> Rows:
        """Return the rows of what is answered, came along or is queried, and of these items."""
        look = self.look
        others = [*typed, *(look.queries if self.queried_too else ())]
        others += look.along.carried if look.along else ()
        said = {**look.answers, **dict.fromkeys(others, Answer(value="?"))}
        return rows_in(said, look.instrument.calculated)

    def _parts(self, group: Entry | Group, path: Path) -> Iterator[Question | InnerGroup]:
        """Yield what stands in a row, in order, left out groups that cannot be asked there."""
        contents = self.look.instrument.contents[group.code]
        items = [part for part in contents if isinstance(part, Item)]
        for part in contents:
            if isinstance(part, Group):
                inner = self._inner(part, path)
                always = not part.relevant
                if always or inner.asked or inner.when or (self.queried_too and inner.queried):
                    yield inner
            elif not part.lead:
                yield self._question([part, *(one for one in items if one.lead == part.code)], path)

    def _inner(self, group: Group, path: Path) -> InnerGroup:
        code = instance_code(group.code, path)
        rows, may_add = self._rows(group, path)
        return InnerGroup(
            code=code,
            text=self._text(group.text),
            help=self._text(group.help),
            rows=rows,
            row_title=self._text(group.row_title),
            required=group.required,
            asked=self.look.relevance.asks_group(code),
            when=self._when(group, path),
            may_add=may_add,
            second=self._beside(group.text),
        )

    def _question(
        self, items: list[Item] | tuple[Item, ...], path: Path = (), *, in_cell: bool = False
    ) -> Question:
        lead, *parts = (self._field(item, path, in_cell=in_cell) for item in items)
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
            unfolds=bool(parts),
        )

    def _field(self, item: Item, path: Path, *, in_cell: bool) -> Field:
        code = instance_code(item.code, path)
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
            files=self._files(item, answer),
            asked=relevance.asks(code),
            when=self._when(item, path),
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
            link=None if typed else self.look.links.get(str(answer.value)),
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
        item = self.look.instrument.item(code)
        return Offer(text, along.source.edition_name, self._files(item, one.answer))

    def _files(self, item: Item, answer: Answer) -> tuple[FileLink, ...]:
        """Return the files of an answer, where it is asked for files."""
        if item.type != FILES:
            return ()
        look = self.look
        return tuple(
            file_link(
                look.edition.code,
                look.response.unit.code,
                one,
                look.files[one.sha256].size if one.sha256 in look.files else 0,
            )
            for one in references(answer.value)
        )

    def _text(self, text: Text) -> str:
        return in_language(text, self.language)

    def _beside(self, text: Text) -> str:
        """Return a text in the second language, empty where there is none or it has none."""
        return text.get(self.second, "") if self.second != self.language else ""

    def _when(self, part: Item | Group, path: Path) -> When | None:
        found, instrument = simple_condition(part.relevant), self.look.instrument
        if found is None or not path:
            return found
        group = instrument.group_of[found.item]
        if not stands_in(instrument.group_of[part.code], group):
            return found
        return When(instance_code(found.item, path[: instrument.depth(found.item)]), found.values)

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
