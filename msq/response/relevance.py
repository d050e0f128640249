"""Which items are asked, given the answers so far, and what those come to that are calculated.

Source of the rules: XLSForm's ``relevant`` and ``calculation``. The answer to an item that is not
asked counts as blank for all others; it stays in the record and comes back when the item is asked
again.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msq.instrument.codes import instance_code, split_instance
from msq.instrument.evaluate import BLANK, Around, Operand, evaluate
from msq.instrument.expression import parse
from msq.instrument.item_types import Value
from msq.instrument.item_types.calculated import kept
from msq.instrument.model import Item
from msq.instrument.whole import Instrument
from msq.problems import BadForm
from msq.response.values import NO_ANSWER, Answers, operand

_NO_ATTRIBUTES: Mapping[str, str] = {}


class Relevance:
    """The relevance of every item for one set of answers; each is worked out once, when asked."""

    def __init__(self, instrument: Instrument, answers: Answers, today: date | None = None) -> None:
        """Look at answers; they must not change while this object is in use.

        Args:
            today: what ``today()`` stands for; blank when ``None``.
        """
        self._instrument = instrument
        self._answers = answers
        self._today = today.isoformat() if today else ""
        self._known: dict[str, bool] = {}
        self._entries: dict[str, bool] = {}
        self._calculated: dict[str, Operand] = {}
        self._rows: dict[str, list[int]] = {}

    def asks(self, code: str) -> bool:
        """Return whether an item is asked.

        Raises:
            NotFound: there is no such item.
            BadForm: its relevance depends on itself, which no checked instrument lets happen.
        """
        if code not in self._known:
            self._work_out_in_turn(code)
        return self._known[code]

    def _work_out_in_turn(self, code: str) -> None:
        """Work out first what an item depends on, however long the chain, without recursion."""
        waiting, begun = [code], set[str]()
        while waiting:
            one = waiting[-1]
            if one not in self._known and one not in begun:
                begun.add(one)
                needed = [other for other in self._needs(one) if other not in self._known]
                if not begun.isdisjoint(needed):
                    raise BadForm([f"the relevance of {one} runs in a circle"])
                waiting += needed
            else:
                waiting.pop()
                if one not in self._known:
                    self._known[one] = self._work_out(one)
                    self._calculate(one)

    def _needs(self, code: str) -> Iterator[str]:
        """Yield the items that decide on an item, of its own row or of all rows."""
        instrument, item = self._instrument, self._instrument.item(code)
        _, row = split_instance(code)
        for other in instrument.needs_in_own_row[item.code]:
            if not instrument.repeats(other):
                yield other
            elif row and _same_group(item, other):
                yield instance_code(other, row)
        for other in instrument.needs_in_all_rows[item.code]:
            if not instrument.repeats(other):
                yield other
            else:
                yield from self._in_all_rows(other)

    def _in_all_rows(self, definition: str) -> list[str]:
        entry = self._instrument.entry_of[definition]
        return [instance_code(definition, row) for row in self.rows(entry.code)]

    def _work_out(self, code: str) -> bool:
        item = self._instrument.item(code)
        _, row = split_instance(code)
        if not self.asks_entry(self._instrument.entry_of[item.code].code):
            return False
        if item.lead and not self.asks(_beside(item.lead, row)):
            return False
        return not item.relevant or self.holds(item.relevant, row, item)

    def _calculate(self, code: str) -> None:
        """Work out a calculated item; all that it looks at is known by now."""
        definition, row = split_instance(code)
        if definition in self._instrument.calculated and self._known[code]:
            item = self._instrument.items[definition]
            self._calculated[code] = self.value(item.calculation, row, item)

    def asks_section(self, code: str) -> bool:
        """Return whether a section's own condition holds."""
        source = self._instrument.section(code).relevant
        return not source or self.holds(source)

    def asks_entry(self, code: str) -> bool:
        """Return whether an entry's own condition and its section's hold, whatever its items."""
        if code not in self._entries:
            around = self._instrument.section_with[code], self._instrument.entries[code]
            self._entries[code] = all(
                not one.relevant or self.holds(one.relevant) for one in around
            )
        return self._entries[code]

    def requires(self, code: str) -> bool:
        """Return whether an item that is asked must be answered."""
        item = self._instrument.item(code)
        if not item.required_if:
            return item.required
        return self.holds(item.required_if, split_instance(code)[1], item)

    def value(
        self,
        source: str,
        row: int = 0,
        item: Item | None = None,
        itself: Operand = BLANK,
        attributes: Mapping[str, str] = _NO_ATTRIBUTES,
    ) -> Operand:
        """Return what an expression comes to, as an item in a row sees it.

        Args:
            attributes: those of the choice that is looked at.
        """
        lookup = self.lookup(row, item)
        around = Around(lookup.column, self._today, attributes)
        return evaluate(parse(source), lookup, itself, around)

    def holds(
        self,
        source: str,
        row: int = 0,
        item: Item | None = None,
        itself: Operand = BLANK,
        attributes: Mapping[str, str] = _NO_ATTRIBUTES,
    ) -> bool:
        """Return whether an expression is true, as an item in a row sees it."""
        return bool(self.value(source, row, item, itself, attributes))

    def lookup(self, row: int, item: Item | None = None) -> "_Lookup":
        """Return the look-up that expressions of an item in a row use."""
        return _Lookup(self, self._instrument, row, item)

    def operand(self, code: str) -> Operand:
        """Return an item's answer as expressions see it: blank where it is not asked.

        A calculated item is what it comes to now, whatever was recorded of it.
        """
        if not self.asks(code):
            return BLANK
        item = self._instrument.item(code)
        if item.calculation:
            return self._calculated[code]
        return operand(item, self._answers.get(code, NO_ANSWER))

    def is_calculated(self, code: str) -> bool:
        """Return whether an item's value follows from other answers."""
        return bool(self._instrument.item(code).calculation)

    def calculated(self, code: str) -> Value | None:
        """Return what a calculated item comes to as it is recorded; ``None`` where it is blank."""
        return kept(self.operand(code))

    def column(self, code: str) -> Sequence[Operand]:
        """Return an item's answers in all rows in which it is asked; for a group, its rows."""
        instrument = self._instrument
        if code not in instrument.items:
            return [Decimal(row) for row in self.rows(code) if self._says_something(code, row)]
        if not instrument.repeats(code):
            return [self.operand(code)]
        return [self.operand(one) for one in self._in_all_rows(code) if self.asks(one)]

    def _says_something(self, entry_code: str, row: int) -> bool:
        codes = [
            instance_code(item.code, row) for item in self._instrument.entries[entry_code].items
        ]
        return any(
            not self._answers.get(code, NO_ANSWER).is_blank and self.asks(code) for code in codes
        )

    def rows(self, entry_code: str) -> list[int]:
        """Return the numbers of the rows of a repeating group that hold an answer, in order."""
        if entry_code not in self._rows:
            self._rows[entry_code] = rows_of(entry_code, self._answers, self._instrument.calculated)
        return self._rows[entry_code]


