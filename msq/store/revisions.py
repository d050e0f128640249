"""The record of answers: append-only revisions, and the newest answer of each item."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from msq.response.revisions import Revision
from msq.response.values import Answer
from msq.store.tables import answer, revision


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes revisions, when, from where and under which request."""

    author: str
    author_id: int | None
    at: datetime
    source: str
    request_id: str


_ANSWER = (answer.c.item, answer.c.value, answer.c.missing, answer.c.comment, answer.c.number)
COLUMNS = (
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


def answers(
    db: Connection, response_id: int, items: Sequence[str] | None = None
) -> dict[str, Answer]:
    """Return the newest answer to each item of a response, or to some items of it."""
    wanted = select(*_ANSWER).where(answer.c.response_id == response_id)
    if items is not None:
        wanted = wanted.where(answer.c.item.in_(items))
    return {item: Answer(*rest) for item, *rest in db.execute(wanted)}


def answers_at(db: Connection, response_id: int, number: int) -> dict[str, Answer]:
    """Return the answers of a response as they stood after a revision."""
    rows = db.execute(
        select(*(revision.c[column.name] for column in _ANSWER))
        .where(revision.c.response_id == response_id, revision.c.number <= number)
        .order_by(revision.c.number)
    )
    return {item: Answer(*rest) for item, *rest in rows}


def answers_as_of(
    db: Connection, response_id: int, at: datetime, pinned: int, upto: int
) -> dict[str, Answer]:
    """Return the answers of a response as they stood at a moment.

    What was there is told by the moment that each revision names; what a submission of that time
    holds was there, whatever it names.

    Args:
        pinned: the number of the last revision in the newest submission until then.
        upto: the number of the last revision that may be read.
    """
    rows = db.execute(
        select(*(revision.c[column.name] for column in _ANSWER))
        .where(
            revision.c.response_id == response_id,
            revision.c.number <= upto,
            (revision.c.number <= pinned) | (revision.c.at <= at),
        )
        .order_by(revision.c.number)
    )
    return {item: Answer(*rest) for item, *rest in rows}


def of_item(db: Connection, response_id: int, item: str, upto: int) -> list[Revision]:
    """Return what was said of one item, oldest first, up to a number."""
    rows = db.execute(
        select(*COLUMNS)
        .where(
            revision.c.response_id == response_id,
            revision.c.item == item,
            revision.c.number <= upto,
        )
        .order_by(revision.c.number)
    )
    return [Revision(*row) for row in rows]


def every(db: Connection, response_id: int) -> list[Revision]:
    """Return the whole record of a response, oldest first."""
    rows = db.execute(
        select(*COLUMNS).where(revision.c.response_id == response_id).order_by(revision.c.number)
    )
    return [Revision(*row) for row in rows]


def newest(db: Connection, response_id: int) -> dict[str, Revision]:
    """Return the revision that holds for each item of a response."""
    rows = db.execute(
        select(*COLUMNS)
        .join(
            answer,
            (answer.c.response_id == revision.c.response_id)
            & (answer.c.number == revision.c.number),
        )
        .where(answer.c.response_id == response_id)
    )
    return {row.item: Revision(*row) for row in rows}


def with_numbers(db: Connection, response_id: int, numbers: Sequence[int]) -> dict[int, Revision]:
    """Return some revisions of a response by their numbers."""
    if not numbers:
        return {}
    rows = db.execute(
        select(*COLUMNS).where(
            revision.c.response_id == response_id, revision.c.number.in_(sorted(set(numbers)))
        )
    )
    return {row.number: Revision(*row) for row in rows}


def of_request(db: Connection, response_id: int, request_id: str) -> dict[str, Revision]:
    """Return the revisions that a request has written already, by item."""
    rows = db.execute(
        select(*COLUMNS).where(
            revision.c.response_id == response_id, revision.c.request_id == request_id
        )
    )
    return {row.item: Revision(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class Entry:
    """A changed answer to record: what is now said of an item, and the number that it replaces."""

    item: str
    said: Answer
    replaces: int
    writer: Writer


def append(db: Connection, response_id: int, last_number: int, entries: Sequence[Entry]) -> int:
    """Record changed answers, each to another item, and return the number of the last revision.

    The response must be held, and ``last_number`` read after that.
    """
    rows = [
        _row(response_id, number, one) for number, one in enumerate(entries, start=last_number + 1)
    ]
    if rows:
        db.execute(insert(revision), rows)
        _put(db, rows)
    return last_number + len(rows)


def _row(response_id: int, number: int, entry: Entry) -> dict[str, object]:
    said, writer = entry.said, entry.writer
    return {
        "response_id": response_id,
        "number": number,
        "item": entry.item,
        "value": said.value,
        "missing": said.missing,
        "comment": said.comment,
        "author": writer.author,
        "author_id": writer.author_id,
        "at": writer.at,
        "source": writer.source,
        "replaces": entry.replaces,
        "request_id": writer.request_id,
    }


def rebuild(db: Connection, response_id: int, said: Mapping[str, Answer]) -> None:
    """Put answers in place of all that stand of a response, which must be held."""
    db.execute(delete(answer).where(answer.c.response_id == response_id))
    rows = [
        {
            "response_id": response_id,
            "item": item,
            "number": one.number,
            "value": one.value,
            "missing": one.missing,
            "comment": one.comment,
        }
        for item, one in said.items()
    ]
    if rows:
        db.execute(insert(answer), rows)


_NEWEST = ("response_id", "item", "number", "value", "missing", "comment")


def _upsert(insert_here: Callable[[Table], Any]) -> Insert:
    statement = insert_here(answer)
    made: Insert = statement.on_conflict_do_update(
        index_elements=[answer.c.response_id, answer.c.item],
        set_={name: statement.excluded[name] for name in _NEWEST[2:]},
    )
    return made


_UPSERT = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


def _put(db: Connection, rows: Sequence[dict[str, object]]) -> None:
    db.execute(_UPSERT[db.dialect.name], [{name: row[name] for name in _NEWEST} for row in rows])
