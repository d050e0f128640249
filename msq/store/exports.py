"""What exports read: an edition's record, response by response, in one state of the data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, true

from msq.response.revisions import Revision
from msq.store import responses, revisions, submissions
from msq.store.responses import Response
from msq.store.submissions import Submission
from msq.store.tables import audit, outbox, person, response, revision, submission


def responses_by_unit(db: Connection, edition_id: int) -> list[Response]:
    """Return every response of an edition by the unit's code, in the same order on any engine."""
    return sorted(responses.of_edition(db, edition_id, true()), key=lambda one: one.unit.code)


def revisions_of(db: Connection, response_id: int) -> list[tuple[Revision, int | None]]:
    """Return the revisions of a response with the ids of who wrote them, oldest first.

    The id is ``None`` where the command line wrote it.
    """
    rows = db.execute(
        select(revision.c.author_id, *revisions.COLUMNS)
        .where(revision.c.response_id == response_id)
        .order_by(revision.c.number)
    )
    return [(Revision(*rest), author_id) for author_id, *rest in rows]


def submissions_of(db: Connection, edition_id: int) -> dict[int, list[Submission]]:
    """Return all submissions of an edition by the response's id, oldest first."""
    rows = db.execute(
        select(submission.c.response_id, *submissions.COLUMNS)
        .join(response, response.c.id == submission.c.response_id)
        .where(response.c.edition_id == edition_id)
        .order_by(submission.c.response_id, submission.c.n)
    )
    found: dict[int, list[Submission]] = {}
    for response_id, *rest in rows:
        found.setdefault(response_id, []).append(Submission(*rest))
    return found


def last_verbs(
    db: Connection, edition_id: int, verbs: Iterable[str], upto: datetime
) -> dict[int, str]:
    """Return the last of some verbs done to each response until a moment, by the response's id."""
    rows = db.execute(
        select(audit.c.response_id, audit.c.verb)
        .where(
            audit.c.edition_id == edition_id,
            audit.c.response_id.is_not(None),
            audit.c.verb.in_(list(verbs)),
            audit.c.at <= upto,
        )
        .order_by(audit.c.id)
    )
    return {row.response_id: row.verb for row in rows}


@dataclass(frozen=True, slots=True)
class Invited:
    """How many people were sent an invitation for a response, and when the first one was."""

    people: int
    first: datetime | None


def invitations(db: Connection, edition_id: int, upto: datetime | None) -> dict[int, Invited]:
    """Return who was invited in an edition by the response's id, until a moment where one is given.

    It is told by the mails themselves: a role only knows its newest invitation.
    """
    wanted = (
        select(
            outbox.c.response_id,
            func.count(outbox.c.person_id.distinct()),
            func.min(outbox.c.created_at),
        )
        .join(response, response.c.id == outbox.c.response_id)
        .where(response.c.edition_id == edition_id, outbox.c.kind == "invitation")
        .group_by(outbox.c.response_id)
    )
    if upto is not None:
        wanted = wanted.where(outbox.c.created_at <= upto)
    return {row[0]: Invited(row[1], row[2]) for row in db.execute(wanted)}


def people_by_word(db: Connection) -> dict[str, tuple[int, ...]]:
    """Return the ids of the people who bear each name or e-mail address, case folded."""
    found: dict[str, tuple[int, ...]] = {}
    for row in db.execute(select(person.c.id, person.c.name, person.c.email).order_by(person.c.id)):
        for word in {row.name.strip().casefold(), row.email.strip().casefold()}:
            found[word] = (*found.get(word, ()), row.id)
    return found


def importers(db: Connection, edition_id: int) -> set[tuple[int, str]]:
    """Return who brought answers into an edition: their ids with their names at that time."""
    rows = db.execute(
        select(audit.c.actor_id, audit.c.actor)
        .where(
            audit.c.edition_id == edition_id,
            audit.c.verb == "import_responses",
            audit.c.actor_id.is_not(None),
        )
        .distinct()
    )
    return {(row.actor_id, row.actor) for row in rows}
