"""Attached files: the bytes once each, by their SHA-256, and the responses that may show them.

They are in the database, so that a file and the answer that names it are on disk together or not
at all, and one backup holds both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, Table, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from msq.store.tables import attachment, carry_over, file


@dataclass(frozen=True, slots=True)
class FileFacts:
    """An attached file without its bytes. ``size`` is in bytes."""

    sha256: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An attached file with its bytes."""

    facts: FileFacts
    content: bytes


_FACTS = (file.c.sha256, attachment.c.name, file.c.media_type, file.c.size)


def _new(db: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the statement that puts rows into a table unless they are there already."""
    if db.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def keep(db: Connection, content: bytes, media_type: str) -> str:
    """Keep the bytes of a file unless they are there already; return their SHA-256."""
    digest = sha256(content).hexdigest()
    if db.scalar(select(literal(1)).where(file.c.sha256 == digest)) is None:
        db.execute(
            _new(db, file).values(
                sha256=digest, media_type=media_type, size=len(content), content=content
            )
        )
    return digest


def attach(
    db: Connection, response_id: int, digest: str, name: str, at: datetime, author_id: int | None
) -> None:
    """Let a response show a file that is kept; the name that it had first stays."""
    db.execute(
        _new(db, attachment).values(
            response_id=response_id, sha256=digest, name=name, at=at, author_id=author_id
        )
    )


def share(db: Connection, from_id: int, into_id: int, digests: Sequence[str], at: datetime) -> None:
    """Let a response show files of another one of the same unit."""
    rows = select(
        literal(into_id),
        attachment.c.sha256,
        attachment.c.name,
        literal(at, attachment.c.at.type),
        attachment.c.author_id,
    ).where(attachment.c.response_id == from_id, attachment.c.sha256.in_(digests))
    db.execute(_new(db, attachment).from_select(attachment.c.keys(), rows))


def of_response(db: Connection, response_id: int) -> dict[str, FileFacts]:
    """Return the files that were attached to a response itself, by SHA-256."""
    return _facts(db, attachment.c.response_id == response_id)


def shown_by(db: Connection, response_id: int) -> dict[str, FileFacts]:
    """Return the files that a response may show, those of its earlier round too, by SHA-256."""
    return _facts(db, _shown_by(response_id))


def content_of(db: Connection, response_id: int, digest: str) -> StoredFile | None:
    """Return a file that a response may show, with its bytes."""
    row = db.execute(
        select(*_FACTS, file.c.content)
        .join(attachment, attachment.c.sha256 == file.c.sha256)
        .where(_shown_by(response_id), file.c.sha256 == digest)
        .limit(1)
    ).one_or_none()
    return None if row is None else StoredFile(FileFacts(*row[:-1]), row[-1])


def is_whole(db: Connection, digest: str) -> bool:
    """Return whether a file is kept, and its bytes are those that its SHA-256 was taken of."""
    content = db.scalar(select(file.c.content).where(file.c.sha256 == digest))
    # SQLite would hand out as text what was put there as text.
    return isinstance(content, bytes) and sha256(content).hexdigest() == digest


def _shown_by(response_id: int) -> ColumnElement[bool]:
    origin = select(carry_over.c.from_response_id).where(carry_over.c.response_id == response_id)
    return (attachment.c.response_id == response_id) | attachment.c.response_id.in_(origin)


def _facts(db: Connection, which: ColumnElement[bool]) -> dict[str, FileFacts]:
    rows = db.execute(
        select(*_FACTS).join(attachment, attachment.c.sha256 == file.c.sha256).where(which)
    )
    return {row.sha256: FileFacts(*row) for row in rows}
