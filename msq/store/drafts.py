"""Questionnaires that are not published yet: what was uploaded last, and what it came to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from msq.instrument.translating import Counts
from msq.store.base import AnyRow
from msq.store.tables import draft


@dataclass(frozen=True, slots=True)
class Content:
    """What a draft holds.

    Attributes:
        workbook: as it was uploaded; ``None`` of a copy that nobody has changed yet.
        content: the canonical bytes of the instrument; ``None`` where the workbook has faults.
        coverage: how far each language covers it; ``None`` with faults.
        faults: sheet, row, column and message of each fault.
        unread: what of the workbook is passed over, each as a sentence.
    """

    code: str
    title: str
    filename: str
    workbook: bytes | None
    content: bytes | None
    coverage: Counts | None
    faults: tuple[tuple[str, int, str, str], ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One draft as lists show it. ``number`` rises by one with each upload."""

    id: int
    number: int
    code: str
    title: str
    base_hash: str | None
    faults: int
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft with all that it holds."""

    line: Line
    content: Content


_LINE = (
    draft.c.id,
    draft.c.number,
    draft.c.code,
    draft.c.title,
    draft.c.base_hash,
    draft.c.faults,
    draft.c.changed_at,
    draft.c.changed_by,
)


def every(db: Connection) -> list[Line]:
    """Return all drafts, those changed last first."""
    rows = db.execute(select(*_LINE).order_by(draft.c.changed_at.desc(), draft.c.id.desc()))
    return [_line(row) for row in rows]


def by_id(db: Connection, draft_id: int) -> Draft | None:
    """Return a draft with its content."""
    row = db.execute(
        select(
            *_LINE,
            draft.c.filename,
            draft.c.workbook,
            draft.c.content,
            draft.c.coverage,
            draft.c.unread,
        ).where(draft.c.id == draft_id)
    ).one_or_none()
    if row is None:
        return None
    content = Content(
        code=row.code,
        title=row.title,
        filename=row.filename,
        workbook=None if row.workbook is None else bytes(row.workbook),
        content=None if row.content is None else bytes(row.content),
        coverage=row.coverage,
        faults=tuple((sheet, line, column, said) for sheet, line, column, said in row.faults),
        unread=tuple(row.unread),
    )
    return Draft(_line(row), content)


def _line(row: AnyRow) -> Line:
    return Line(
        id=row.id,
        number=row.number,
        code=row.code,
        title=row.title,
        base_hash=row.base_hash,
        faults=len(row.faults),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )


def add(db: Connection, content: Content, base_hash: str | None, by: str, now: datetime) -> int:
    """Keep a new draft and return its id."""
    values = {"base_hash": base_hash, "number": 1, **_values(content, by, now)}
    return int(db.execute(insert(draft).values(values).returning(draft.c.id)).scalar_one())


def change(
    db: Connection, draft_id: int, seen: int, content: Content, by: str, now: datetime
) -> bool:
    """Give a draft another content; return whether it still was the one that was seen."""
    done = db.execute(
        update(draft)
        .where(draft.c.id == draft_id, draft.c.number == seen)
        .values(number=seen + 1, **_values(content, by, now))
    )
    return done.rowcount == 1


def remove(db: Connection, draft_id: int, seen: int) -> bool:
    """Take a draft away; return whether it still was the one that was seen."""
    done = db.execute(delete(draft).where(draft.c.id == draft_id, draft.c.number == seen))
    return done.rowcount == 1


def _values(content: Content, by: str, now: datetime) -> dict[str, object]:
    return {
        "code": content.code,
        "title": content.title,
        "filename": content.filename,
        "workbook": content.workbook,
        "content": content.content,
        "coverage": content.coverage,
        "faults": [list(one) for one in content.faults],
        "unread": list(content.unread),
        "changed_at": now,
        "changed_by": by,
    }
