"""From which submission of an earlier round the answers of a response come along."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from msq.response import lifecycle
from msq.store.tables import carry_over, edition, response, submission


@dataclass(frozen=True, slots=True)
class Source:
    """A submission of an earlier round: whose, which, and of what edition and instrument."""

    response_id: int
    n: int
    number: int
    at: datetime
    instrument_hash: str
    edition_code: str
    edition_name: str


def bring_along(db: Connection, edition_id: int) -> int:
    """Note for each response of an edition the newest accepted one of its unit; return how many.

    What was accepted when the edition opens is what comes along: a later acceptance changes
    nothing.
    """
    here, there = response.alias("here"), response.alias("there")
    now, then = edition.alias("now"), edition.alias("then")
    rows = db.execute(
        select(here.c.id, there.c.id, func.max(submission.c.n))
        .join(now, now.c.id == here.c.edition_id)
        .join(there, there.c.unit_id == here.c.unit_id)
        .join(then, (then.c.id == there.c.edition_id) & (then.c.opens < now.c.opens))
        .join(submission, submission.c.response_id == there.c.id)
        .where(
            here.c.edition_id == edition_id,
            there.c.state.in_((lifecycle.ACCEPTED, lifecycle.LOCKED)),
        )
        .group_by(here.c.id, there.c.id, then.c.opens)
        .order_by(then.c.opens, there.c.id)
    )
    newest = {into: (origin, n) for into, origin, n in rows}
    if newest:
        db.execute(
            insert(carry_over),
            [
                {"response_id": into, "from_response_id": origin, "from_n": n}
                for into, (origin, n) in newest.items()
            ],
        )
    return len(newest)


def source_of(db: Connection, response_id: int) -> Source | None:
    """Return from where answers of a response come along, if from anywhere."""
    row = db.execute(
        select(
            submission.c.response_id,
            submission.c.n,
            submission.c.number,
            submission.c.at,
            submission.c.instrument_hash,
            edition.c.code,
            edition.c.name,
        )
        .join(
            carry_over,
            (carry_over.c.from_response_id == submission.c.response_id)
            & (carry_over.c.from_n == submission.c.n),
        )
        .join(response, response.c.id == submission.c.response_id)
        .join(edition, edition.c.id == response.c.edition_id)
        .where(carry_over.c.response_id == response_id)
    ).one_or_none()
    return None if row is None else Source(*row)
