"""The sheet that explains a workbook: what it holds, by whom it was made, and how to read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from msq.exporting.describing import LANGUAGE, Cell
from msq.exporting.rows import Row, moment
from msq.exporting.spec import SheetSpec, Spec
from msq.exporting.taken import BASES
from msq.instrument.model import in_language
from msq.instrument.whole import Instrument
from msq.response.lifecycle import STATES
from msq.response.values import MISSING_TEXTS
from msq.store.editions import Edition
from msq.store.instruments import Published

_PERSONAL = {
    True: "Included: handle this file with care.",
    False: "Left out: answers about persons, names of people with an account, and who signed.",
}
_COUNTS = ("units", "responses exported", "of these as submitted", "of these as drafts")
_READING = {
    "empty cell": "The question was not asked, because of earlier answers, or was not answered.",
    "missing reason": (
        "A reason in place of an answer. It has its own column in sheets of one row an answer; "
        "in sheets of one column a question its code stands in the cell."
    ),
    "several choices": "Their codes, in the order of the codelist, with one space between them.",
    "moment": "In UTC, as ISO 8601, for example 2027-03-27T14:02:00Z.",
    "author": (
        "Without personal data a person is p and the number of their account, the same in every "
        "export. Imported answers keep the author that their file names."
    ),
    "time of an answer": (
        "Answers count by the moment recorded with them; those that were imported bear the moment "
        "that their file gave. Names and groups of units are those of the day the file was made."
    ),
    "verdict": (
        "The reviewer’s, kept apart from the answer. Details share the verdict on the question "
        "they detail. An acceptance counts for the answer that was reviewed, not for a later one."
    ),
}

_ANY_GROUP = ("", "‹code›", "‹code›.‹inner code›")
"""What stands for the code of a repeating group of each level, in the name of its sheet."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was asked for: of which edition, on which basis, as of when, when and by whom."""

    spec: Spec
    edition: Edition
    instrument: Instrument
    published: Published
    basis: str
    as_of: datetime | None
    now: datetime
    by: str
    personal: bool


def read_me(made: Made, counts: Mapping[str, int], rows: Mapping[str, int]) -> Iterator[Row]:
    """Yield the rows of the sheet, as ``kinds.README`` names their cells.

    Args:
        counts: of units and responses, and of responses by state.
        rows: of each other sheet, by its name.
    """
    yield from _facts(made)
    yield from (("count", name, counts.get(name, 0)) for name in _COUNTS)
    yield from (("count", f"state {state}", counts.get(f"state {state}", 0)) for state in STATES)
    yield from (("rows", name, number) for name, number in rows.items())
    for reason, text in MISSING_TEXTS.items():
        yield (
            "missing reason",
            reason,
            f"{in_language(text, LANGUAGE)}: said in place of an answer.",
        )
    yield from (("reading", name, text) for name, text in _READING.items())
    for sheet in made.spec.sheets:
        yield ("sheet", sheet.name(_ANY_GROUP[sheet.kind.level]), sheet.about)
    for sheet in made.spec.sheets:
        yield from _columns(sheet, personal=made.personal)


def _facts(made: Made) -> Iterator[Row]:
    edition, published = made.edition, made.published
    facts: tuple[tuple[str, str, Cell], ...] = (
        ("file", "export", made.spec.name),
        ("file", "title", made.spec.title),
        ("file", "about", made.spec.about),
        ("file", "edition", edition.code),
        ("file", "edition name", edition.name),
        ("file", "reference period", edition.reference_period),
        ("file", "instrument", published.code),
        ("file", "instrument title", in_language(made.instrument.form.title, LANGUAGE)),
        ("file", "instrument version", published.number),
        ("file", "instrument hash", published.hash),
        ("file", "basis", made.basis),
        ("file", "basis means", BASES[made.basis]),
        ("file", "as of", moment(made.as_of or made.now)),
        ("file", "made at", moment(made.now)),
        ("file", "made by", made.by),
        ("file", "personal data", _PERSONAL[made.personal]),
    )
    yield from facts


def _columns(sheet: SheetSpec, *, personal: bool) -> Iterator[Row]:
    for column in sheet.shown(personal=personal):
        name = f"{sheet.name(_ANY_GROUP[sheet.kind.level])}: {column.heading('‹code›')}"
        yield ("column", name, column.about)
