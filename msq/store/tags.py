"""Tags as managers edit them: beside the instrument, which never changes; the newest row counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from msq.instrument.model import Tags
from msq.instrument.tagging import with_tags
from msq.instrument.whole import Instrument
from msq.store import instruments
from msq.store.tables import item_tag


@dataclass(frozen=True, slots=True)
class Edited:
    """The tags of one item as they were edited last. ``number`` names the edit."""

    number: int
    tags: Tags
    at: datetime
    by: str


def edited(db: Connection, instrument_hash: str, upto: datetime | None = None) -> dict[str, Edited]:
    """Return the newest edit of each item of a version that was edited, by the item's code.

    Args:
        upto: as they were at this moment; ``None`` for now.
    """
    wanted = select(func.max(item_tag.c.id)).where(item_tag.c.instrument_hash == instrument_hash)
    if upto is not None:
        wanted = wanted.where(item_tag.c.at <= upto)
    rows = db.execute(
        select(item_tag.c.item, item_tag.c.id, item_tag.c.tags, item_tag.c.at, item_tag.c.by)
        .where(item_tag.c.id.in_(wanted.group_by(item_tag.c.item)))
        .order_by(item_tag.c.id)
    )
    return {
        row.item: Edited(
            row.id, {kind: tuple(values) for kind, values in row.tags.items()}, row.at, row.by
        )
        for row in rows
    }


def tagged(db: Connection, instrument_hash: str, upto: datetime | None = None) -> Instrument:
    """Return a version that is there with its tags as they are edited.

    Args:
        upto: as they were at this moment; ``None`` for now.
    """
    own = {item: one.tags for item, one in edited(db, instrument_hash, upto).items()}
    return with_tags(instruments.load(db, instrument_hash), own)


def add(
    db: Connection, instrument_hash: str, item: str, tags: Tags, by: str, now: datetime
) -> None:
    """Keep the tags that an item has from now on."""
    db.execute(
        insert(item_tag).values(
            instrument_hash=instrument_hash,
            item=item,
            tags={kind: list(values) for kind, values in tags.items()},
            at=now,
            by=by,
        )
    )
