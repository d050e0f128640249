"""Which items are asked, given the answers so far, and what those come to that are calculated.

Source of the rules: XLSForm's ``relevant`` and ``calculation``. The answer to an item that is not
asked counts as blank for all others; it stays in the record and comes back when the item is asked
again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from msq.instrument.codes import Path, instance_code, split_instance, stands_in
from msq.instrument.evaluate import BLANK, Around, Operand, evaluate
from msq.instrument.expression import parse
from msq.instrument.item_types import Value
from msq.instrument.item_types.calculated import kept
from msq.instrument.whole import Instrument
from msq.problems import BadForm
from msq.response.rows import Rows, codes_in_row, codes_in_rows, paths_of, rows_in
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
        """Yield the items that decide on an item, of its own rows or of all rows."""
        instrument, item = self._instrument, self._instrument.item(code)
        seen = self.lookup(code)
        for other in instrument.needs_in_own_row[item.code]:
            yield from seen.once(other)
        for other in instrument.needs_in_all_rows[item.code]:
            yield from seen.in_all_rows(other)

    def _work_out(self, code: str) -> bool:
        instrument = self._instrument
        item, path = instrument.item(code), split_instance(code)[1]
        if not self.asks_entry(instrument.entry_of[item.code].code):
            return False
        for group in instrument.inner_groups(item.code):
            if not self.asks_group(instance_code(group.code, path[: instrument.depth(group.code)])):
                return False
        if item.lead and not self.asks(instance_code(item.lead, path)):
            return False
        return not item.relevant or self.holds(item.relevant, code)

    def _calculate(self, code: str) -> None:
        """Work out a calculated item; all that it looks at is known by now."""
        definition, _ = split_instance(code)
        if definition in self._instrument.calculated and self._known[code]:
            item = self._instrument.items[definition]
            self._calculated[code] = self.value(item.calculation, code)

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

    def asks_group(self, code: str) -> bool:
        """Return whether the conditions of a repeating group hold, whatever its items.

        Args:
            code: with the rows around it: ``J9[2].partner``.
        """
        definition, path = split_instance(code)
        entry = self._instrument.entries[definition.partition(".")[0]]
        if not path:
            return self.asks_entry(definition)
        group = self._instrument.groups[definition]
        return self.asks_entry(entry.code) and (
            not group.relevant or self.holds(group.relevant, code)
        )

    def requires(self, code: str) -> bool:
        """Return whether an item that is asked must be answered."""
        item = self._instrument.item(code)
        return self.holds(item.required_if, code) if item.required_if else item.required

    def value(
        self,
        source: str,
        at: str = "",
        itself: Operand = BLANK,
        attributes: Mapping[str, str] = _NO_ATTRIBUTES,
    ) -> Operand:
        """Return what an expression comes to.

        Args:
            at: the item whose expression it is; empty for one that stands outside of all rows.
            attributes: those of the choice that is looked at.
        """
        lookup = self.lookup(at)
        around = Around(lookup.column, self._today, attributes)
        return evaluate(parse(source), lookup, itself, around)

    def holds(
        self,
        source: str,
        at: str = "",
        itself: Operand = BLANK,
        attributes: Mapping[str, str] = _NO_ATTRIBUTES,
    ) -> bool:
        """Return whether an expression is true: see ``value``."""
        return bool(self.value(source, at, itself, attributes))

    def lookup(self, at: str = "") -> "_Lookup":
        """Return the look-up that expressions of an item use; of none, from outside of all rows."""
        return _Lookup(self, self._instrument, at)

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

    @cached_property
    def rows(self) -> Rows:
        """The rows of repeating groups that hold an answer."""
        return rows_in(self._answers, self._instrument.calculated)

    def says_something(self, group: str, path: Path) -> bool:
        """Return whether a row of a group holds an answer that counts, in itself or inside."""
        return any(
            not self._answers.get(code, NO_ANSWER).is_blank
            and not self.is_calculated(code)
            and self.asks(code)
            for code in codes_in_row(self._instrument, self.rows, group, path)
        )


class _Lookup:
    """What an expression sees from where it stands.

    One answer of each item outside of rows, of its own row, and of the rows around that. Over
    rows, all of a group: those inside the rows where it stands, where the group has such.
    """

    def __init__(self, relevance: Relevance, instrument: Instrument, at: str) -> None:
        self._relevance, self._instrument = relevance, instrument
        definition, self._path = split_instance(at)
        self._group = instrument.group_of[definition] if at else ""

    def __call__(self, code: str) -> Operand:
        for one in self.once(code):
            return self._relevance.operand(one)
        return BLANK

    def once(self, code: str) -> Iterator[str]:
        """Yield the one item that a code stands for, if it can be seen."""
        if stands_in(self._group, self._instrument.group_of[code]):
            yield instance_code(code, self._path[: self._instrument.depth(code)])

    def in_all_rows(self, code: str) -> Iterator[str]:
        """Yield the items that a code stands for over rows: all of their rows for a group."""
        for definition in self._instrument.items_of(code):
            group = self._instrument.group_of[definition]
            for path in self._paths(group) if group else [()]:
                yield instance_code(definition, path)

    def column(self, code: str) -> Sequence[Operand]:
        """Return an item's answers in all rows in which it is asked; for a group, its rows."""
        relevance = self._relevance
        if code not in self._instrument.items:
            paths = self._paths(code)
            return [Decimal(path[-1]) for path in paths if relevance.says_something(code, path)]
        if not self._instrument.repeats(code):
            return [relevance.operand(code)]
        return [relevance.operand(one) for one in self.in_all_rows(code) if relevance.asks(one)]

    def _paths(self, group: str) -> list[Path]:
        """Return the paths of a group's rows, inside of the rows around it where this stands."""
        around, own = self._instrument.group_of[group], self._group
        shared = 0
        while around:
            if stands_in(own, around):
                shared = self._instrument.depth(around) + 1
                break
            around = self._instrument.group_of[around]
        return paths_of(self._instrument, self._relevance.rows, group, self._path[:shared])


def all_codes(instrument: Instrument, answers: Answers) -> list[str]:
    """Return the codes of all items in order, with those of each row that holds an answer.

    A repeating group that is required has a first row even where nothing was said yet.
    """
    codes: list[str] = []
    rows = rows_in(answers, instrument.calculated)
    for entry in instrument.entries.values():
        if entry.kind == "repeat":
            codes += codes_in_rows(instrument, rows, entry.code, first=True)
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
