"""Submissions: numbered, signed and hashed points in the revisions of a response."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert, select

from msq.store.tables import edition, response, submission, unit


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission. ``number`` is the last revision in it; ``hash`` the SHA-256 of the answers.

    ``by`` sent it; ``signer`` is who declares that the answers are right. ``reasons`` says by the
    code of a check why its warning was passed.
    """

    n: int
    number: int
    instrument_hash: str
    hash: str
    at: datetime
    late: bool
    by: str
    by_id: int
    signer: str
    signer_title: str
    authority: str
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day in UTC on which it was sent: what ``today()`` stood for."""
        return self.at.astimezone(UTC).date()


COLUMNS = (
    submission.c.n,
    submission.c.number,
    submission.c.instrument_hash,
    submission.c.hash,
    submission.c.at,
    submission.c.late,
    submission.c.by,
    submission.c.by_id,
    submission.c.signer,
    submission.c.signer_title,
    submission.c.authority,
    submission.c.reasons,
)


def add(db: Connection, response_id: int, found: Submission) -> None:
    """Keep a submission."""
    db.execute(insert(submission).values(response_id=response_id, **asdict(found)))


def of_response(db: Connection, response_id: int) -> list[Submission]:
    """Return the submissions of a response, oldest first."""
    rows = db.execute(
        select(*COLUMNS).where(submission.c.response_id == response_id).order_by(submission.c.n)
    )
    return [Submission(*row) for row in rows]


def with_hash(db: Connection, digest: str) -> tuple[str, str, int] | None:
    """Return edition, unit and number of the submission that was given a hash."""
    row = db.execute(
        select(edition.c.code, unit.c.code, submission.c.n)
        .select_from(submission)
        .join(response, response.c.id == submission.c.response_id)
        .join(edition, edition.c.id == response.c.edition_id)
        .join(unit, unit.c.id == response.c.unit_id)
        .where(submission.c.hash == digest)
    ).first()
    return None if row is None else (row[0], row[1], row[2])


def newest_of_edition(db: Connection, edition_id: int) -> dict[int, Submission]:
    """Return the newest submission of each response of an edition, by the response's id."""
    rows = db.execute(
        select(submission.c.response_id, *COLUMNS)
        .join(response, response.c.id == submission.c.response_id)
        .where(response.c.edition_id == edition_id)
        .order_by(submission.c.response_id, submission.c.n)
    )
    return {response_id: Submission(*rest) for response_id, *rest in rows}
