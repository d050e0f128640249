"""The record of answers: append-only revisions, and the newest answer of each item."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from msq.response.revisions import Revision
from msq.response.values import Answer
from msq.store.base import AnyRow, AnySelect
from msq.store.tables import answer, response, revision, unit


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes revisions, when, from where and under which request."""

    author: str
    author_id: int | None
    at: datetime
    source: str
    request_id: str


_ANSWER = (answer.c.item, answer.c.value, answer.c.missing, answer.c.comment, answer.c.number)
_REVISION = (
    revision.c.number,
    revision.c.item,
    revision.c.value,
    revision.c.missing,
    revision.c.comment,
    revision.c.author,
    revision.c.at,
    revision.c.source,
    revision.c.replaces,
)


def _revision(row: Sequence[Any]) -> Revision:
    return Revision(*row)


def _answer(row: AnyRow) -> Answer:
    return Answer(row.value, row.missing, row.comment, row.number)


def answers(
    db: Connection, response_id: int, items: Sequence[str] | None = None
) -> dict[str, Answer]:
    """Return the newest answer to each item of a response, or to some items of it."""
    wanted = select(*_ANSWER).where(answer.c.response_id == response_id)
    if items is not None:
        wanted = wanted.where(answer.c.item.in_(items))
    rows = db.execute(wanted)
    return {row.item: _answer(row) for row in rows}


def answers_at(db: Connection, response_id: int, number: int) -> dict[str, Answer]:
    """Return the answers of a response as they stood after a revision."""
    rows = db.execute(
        select(
            revision.c.item,
            revision.c.value,
            revision.c.missing,
            revision.c.comment,
            revision.c.number,
        )
        .where(revision.c.response_id == response_id, revision.c.number <= number)
        .order_by(revision.c.number)
    )
    return {row.item: _answer(row) for row in rows}


def of_response(db: Connection, response_id: int, item: str = "") -> list[Revision]:
    """Return the revisions of a response, or of one item of it, oldest first."""
    wanted = select(*_REVISION).where(revision.c.response_id == response_id)
    if item:
        wanted = wanted.where(revision.c.item == item)
    return [_revision(row) for row in db.execute(wanted.order_by(revision.c.number))]


def newest(db: Connection, response_id: int) -> dict[str, Revision]:
    """Return the revision that holds for each item of a response."""
    rows = db.execute(
        select(*_REVISION)
        .join(
            answer,
            (answer.c.response_id == revision.c.response_id)
            & (answer.c.number == revision.c.number),
        )
        .where(answer.c.response_id == response_id)
    )
    return {row.item: _revision(row) for row in rows}


def with_numbers(db: Connection, response_id: int, numbers: Sequence[int]) -> dict[int, Revision]:
    """Return some revisions of a response by their numbers."""
    if not numbers:
        return {}
    rows = db.execute(
        select(*_REVISION).where(
            revision.c.response_id == response_id, revision.c.number.in_(sorted(set(numbers)))
        )
    )
    return {row.number: _revision(row) for row in rows}


def of_request(db: Connection, response_id: int, request_id: str) -> dict[str, int]:
    """Return the revisions that a request has written already: item → number."""
    rows = db.execute(
        select(revision.c.item, revision.c.number).where(
            revision.c.response_id == response_id, revision.c.request_id == request_id
        )
    )
    return {row.item: row.number for row in rows}


def append(
    db: Connection,
    response_id: int,
    last_number: int,
    changes: Sequence[tuple[str, Answer, int]],
    writer: Writer,
) -> int:
    """Record changed answers and return the number of the last revision.

    The response must be locked, and ``last_number`` read after that.

    Args:
        changes: item, what is now said, and the number that it replaces (0 for none).
    """
    if not changes:
        return last_number
    rows: list[dict[str, object]] = [
        {
            "response_id": response_id,
            "number": last_number + place,
            "item": item,
            "value": said.value,
            "missing": said.missing,
            "comment": said.comment,
            "author": writer.author,
            "author_id": writer.author_id,
            "at": writer.at,
            "source": writer.source,
            "replaces": replaces,
            "request_id": writer.request_id,
        }
        for place, (item, said, replaces) in enumerate(changes, start=1)
    ]
    db.execute(insert(revision), rows)
    _put(db, rows)
    return last_number + len(rows)


_NEWEST = ("response_id", "item", "number", "value", "missing", "comment")


def _put(db: Connection, rows: Sequence[dict[str, object]]) -> None:
    dialect = sqlite if db.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(answer)
    statement = statement.on_conflict_do_update(
        index_elements=[answer.c.response_id, answer.c.item],
        set_={name: statement.excluded[name] for name in _NEWEST[2:]},
    )
    db.execute(statement, [{name: row[name] for name in _NEWEST} for row in rows])


def rebuild(db: Connection, response_id: int) -> int:
    """Make the newest answers of a response anew from its revisions; return how many."""
    db.execute(delete(answer).where(answer.c.response_id == response_id))
    rebuilt = answers_at(db, response_id, 2**31 - 1)
    rows = [
        {
            "response_id": response_id,
            "item": item,
            "number": one.number,
            "value": one.value,
            "missing": one.missing,
            "comment": one.comment,
        }
        for item, one in rebuilt.items()
    ]
    if rows:
        db.execute(insert(answer), rows)
    return len(rows)


def stream_of_edition(db: Connection, edition_id: int) -> Iterator[tuple[str, Revision]]:
    """Yield all revisions of an edition with the unit's code, unit by unit, oldest first."""
    wanted: AnySelect = (
        select(unit.c.code, *_REVISION)
        .join(response, response.c.id == revision.c.response_id)
        .join(unit, unit.c.id == response.c.unit_id)
        .where(response.c.edition_id == edition_id)
        .order_by(unit.c.code, revision.c.number)
        .execution_options(yield_per=2000)
    )
    for row in db.execute(wanted):
        yield row[0], _revision(row[1:])
