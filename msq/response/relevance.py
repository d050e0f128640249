"""Which items are asked, given the answers so far.

Source of the rules: XLSForm's ``relevant``. The answer to an item that is not asked counts as
blank for all others; it stays in the record and comes back when the item is asked again.
"""

from collections.abc import Iterator

from msq.instrument.evaluate import BLANK, Operand, holds
from msq.instrument.expression import parse
from msq.instrument.model import Instrument, Item, instance_code, split_instance
from msq.problems import BadForm
from msq.response.values import NO_ANSWER, Answers, operand


class Relevance:
    """The relevance of every item for one set of answers; each is worked out once, when asked."""

    def __init__(self, instrument: Instrument, answers: Answers) -> None:
        """Look at answers; they must not change while this object is in use."""
        self._instrument = instrument
        self._answers = answers
        self._known: dict[str, bool] = {}
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

    def _needs(self, code: str) -> Iterator[str]:
        """Yield the items that decide whether an item is asked: those of its own row, if any."""
        item = self._instrument.item(code)
        _, row = split_instance(code)
        for other in self._instrument.relevance_needs[item.code]:
            if not self._instrument.repeats(other):
                yield other
            elif row and _same_group(item, other):
                yield instance_code(other, row)

    def _work_out(self, code: str) -> bool:
        item = self._instrument.item(code)
        _, row = split_instance(code)
        if not self.asks_entry(self._instrument.entry_of[item.code].code):
            return False
        if item.lead and not self.asks(_beside(item.lead, row)):
            return False
        return not item.relevant or holds(parse(item.relevant), self.lookup(row, item))

    def asks_entry(self, code: str) -> bool:
        """Return whether an entry's own condition holds, whatever its items."""
        source = self._instrument.entries[code].relevant
        return not source or holds(parse(source), self.lookup(0))

    def lookup(self, row: int, item: Item | None = None) -> "_Lookup":
        """Return the look-up that expressions of an item in a row use."""
        return _Lookup(self, self._instrument, row, item)

    def operand(self, code: str) -> Operand:
        """Return an item's answer as expressions see it: blank where it is not asked."""
        if not self.asks(code):
            return BLANK
        item = self._instrument.item(code)
        return operand(item, self._answers.get(code, NO_ANSWER))

    def rows(self, entry_code: str) -> list[int]:
        """Return the numbers of the rows of a repeating group that hold an answer, in order."""
        if entry_code not in self._rows:
            self._rows[entry_code] = rows_of(entry_code, self._answers)
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


def _same_group(item: Item, code: str) -> bool:
    return item.within == code.partition(".")[0]


def _beside(code: str, row: int) -> str:
    return instance_code(code, row) if row else code


def rows_of(entry_code: str, answers: Answers) -> list[int]:
    """Return the numbers of the rows of a repeating group that hold an answer, in order."""
    start = f"{entry_code}["
    rows = {
        split_instance(code)[1]
        for code, answer in answers.items()
        if code.startswith(start) and not answer.is_blank
    }
    return sorted(rows - {0})


def all_codes(instrument: Instrument, answers: Answers) -> list[str]:
    """Return the codes of all items in order, with those of each row that holds an answer.

    A repeating group that is required has a first row even where nothing was said yet.
    """
    codes: list[str] = []
    for entry in instrument.entries.values():
        if entry.kind == "repeat":
            for row in rows_of(entry.code, answers) or ([1] if entry.required else []):
                codes += [instance_code(item.code, row) for item in entry.items]
        else:
            codes += [item.code for item in entry.items]
    return codes


def asked_codes(instrument: Instrument, answers: Answers) -> list[str]:
    """Return the codes of all items that are asked, in the order of the questionnaire."""
    relevance = Relevance(instrument, answers)
    return [code for code in all_codes(instrument, answers) if relevance.asks(code)]
