"""Editions: one round of a survey, with its dates and its instrument version."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from msq.response.lifecycle import Calendar
from msq.store.tables import edition


@dataclass(frozen=True, slots=True)
class Edition:
    """One round. ``grace`` is in days; ``state`` is draft, open or closed."""

    id: int
    code: str
    name: str
    reference_period: str
    instrument_hash: str
    opens: date
    deadline: date
    grace: int
    state: str

    @property
    def calendar(self) -> Calendar:
        """The dates that decide what may be done."""
        return Calendar(self.opens, self.deadline, self.grace)


COLUMNS = (
    edition.c.id,
    edition.c.code,
    edition.c.name,
    edition.c.reference_period,
    edition.c.instrument_hash,
    edition.c.opens,
    edition.c.deadline,
    edition.c.grace,
    edition.c.state,
)


def by_code(db: Connection, code: str, *, for_update: bool = False) -> Edition | None:
    """Return an edition by its code; ``for_update`` keeps others from changing it meanwhile."""
    wanted = select(*COLUMNS).where(edition.c.code == code)
    if for_update:
        # Rows that merely refer to the edition can still be written, else two could wait in a ring.
        wanted = wanted.with_for_update(key_share=True)
    row = db.execute(wanted).one_or_none()
    return None if row is None else Edition(*row)


def by_id(db: Connection, edition_id: int) -> Edition:
    """Return an edition by its id, which must exist."""
    return Edition(*db.execute(select(*COLUMNS).where(edition.c.id == edition_id)).one())


def every(db: Connection) -> list[Edition]:
    """Return all editions, the newest first."""
    return [Edition(*row) for row in db.execute(select(*COLUMNS).order_by(edition.c.id.desc()))]


def add(db: Connection, found: Edition, now: datetime) -> Edition:
    """Add an edition (its id is ignored) and return it with its id."""
    values = asdict(found)
    del values["id"]
    row = db.execute(insert(edition).values(created_at=now, **values).returning(*COLUMNS)).one()
    return Edition(*row)


def set_state(db: Connection, edition_id: int, state: str) -> None:
    """Move an edition to another state."""
    db.execute(update(edition).where(edition.c.id == edition_id).values(state=state))


def set_dates(db: Connection, edition_id: int, deadline: date, grace: int) -> None:
    """Give an edition another deadline and grace."""
    db.execute(
        update(edition).where(edition.c.id == edition_id).values(deadline=deadline, grace=grace)
    )
