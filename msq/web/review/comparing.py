"""What changed between two submissions, line by line."""

from dataclasses import dataclass

from msq.desk.reading.changes import Changes
from msq.instrument.model import in_language
from msq.response.values import shown


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One changed item, old and new as text."""

    item: str
    section: str
    text: str
    kind: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What changed from one submission to the next."""

    changes: Changes
    lines: tuple[ChangeLine, ...]


def change_lines(found: Changes, language: str) -> tuple[ChangeLine, ...]:
    """Return the changed items in the order of the questionnaire."""
    instrument = found.instrument
    lines = []
    for one in found.differences:
        item = instrument.item(one.item)
        section = instrument.section_of[item.code]
        entry = instrument.entry_of[item.code]
        text = in_language(item.text, language)
        heading = in_language(entry.text, language)
        old, new = (
            " — ".join(
                part
                for part in (shown(instrument, one.item, answer, language), answer.comment)
                if part
            )
            for answer in (one.old, one.new)
        )
        lines.append(
            ChangeLine(
                one.item,
                section.code,
                text if text == heading else f"{heading} — {text}",
                one.kind,
                old,
                new,
            )
        )
    return tuple(lines)
