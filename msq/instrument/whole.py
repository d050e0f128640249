"""The whole instrument: a form with the look-ups that pages and checks need."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import msgspec

from msq.instrument.codes import split_instance
from msq.instrument.expression import over_rows, parse, references, row_by_row
from msq.instrument.model import Check, Choice, Entry, Form, Item, Section
from msq.problems import NotFound


@dataclass(frozen=True)
class Instrument:
    """A form with the look-ups that pages and checks need."""

    form: Form

    @classmethod
    def from_bytes(cls, content: bytes) -> "Instrument":
        """Rebuild an instrument from its canonical bytes."""
        return cls(msgspec.json.decode(content, type=Form))

    @cached_property
    def content(self) -> bytes:
        """The canonical bytes: sorted JSON, the same for the same form."""
        return msgspec.json.encode(self.form, order="sorted")

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
        return sha256(self.content).hexdigest()

    @property
    def code(self) -> str:
        """The instrument's code."""
        return self.form.code

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in order."""
        return self.form.sections

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by code, in questionnaire order; repeating items by their definition."""
        return {
            item.code: item
            for section in self.form.sections
            for entry in section.entries
            for item in entry.items
        }

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every entry by code."""
        return {entry.code: entry for section in self.sections for entry in section.entries}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section of each item definition."""
        return {
            item.code: section
            for section in self.form.sections
            for entry in section.entries
            for item in entry.items
        }

    @cached_property
    def section_with(self) -> dict[str, Section]:
        """The section of each entry."""
        return {entry.code: section for section in self.sections for entry in section.entries}

    @cached_property
    def entry_of(self) -> dict[str, Entry]:
        """The entry of each item definition."""
        return {item.code: entry for entry in self.entries.values() for item in entry.items}

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each item definition in the questionnaire, from 0."""
        return {code: place for place, code in enumerate(self.items)}

    @cached_property
    def needs(self) -> dict[str, frozenset[str]]:
        """For each item definition, the items that decide whether it is asked and what it is."""
        return {
            item.code: frozenset().union(*(self._items_of(code) for code in self._looks_at(item)))
            for item in self.items.values()
        }

    @cached_property
    def needs_in_all_rows(self) -> dict[str, frozenset[str]]:
        """Those of ``needs`` that an item looks at in every row of their repeating group."""
        return {
            item.code: frozenset(
                code
                for source in self._logic_of(item)
                for looked_at in over_rows(parse(source))
                for code in self._items_of(looked_at)
            )
            for item in self.items.values()
        }

    @cached_property
    def needs_in_own_row(self) -> dict[str, frozenset[str]]:
        """Those of ``needs`` that an item looks at once: in its own row, or outside of rows."""
        return {
            item.code: frozenset(
                {code for source in self._logic_of(item) for code in row_by_row(parse(source))}
                | ({item.lead} if item.lead else set())
            )
            for item in self.items.values()
        }

    @cached_property
    def calculated(self) -> frozenset[str]:
        """The item definitions whose value follows from other answers."""
        return frozenset(item.code for item in self.items.values() if item.calculation)

    def _logic_of(self, item: Item) -> list[str]:
        """Return the expressions that decide whether an item is asked, and what it comes to."""
        section, entry = self.section_of[item.code], self.entry_of[item.code]
        sources = (section.relevant, entry.relevant, item.relevant, item.calculation)
        return [source for source in sources if source]

    def _looks_at(self, item: Item) -> frozenset[str]:
        found = {code for source in self._logic_of(item) for code in references(parse(source))}
        return frozenset(found | {item.lead} if item.lead else found)

    def _items_of(self, code: str) -> tuple[str, ...]:
        """Return the items that a code of an expression stands for: several for a group's code."""
        if code in self.items or code not in self.entries:
            return (code,)
        return tuple(item.code for item in self.entries[code].items)

    @cached_property
    def checks(self) -> dict[str, Check]:
        """Every check across items by its code, in order."""
        return {check.code: check for section in self.sections for check in section.checks}

    def item(self, code: str) -> Item:
        """Return the definition of an item, also for a row of a repeating group.

        Raises:
            NotFound: the instrument has no such item, a row is named where there are none, or
                none is named where there are rows.
        """
        definition, row = split_instance(code)
        item = self.items.get(definition)
        if item is None or self.repeats(definition) != (row > 0):
            raise NotFound("There is no item {item} in this questionnaire.", item=code)
        return item

    def repeats(self, definition: str) -> bool:
        """Return whether an item definition stands in a repeating group."""
        return self.entry_of[definition].kind == "repeat"

    def is_personal(self, code: str) -> bool:
        """Return whether the answer to an item is about a person, by its own mark or its section's.

        Raises:
            NotFound: there is no such item.
        """
        item = self.item(code)
        return item.personal or self.section_of[item.code].personal

    def section(self, code: str) -> Section:
        """Return a section by its code.

        Raises:
            NotFound: there is none.
        """
        for section in self.form.sections:
            if section.code == code:
                return section
        raise NotFound("There is no section {section} in this questionnaire.", section=code)

    def choices(self, item: Item) -> tuple[Choice, ...]:
        """Return the choices of an item, empty when its type has none."""
        return self.form.codelists.get(item.choices, ())

    def sort_key(self, code: str) -> tuple[int, int, int]:
        """Return a key that sorts item codes as they stand on the page, row by row.

        A code that this instrument does not know comes last.
        """
        definition, row = split_instance(code)
        place = self.order.get(definition, len(self.order))
        if row and definition in self.entry_of:
            first = self.order[self.entry_of[definition].items[0].code]
            return (first, row, place)
        return (place, 0, 0)
