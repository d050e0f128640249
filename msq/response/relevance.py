"""Which items are asked, given the answers so far.

Source of the rules: XLSForm's ``relevant``. The answer to an item that is not asked counts as
blank for all others; it stays in the record and comes back when the item is asked again.
"""

from msq.instrument.evaluate import BLANK, Operand, holds
from msq.instrument.expression import parse
from msq.instrument.model import Instrument, Item, instance_code, split_instance
from msq.response.values import NO_ANSWER, Answers, operand


class Relevance:
    """The relevance of every item for one set of answers; each is worked out once, when asked."""

    def __init__(self, instrument: Instrument, answers: Answers) -> None:
        """Look at answers; they must not change while this object is in use."""
        self._instrument = instrument
        self._answers = answers
        self._known: dict[str, bool] = {}

    def asks(self, code: str) -> bool:
        """Return whether an item is asked.

        Raises:
            NotFound: there is no such item.
        """
        if code not in self._known:
            self._known[code] = self._work_out(code)
        return self._known[code]

    def _work_out(self, code: str) -> bool:
        item = self._instrument.item(code)
        entry = self._instrument.entry_of[item.code]
        _, row = split_instance(code)
        if entry.relevant and not holds(parse(entry.relevant), self.lookup(0)):
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
        return _Lookup(self, row, item)

    def operand(self, code: str) -> Operand:
        """Return an item's answer as expressions see it: blank where it is not asked."""
        if not self.asks(code):
            return BLANK
        item = self._instrument.item(code)
        return operand(item, self._answers.get(code, NO_ANSWER))

    def needs_row(self, code: str) -> bool:
        """Return whether an item stands in a repeating group."""
        item = self._instrument.items[code]
        return self._instrument.entry_of[item.code].kind == "repeat"

    def rows(self, entry_code: str) -> list[int]:
        """Return the numbers of the rows of a repeating group that hold an answer."""
        return rows_of(entry_code, self._answers)


class _Lookup:
    def __init__(self, relevance: Relevance, row: int, item: Item | None) -> None:
        self._relevance, self._row, self._item = relevance, row, item

    def __call__(self, code: str) -> Operand:
        if not self._relevance.needs_row(code):
            return self._relevance.operand(code)
        here = self._item is not None and self._item.within == code.partition(".")[0]
        return self._relevance.operand(instance_code(code, self._row)) if here else BLANK


def _beside(code: str, row: int) -> str:
    return instance_code(code, row) if row else code


def rows_of(entry_code: str, answers: Answers) -> list[int]:
    """Return the numbers of the rows of a repeating group that hold an answer, in order."""
    start = f"{entry_code}["
    return sorted(
        {
            split_instance(code)[1]
            for code, answer in answers.items()
            if code.startswith(start) and not answer.is_blank
        }
    )


def all_codes(instrument: Instrument, answers: Answers) -> list[str]:
    """Return the codes of all items in order, with those of each row that holds an answer."""
    codes: list[str] = []
    for entry in instrument.entries.values():
        if entry.kind == "repeat":
            for row in rows_of(entry.code, answers):
                codes += [instance_code(item.code, row) for item in entry.items]
        else:
            codes += [item.code for item in entry.items]
    return codes


def asked_codes(instrument: Instrument, answers: Answers) -> list[str]:
    """Return the codes of all items that are asked, in the order of the questionnaire."""
    relevance = Relevance(instrument, answers)
    return [code for code in all_codes(instrument, answers) if relevance.asks(code)]


def asked_answers(instrument: Instrument, answers: Answers) -> Answers:
    """Return the answers that count: given, and to items that are asked; in order."""
    return {
        code: answers[code]
        for code in asked_codes(instrument, answers)
        if code in answers and not answers[code].is_blank
    }
