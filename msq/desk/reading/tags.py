"""The tags of a version as they are edited now, item by item."""

from dataclasses import dataclass
from datetime import datetime

from msq.desk._verb import Act, look
from msq.desk.reading.forms import published_version
from msq.instrument.model import Item, Tags, Text
from msq.instrument.tagging import in_order
from msq.instrument.whole import Instrument
from msq.store import instruments, tags
from msq.store.instruments import Published


@dataclass(frozen=True, slots=True)
class TaggedItem:
    """One item with its tags; ``number`` names their newest edit, 0 where they are as published.

    ``parts`` are the texts that name it: its table or group, its row, its own. ``details`` counts
    those that follow it.
    """

    item: Item
    section: str
    parts: tuple[Text, ...]
    tags: Tags
    details: int
    number: int = 0
    edited_at: datetime | None = None
    edited_by: str = ""


@dataclass(frozen=True, slots=True)
class FormTags:
    """A version with the tags of its items; details follow the item that they detail."""

    published: Published
    instrument: Instrument
    items: tuple[TaggedItem, ...]

    def values(self, kind: str) -> list[str]:
        """Return the tags of a kind in order."""
        return sorted(self.instrument.form.tags[kind], key=in_order)


@look("form_tags", "form.publish")
def form_tags(act: Act, wanted: str) -> FormTags:
    """Return a version with its tags as they are now.

    Raises:
        NotFound: there is no such version.
    """
    published = published_version(act, wanted)
    instrument = instruments.load(act.db, published.hash)
    edited = tags.edited(act.db, published.hash)
    details: dict[str, int] = {}
    for item in instrument.items.values():
        if item.lead:
            details[item.lead] = details.get(item.lead, 0) + 1
    found = []
    for code, item in instrument.items.items():
        if item.lead:
            continue
        section = instrument.section_of[code].code
        parts, newest = instrument.texts_naming(item), edited.get(code)
        if newest is None:
            one = TaggedItem(item, section, parts, item.tags, details.get(code, 0))
        else:
            one = TaggedItem(
                item,
                section,
                parts,
                newest.tags,
                details.get(code, 0),
                newest.number,
                newest.at,
                newest.by,
            )
        found.append(one)
    return FormTags(published, instrument, tuple(found))
