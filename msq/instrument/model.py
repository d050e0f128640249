"""What an instrument is: sections, entries and items, all immutable.

An *entry* stands under one number on the page: a single item with its details, a table, a
repeating group or a note. An *item* is one answerable thing with a code of its own; every
revision, verdict and exported cell belongs to exactly one item.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Literal

import msgspec

from msq.instrument.expression import over_rows, parse, references, row_by_row
from msq.problems import NotFound

Text = dict[str, str]
Tags = dict[str, tuple[str, ...]]
CHOICE_ITSELF = "name"
"""What a choice filter calls the code of the choice that it looks at."""
MISSING_REASONS = ("not_applicable", "not_available", "refused")

_INSTANCE = re.compile(r"([A-Z][0-9]+)\[([1-9][0-9]{0,3})\]\.([a-z][a-z0-9_.]*)")


def in_language(text: Text, language: str) -> str:
    """Return a text in a language, else in English, else in any, else empty."""
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


class Record(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of all parts of a form: immutable, and written without what is left at its default."""


class Choice(Record, frozen=True):
    """One entry of a codelist. ``specify`` asks which other; ``exclusive`` clears the others.

    ``attributes`` are what a choice filter looks at, beside the code, which it calls ``name``.
    """

    code: str
    text: Text
    specify: bool = False
    exclusive: bool = False
    attributes: dict[str, str] = {}


class Item(Record, frozen=True):
    """One answerable thing.

    ``lead`` names the item whose answer this one details (the title of the law that exists);
    ``within`` names the table or repeating group it stands in. ``min`` and ``max`` are exact
    decimals written as text. ``missing`` lists the missing reasons that may be given. ``personal``
    is said of the item itself; a section says it of all its items (``Instrument.is_personal``).
    ``required_if`` says when an item is required that is not always so; ``calculation`` is what a
    calculated item comes to; ``choice_filter`` which of the choices are offered.
    """

    code: str
    concept: str
    type: str
    text: Text
    help: Text = {}
    required: bool = False
    relevant: str = ""
    constraint: str = ""
    constraint_message: Text = {}
    min: str = ""
    max: str = ""
    max_length: int = 0
    choices: str = ""
    missing: tuple[str, ...] = ()
    unit: Text = {}
    lead: str = ""
    within: str = ""
    row: str = ""
    column: str = ""
    tags: Tags = {}
    personal: bool = False
    required_if: str = ""
    calculation: str = ""
    choice_filter: str = ""


class Line(Record, frozen=True):
    """One row or column heading of a table."""

    code: str
    text: Text
    help: Text = {}


class Entry(Record, frozen=True):
    """What stands under one number: see the module's docstring."""

    code: str
    kind: Literal["item", "table", "repeat", "note"]
    text: Text
    help: Text = {}
    required: bool = False
    relevant: str = ""
    items: tuple[Item, ...] = ()
    rows: tuple[Line, ...] = ()
    columns: tuple[Line, ...] = ()
    max_rows: int = 0
    row_title: Text = {}


Strength = Literal["error", "warning", "note"]


class Check(Record, frozen=True):
    """What must agree across items: ``expression`` holds where all is well.

    An error stops a submission; a warning can be passed with a written reason; a note informs.
    ``items`` are those it is about: it is silent while one of them has no answer.
    """

    code: str
    expression: str
    strength: Strength
    message: Text
    items: tuple[str, ...]


class Section(Record, frozen=True):
    """One page of the questionnaire. ``minutes`` is the estimated time to fill it."""

    code: str
    title: Text
    intro: Text = {}
    minutes: int = 0
    personal: bool = False
    entries: tuple[Entry, ...] = ()
    relevant: str = ""
    checks: tuple[Check, ...] = ()


class Form(Record, frozen=True):
    """The content of an instrument: what is stored, compared and hashed."""

    code: str
    title: Text
    unit_kind: str = ""
    languages: tuple[str, ...] = ("en",)
    codelists: dict[str, tuple[Choice, ...]] = {}
    tags: dict[str, Text] = {}
    sections: tuple[Section, ...] = ()


def split_instance(code: str) -> tuple[str, int]:
    """Return the definition's code and the row of an item in a repeating group.

    ``B12[3].name`` gives ``("B12.name", 3)``; a code outside a repeating group has row 0.
    """
    if "[" not in code:  # nearly all, and asked very often
        return code, 0
    match = _INSTANCE.fullmatch(code)
    return (f"{match[1]}.{match[3]}", int(match[2])) if match else (code, 0)


def row_of(code: str) -> str:
    """Return the row in which an item stands: ``B12[3]`` of ``B12[3].name``; empty for none."""
    row, bracket, _ = code.partition("]")
    return row + bracket if bracket else ""


def instance_code(definition: str, row: int) -> str:
    """Return the code of a repeating item in a row: ``B12.name`` and 3 give ``B12[3].name``."""
    group, _, field = definition.partition(".")
    return f"{group}[{row}].{field}"


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
