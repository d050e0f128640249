"""What reviewers and respondents say about answers: verdicts, queries and replies."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from msq.response.reviewing import Remark
from msq.store.tables import response, review


def add(db: Connection, response_id: int, remarks: Iterable[Remark], author_id: int | None) -> None:
    """Keep remarks."""
    rows = [
        {
            "response_id": response_id,
            "item": one.item,
            "verdict": one.verdict,
            "message": one.message,
            "number": one.number,
            "author": one.author,
            "author_id": author_id,
            "at": one.at,
        }
        for one in remarks
    ]
    if rows:
        db.execute(insert(review), rows)


_COLUMNS = (
    review.c.item,
    review.c.verdict,
    review.c.message,
    review.c.number,
    review.c.author,
    review.c.at,
)


def of_response(db: Connection, response_id: int) -> list[Remark]:
    """Return everything said about the answers of a response, oldest first."""
    rows = db.execute(
        select(*_COLUMNS).where(review.c.response_id == response_id).order_by(review.c.id)
    )
    return [Remark(*row) for row in rows]


def of_edition(db: Connection, edition_id: int) -> dict[int, list[Remark]]:
    """Return everything said in an edition by the response's id, oldest first."""
    rows = db.execute(
        select(review.c.response_id, *_COLUMNS)
        .join(response, response.c.id == review.c.response_id)
        .where(response.c.edition_id == edition_id)
        .order_by(review.c.id)
    )
    found: dict[int, list[Remark]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Remark(*row[1:]))
    return found
