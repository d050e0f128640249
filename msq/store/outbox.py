"""Mails that are still to be sent, written in the transaction of their cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from msq.store.base import AnySelect
from msq.store.tables import edition, outbox, person, response, unit

QUEUED, CLAIMED, SENT, GIVEN_UP = "queued", "claimed", "sent", "given_up"
STATE_TEXTS = {QUEUED: "Waiting", CLAIMED: "Being sent", SENT: "Sent", GIVEN_UP: "Not delivered"}
MOST_ATTEMPTS = 14
CLAIM_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person: a kind and the facts that its template needs, no text yet.

    The text is made when it is sent, so that a sign-in link in it is never kept anywhere.
    """

    id: int
    kind: str
    person_id: int
    email: str
    name: str
    language: str
    edition_code: str
    unit_code: str
    facts: dict[str, str]
    state: str
    attempts: int
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    failure: str


def put(
    db: Connection,
    kind: str,
    person_id: int,
    facts: dict[str, str],
    now: datetime,
    *,
    response_id: int | None = None,
) -> None:
    """Queue a mail."""
    db.execute(
        insert(outbox).values(
            kind=kind,
            person_id=person_id,
            response_id=response_id,
            facts=facts,
            state=QUEUED,
            attempts=0,
            created_at=now,
            due_at=now,
            failure="",
        )
    )


def put_since(db: Connection, kind: str, person_id: int, since: datetime) -> int:
    """Return how many mails of a kind were queued for a person since a moment."""
    wanted = select(func.count()).where(
        outbox.c.person_id == person_id, outbox.c.created_at > since, outbox.c.kind == kind
    )
    return db.scalar(wanted) or 0


def claim(db: Connection, now: datetime, most: int) -> list[Letter]:
    """Take some mails that are due, or whose sender died; no other worker gets them.

    Returns:
        The claimed mails, oldest first; their attempts are counted already.
    """
    # First the rows, then the change: a plan may run a limited selection inside it many times.
    ready = (
        select(outbox.c.id)
        .where(
            ((outbox.c.state == QUEUED) & (outbox.c.due_at <= now))
            | ((outbox.c.state == CLAIMED) & (outbox.c.claimed_at <= now - CLAIM_LASTS))
        )
        .order_by(outbox.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = list(db.scalars(ready))
    if not ids:
        return []
    db.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids))
        .values(state=CLAIMED, claimed_at=now, attempts=outbox.c.attempts + 1)
    )
    return _letters(db, ids)


def _letters(db: Connection, ids: list[int] | None, newest: int = 0) -> list[Letter]:
    wanted: AnySelect = (
        select(
            outbox.c.id,
            outbox.c.kind,
            outbox.c.person_id,
            person.c.email,
            person.c.name,
            person.c.language,
            func.coalesce(edition.c.code, ""),
            func.coalesce(unit.c.code, ""),
            outbox.c.facts,
            outbox.c.state,
            outbox.c.attempts,
            outbox.c.created_at,
            outbox.c.due_at,
            outbox.c.sent_at,
            outbox.c.failure,
        )
        .join(person, person.c.id == outbox.c.person_id)
        .outerjoin(response, response.c.id == outbox.c.response_id)
        .outerjoin(unit, unit.c.id == response.c.unit_id)
        .outerjoin(edition, edition.c.id == response.c.edition_id)
    )
    if ids is not None:
        wanted = wanted.where(outbox.c.id.in_(ids)).order_by(outbox.c.id)
    else:
        wanted = wanted.order_by(outbox.c.id.desc()).limit(newest)
    return [Letter(*row) for row in db.execute(wanted)]


def newest(db: Connection, most: int) -> list[Letter]:
    """Return the newest mails, whatever their state."""
    return _letters(db, None, most)


def counts(db: Connection) -> dict[str, int]:
    """Return how many mails are in each state."""
    rows = db.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Matter:
    """The response that a mail is about: its edition, and its unit with its names by language."""

    edition_name: str
    unit_name: str
    unit_names: dict[str, str]
    unit_kind: str


def matters(db: Connection, letter_ids: Sequence[int]) -> dict[int, Matter]:
    """Return what mails are about, by the id of the mail; one about no response is not there."""
    rows = db.execute(
        select(outbox.c.id, edition.c.name, unit.c.name, unit.c.names, unit.c.kind)
        .join(response, response.c.id == outbox.c.response_id)
        .join(edition, edition.c.id == response.c.edition_id)
        .join(unit, unit.c.id == response.c.unit_id)
        .where(outbox.c.id.in_(letter_ids))
    )
    return {row[0]: Matter(*row[1:]) for row in rows}


def put_back(db: Connection, letter_ids: Sequence[int]) -> None:
    """Undo the claim of mails that were not tried: it does not count as an attempt."""
    db.execute(
        update(outbox)
        .where(outbox.c.id.in_(letter_ids), outbox.c.state == CLAIMED)
        .values(state=QUEUED, attempts=outbox.c.attempts - 1)
    )


def mark_sent(db: Connection, letter_id: int, now: datetime) -> None:
    """Record that a mail was handed over."""
    db.execute(
        update(outbox).where(outbox.c.id == letter_id).values(state=SENT, sent_at=now, failure="")
    )


def mark_failed(db: Connection, letter_id: int, failure: str, due_at: datetime | None) -> None:
    """Record why a mail could not be handed over, and when to try again: ``None`` for never.

    A mail that another sender handed over meanwhile stays sent.
    """
    db.execute(
        update(outbox)
        .where(outbox.c.id == letter_id, outbox.c.state == CLAIMED)
        .values(
            state=QUEUED if due_at else GIVEN_UP,
            failure=failure,
            **({"due_at": due_at} if due_at else {}),
        )
    )


def retry(db: Connection, letter_id: int, now: datetime) -> bool:
    """Queue a mail that was given up once more; return whether there was one."""
    done = db.execute(
        update(outbox)
        .where(outbox.c.id == letter_id, outbox.c.state == GIVEN_UP)
        .values(state=QUEUED, attempts=0, due_at=now)
    )
    return done.rowcount > 0
