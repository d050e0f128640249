"""Published instruments: immutable, addressed by hash, numbered within their code."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

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


def publish(db: Connection, found: Instrument, by: str, now: datetime) -> tuple[Published, bool]:
    """Keep a version; return it and whether it is new (the same content is kept once)."""
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
        )
    )
    return kept, True


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
