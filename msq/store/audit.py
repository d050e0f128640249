"""The trail: who did what, when, to what. Append-only; answers and addresses are not in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from msq.store.tables import audit


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done."""

    at: datetime
    actor: str
    verb: str
    details: dict[str, object]


def record(
    db: Connection,
    event: Event,
    *,
    actor_id: int | None,
    edition_id: int | None = None,
    response_id: int | None = None,
) -> None:
    """Keep an event."""
    db.execute(
        insert(audit).values(
            at=event.at,
            actor=event.actor,
            actor_id=actor_id,
            verb=event.verb,
            edition_id=edition_id,
            response_id=response_id,
            details=event.details,
        )
    )


def of_response(db: Connection, response_id: int, verbs: tuple[str, ...] = ()) -> list[Event]:
    """Return what was done to a response, newest first."""
    wanted = select(audit.c.at, audit.c.actor, audit.c.verb, audit.c.details).where(
        audit.c.response_id == response_id
    )
    if verbs:
        wanted = wanted.where(audit.c.verb.in_(verbs))
    return [Event(*row) for row in db.execute(wanted.order_by(audit.c.id.desc()))]
