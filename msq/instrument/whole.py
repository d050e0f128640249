"""The whole instrument: a form with the look-ups that pages and checks need."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import msgspec

from msq.instrument.codes import split_instance, stands_in
from msq.instrument.expression import over_rows, parse, references, row_by_row
from msq.instrument.model import Check, Choice, Entry, Form, Group, Item, Section, Text
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
    def groups(self) -> dict[str, Entry | Group]:
        """Every repeating group by code, those in the rows of others behind these."""
        return {
            group.code: group
            for entry in self.entries.values()
            if entry.kind == "repeat"
            for group in entry.every_group
        }

    @cached_property
    def group_of(self) -> dict[str, str]:
        """The innermost group in whose rows each item definition or group stands, else empty."""
        found = {
            item.code: item.within if item.within in self.groups else ""
            for item in self.items.values()
        }
        return found | {code: code.rpartition(".")[0] for code in self.groups}

    @cached_property
    def contents(self) -> dict[str, tuple[Item | Group, ...]]:
        """What stands in a row of each repeating group, in order: fields, and groups."""
        found: dict[str, dict[str, Item | Group]] = {code: {} for code in self.groups}
        for entry in self.entries.values():
            inside = {group.code: group for group in entry.groups}
            for item in entry.items if entry.kind == "repeat" else ():
                found[item.within][item.code] = item
                if item.within in inside:
                    found[entry.code].setdefault(item.within, inside[item.within])
        return {code: tuple(parts.values()) for code, parts in found.items()}

    def lead_field(self, group: str) -> Item:
        """Return the first item of a row of a repeating group that is its own."""
        return next(one for one in self.contents[group] if isinstance(one, Item))

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each item definition in the questionnaire, from 0."""
        return {code: place for place, code in enumerate(self.items)}

    @cached_property
    def needs(self) -> dict[str, frozenset[str]]:
        """For each item definition, the items that decide whether it is asked and what it is."""
        return {
            item.code: frozenset().union(*(self.items_of(code) for code in self._looks_at(item)))
            for item in self.items.values()
        }

    @cached_property
    def needs_in_all_rows(self) -> dict[str, frozenset[str]]:
        """The items and groups that an item looks at in every row of their repeating group."""
        return {
            item.code: frozenset(
                code for source in self._logic_of(item) for code in over_rows(parse(source))
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
        sources = (*self.conditions_around(item.code), item.relevant, item.calculation)
        return [source for source in sources if source]

    def conditions_around(self, definition: str) -> tuple[str, ...]:
        """Return the conditions of what an item stands in, the widest first; some may be empty."""
        around = self.section_of[definition].relevant, self.entry_of[definition].relevant
        return (*around, *(group.relevant for group in self.inner_groups(definition)))

    def inner_groups(self, definition: str) -> tuple[Group, ...]:
        """Return the groups inside the rows of another in which an item stands."""
        innermost = self.group_of[definition]
        groups = self.entry_of[definition].groups
        return tuple(one for one in groups if stands_in(innermost, one.code))

    def _looks_at(self, item: Item) -> frozenset[str]:
        found = {code for source in self._logic_of(item) for code in references(parse(source))}
        return frozenset(found | {item.lead} if item.lead else found)

    def items_of(self, code: str) -> tuple[str, ...]:
        """Return the items that a code of an expression stands for: several for a group's code."""
        if code in self.items:
            return (code,)
        if code in self.groups:
            entry = self.entries[code.partition(".")[0]]
            return tuple(one.code for one in entry.items if stands_in(one.within, code))
        if code not in self.entries:
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
        definition, path = split_instance(code)
        item = self.items.get(definition)
        if item is None or self.depth(definition) != len(path):
            raise NotFound("There is no item {item} in this questionnaire.", item=code)
        return item

    def texts_naming(self, item: Item) -> tuple[Text, ...]:
        """Return the texts that name an item: its table or group's, its row's, its own."""
        entry = self.entry_of[item.code]
        rows = [row.text for row in entry.rows if row.code == item.row]
        return tuple(text for text in (entry.text, *rows, item.text) if text)

    def repeats(self, definition: str) -> bool:
        """Return whether an item definition stands in a repeating group."""
        return bool(self.group_of[definition])

    def depth(self, definition: str) -> int:
        """Return in how many repeating groups, one inside the other, an item or group stands."""
        group = self.group_of[definition]
        return group.count(".") + 1 if group else 0

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

    def sort_key(self, code: str) -> tuple[int, ...]:
        """Return a key that sorts item codes as they stand on the page, row by row.

        A code that this instrument does not know comes last.
        """
        definition, path = split_instance(code)
        place = self.order.get(definition, len(self.order))
        if not path or not self.group_of.get(definition):
            return (place,)
        parts = definition.split(".")
        groups = (".".join(parts[:level]) for level in range(1, len(path) + 1))
        around = zip((self._first[one] for one in groups if one in self._first), path, strict=False)
        return (*(number for pair in around for number in pair), place)

    @cached_property
    def _first(self) -> dict[str, int]:
        """The place of the first item of each repeating group."""
        return {code: self.order[self.items_of(code)[0]] for code in self.groups}
