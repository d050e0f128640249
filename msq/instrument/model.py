"""What an instrument is: sections, entries and items, all immutable.

An *entry* stands under one number on the page: a single item with its details, a table, a
repeating group or a note. An *item* is one answerable thing with a code of its own; every
revision, verdict and exported cell belongs to exactly one item.
"""

from typing import Literal

import msgspec

Text = dict[str, str]
Tags = dict[str, tuple[str, ...]]
CHOICE_ITSELF = "name"
"""What a choice filter calls the code of the choice that it looks at."""
MISSING_REASONS = ("not_applicable", "not_available", "refused")


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
    ``within`` names the table or the innermost repeating group it stands in. ``min`` and ``max``
    are exact decimals written as text. ``missing`` lists the missing reasons that may be given.
    ``personal`` is said of the item itself; a section says it of all its items
    (``Instrument.is_personal``).
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


class Group(Record, frozen=True):
    """A repeating group in the rows of another one; ``required`` asks for a row in each of these.

    Its fields are items of the entry, ``within`` it.
    """

    code: str
    text: Text
    help: Text = {}
    required: bool = False
    relevant: str = ""
    max_rows: int = 0
    row_title: Text = {}


class Entry(Record, frozen=True):
    """What stands under one number: see the module's docstring.

    ``groups`` are the repeating groups in the rows of a repeating group; ``items`` has their fields
    where they stand among the others.
    ``rows_from`` names the codelist whose choices are the ``rows`` of a table.
    """

    code: str
    kind: Literal["item", "table", "repeat", "note"]
    text: Text
    help: Text = {}
    required: bool = False
    relevant: str = ""
    items: tuple[Item, ...] = ()
    rows: tuple[Line, ...] = ()
    columns: tuple[Line, ...] = ()
    rows_from: str = ""
    max_rows: int = 0
    row_title: Text = {}
    groups: tuple[Group, ...] = ()

    @property
    def every_group(self) -> "tuple[Entry | Group, ...]":
        """The entry itself, and the groups inside of it."""
        return (self, *self.groups)


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