class _Lookup:
    def __init__(
        self, relevance: Relevance, instrument: Instrument, row: int, item: Item | None
    ) -> None:
        self._relevance, self._instrument = relevance, instrument
        self._row, self._item = row, item

    def __call__(self, code: str) -> Operand:
        if not self._instrument.repeats(code):
            return self._relevance.operand(code)
        if self._item is None or not self._row or not _same_group(self._item, code):
            return BLANK
        return self._relevance.operand(instance_code(code, self._row))

    def column(self, code: str) -> Sequence[Operand]:
        return self._relevance.column(code)


def _same_group(item: Item, code: str) -> bool:
    return item.within == code.partition(".")[0]


def _beside(code: str, row: int) -> str:
    return instance_code(code, row) if row else code


def rows_of(
    entry_code: str, answers: Answers, calculated: Collection[str] = frozenset()
) -> list[int]:
    """Return the numbers of the rows of a repeating group that hold an answer, in order.

    Args:
        calculated: the definitions of calculated items: what was recorded of them is no answer.
    """
    start = f"{entry_code}["
    found = (
        split_instance(code)
        for code, answer in answers.items()
        if code.startswith(start) and not answer.is_blank
    )
    return sorted({row for code, row in found if code not in calculated} - {0})


def all_codes(instrument: Instrument, answers: Answers) -> list[str]:
    """Return the codes of all items in order, with those of each row that holds an answer.

    A repeating group that is required has a first row even where nothing was said yet.
    """
    codes: list[str] = []
    calculated = instrument.calculated
    for entry in instrument.entries.values():
        if entry.kind == "repeat":
            for row in rows_of(entry.code, answers, calculated) or ([1] if entry.required else []):
                codes += [instance_code(item.code, row) for item in entry.items]
        else:
            codes += [item.code for item in entry.items]
    return codes


def asked_answers(instrument: Instrument, answers: Answers, today: date | None = None) -> Answers:
    """Return the answers to items that are asked, in the order of the questionnaire."""
    codes = asked_codes(instrument, answers, today)
    return {code: answers[code] for code in codes if code in answers}


def asked_codes(instrument: Instrument, answers: Answers, today: date | None = None) -> list[str]:
    """Return the codes of all items that are asked, in the order of the questionnaire."""
    relevance = Relevance(instrument, answers, today)
    return [code for code in all_codes(instrument, answers) if relevance.asks(code)]
