"""Published instruments: immutable, addressed by hash, numbered within their code."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from msq.instrument.translating import Counts
from msq.instrument.whole import Instrument
from msq.store.tables import instrument


@dataclass(frozen=True, slots=True)
class Published:
    """One published version of an instrument."""

    hash: str
    code: str
    number: int
    published_at: datetime
    published_by: str


_COLUMNS = (
    instrument.c.hash,
    instrument.c.code,
    instrument.c.number,
    instrument.c.published_at,
    instrument.c.published_by,
)


def publish(
    db: Connection, found: Instrument, by: str, now: datetime, coverage: Counts | None = None
) -> tuple[Published, bool]:
    """Keep a version; return it and whether it is new (the same content is kept once).

    Args:
        coverage: how far its languages cover it, where that was counted.
    """
    row = db.execute(select(*_COLUMNS).where(instrument.c.hash == found.hash)).one_or_none()
    if row is not None:
        return Published(*row), False
    last = db.scalar(select(func.max(instrument.c.number)).where(instrument.c.code == found.code))
    kept = Published(found.hash, found.code, (last or 0) + 1, now, by)
    db.execute(
        insert(instrument).values(
            hash=kept.hash,
            code=kept.code,
            number=kept.number,
            content=found.content,
            published_at=now,
            published_by=by,
            coverage=coverage,
        )
    )
    return kept, True


def coverage_of(db: Connection, wanted: str) -> Counts | None:
    """Return how far the languages of a version cover it; ``None`` where nobody counted."""
    found: Counts | None = db.scalar(
        select(instrument.c.coverage).where(instrument.c.hash == wanted)
    )
    return found


def newest(db: Connection, code: str) -> Published | None:
    """Return the newest published version of an instrument."""
    row = db.execute(
        select(*_COLUMNS)
        .where(instrument.c.code == code)
        .order_by(instrument.c.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Published(*row)


def by_hash(db: Connection, wanted: str) -> Published | None:
    """Return the published version with a hash."""
    row = db.execute(select(*_COLUMNS).where(instrument.c.hash == wanted)).one_or_none()
    return None if row is None else Published(*row)


def every(db: Connection) -> list[Published]:
    """Return all published versions, newest first within each code."""
    rows = db.execute(select(*_COLUMNS).order_by(instrument.c.code, instrument.c.number.desc()))
    return [Published(*row) for row in rows]


_BUILT: dict[str, Instrument] = {}


def load(db: Connection, wanted: str) -> Instrument:
    """Return the instrument with a hash; it never changes, so it is read and built once."""
    if wanted not in _BUILT:
        content = db.execute(
            select(instrument.c.content).where(instrument.c.hash == wanted)
        ).scalar_one()
        _BUILT[wanted] = Instrument.from_bytes(bytes(content))
    return _BUILT[wanted]


def hold(db: Connection, wanted: str) -> bool:
    """Keep others from doing so too until the transaction ends; return whether there is one."""
    held = select(instrument.c.hash).where(instrument.c.hash == wanted)
    return db.scalar(held.with_for_update(key_share=True)) is not None
