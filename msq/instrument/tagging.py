"""Tags as they are edited after publishing: laid over an instrument, which itself never changes."""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from msq.instrument.model import Entry, Item, Section, Tags
from msq.instrument.whole import Instrument
from msq.problems import BadValue, short

_NUMBERS = re.compile(r"([0-9]+)")


def checked_tags(instrument: Instrument, tags: Mapping[str, tuple[str, ...]]) -> Tags:
    """Return tags by kind, each once and in order (C5 before C10), empty kinds left out.

    Raises:
        BadValue: a kind or a value is not in the vocabulary.
    """
    vocabulary = instrument.form.tags
    for kind, values in tags.items():
        if kind not in vocabulary:
            raise BadValue(
                "This questionnaire has no kind of tag “{kind}”. It has these: {known}.",
                kind=short(kind),
                known=", ".join(vocabulary),
            )
        for value in values:
            if value not in vocabulary[kind]:
                raise BadValue(
                    "There is no tag “{value}” of the kind {kind}. Choose among those listed.",
                    value=short(value),
                    kind=kind,
                )
    return {
        kind: tuple(sorted(set(tags[kind]), key=in_order)) for kind in vocabulary if tags.get(kind)
    }


def in_order(value: str) -> list[tuple[int, str]]:
    """Return a key that sorts tags as people do: 16.6 before 16.10, C5 before C10."""
    parts = _NUMBERS.split(value)
    return [(int(part) if part.isdecimal() else -1, part) for part in parts]


def same_tags(one: Tags, other: Tags) -> bool:
    """Return whether tags are the same in whatever order."""
    return {kind: set(values) for kind, values in one.items() if values} == {
        kind: set(values) for kind, values in other.items() if values
    }


def follows_lead(instrument: Instrument, item: Item) -> bool:
    """Return whether an item is a detail with the very tags of its lead, so that it follows it."""
    return bool(item.lead) and item.tags == instrument.items[item.lead].tags


def with_tags(instrument: Instrument, edited: Mapping[str, Tags]) -> Instrument:
    """Return an instrument with edited tags in place of its own.

    A detail that has the tags of its lead gets the lead's new ones, unless it was edited itself.

    Args:
        edited: by the code of an item; items that are not named keep their tags.
    """
    if not edited:
        return instrument

    def item(one: Item) -> Item:
        code = one.code
        if code not in edited and follows_lead(instrument, one):
            code = one.lead
        return replace(one, tags=edited[code]) if code in edited else one

    def entry(one: Entry) -> Entry:
        return replace(one, items=tuple(map(item, one.items)))

    def section(one: Section) -> Section:
        return replace(one, entries=tuple(map(entry, one.entries)))

    form = instrument.form
    return Instrument(replace(form, sections=tuple(map(section, form.sections))))
