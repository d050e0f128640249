"""Checks of web addresses: what was found, and which are due; queued with the answer itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from msq.response.links import NOT_CHECKED, Found, LinkCheck
from msq.store.tables import answer, link_check, response

CLAIM_LASTS = timedelta(minutes=10)
FRESH = timedelta(days=1)
MOST_AT_ONCE = 500
_T = TypeVar("_T")
_QUEUE = {
    "sqlite": sqlite.insert(link_check).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(link_check).on_conflict_do_nothing(),
}
_CHECK = (
    link_check.c.url,
    link_check.c.status,
    link_check.c.code,
    link_check.c.final,
    link_check.c.problem,
    link_check.c.checked_at,
)


@dataclass(frozen=True, slots=True)
class Due:
    """An address that is to be checked, held by one worker; ``attempts`` counts this one."""

    hash: str
    url: str
    attempts: int
    claimed_at: datetime


def hashed(url: str) -> str:
    """Return what an address is looked up by: it may be longer than an index takes."""
    return sha256(url.encode()).hexdigest()


def queue(db: Connection, urls: Iterable[str], now: datetime, *, again: bool = False) -> None:
    """Queue addresses to be checked, each once; one that was checked within a day is let be.

    Args:
        again: also those that were checked lately.
    """
    by_hash = {hashed(url): url for url in urls}
    if not by_hash:
        return
    blank = {"status": NOT_CHECKED, "code": 0, "final": "", "problem": "", "attempts": 0}
    rows = [
        {"hash": key, "url": url, "due_at": now, **blank} for key, url in sorted(by_hash.items())
    ]
    old = or_(link_check.c.checked_at.is_(None), link_check.c.checked_at <= now - FRESH)
    for some in _portions(rows):
        db.execute(_QUEUE[db.dialect.name], some)
    for keys in _portions(sorted(by_hash)):
        waiting = link_check.c.hash.in_(keys) & link_check.c.due_at.is_(None)
        db.execute(
            update(link_check)
            .where(waiting if again else waiting & old)
            .values(due_at=now, attempts=0)
        )


def _portions(every: list[_T]) -> Iterable[list[_T]]:
    return (every[start : start + MOST_AT_ONCE] for start in range(0, len(every), MOST_AT_ONCE))


def claim(db: Connection, now: datetime, most: int) -> list[Due]:
    """Take some addresses that are due, or whose worker died; no other worker gets them."""
    ready = (
        select(link_check.c.hash)
        .where(
            link_check.c.due_at <= now,
            or_(link_check.c.claimed_at.is_(None), link_check.c.claimed_at <= now - CLAIM_LASTS),
        )
        .order_by(link_check.c.due_at, link_check.c.hash)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    keys = list(db.scalars(ready))
    if not keys:
        return []
    db.execute(
        update(link_check)
        .where(link_check.c.hash.in_(keys))
        .values(claimed_at=now, attempts=link_check.c.attempts + 1)
    )
    rows = db.execute(
        select(link_check.c.hash, link_check.c.url, link_check.c.attempts, link_check.c.claimed_at)
        .where(link_check.c.hash.in_(keys))
        .order_by(link_check.c.hash)
    )
    return [Due(*row) for row in rows]


def record(db: Connection, due: Due, found: Found, now: datetime, again: datetime | None) -> bool:
    """Record what a check found, and when to look again: ``None`` for not by itself.

    Returns:
        Whether it was recorded: not where the claim had ended and another worker took over.
    """
    done = db.execute(
        update(link_check)
        .where(link_check.c.hash == due.hash, link_check.c.claimed_at == due.claimed_at)
        .values(
            status=found.status,
            code=found.code,
            final=found.final,
            problem=found.problem,
            checked_at=now,
            due_at=again,
            claimed_at=None,
        )
    )
    return done.rowcount > 0


def put_back(db: Connection, dues: Collection[Due]) -> None:
    """Give back what was taken and not looked at: it does not count as an attempt."""
    for due in dues:
        db.execute(
            update(link_check)
            .where(link_check.c.hash == due.hash, link_check.c.claimed_at == due.claimed_at)
            .values(claimed_at=None, attempts=link_check.c.attempts - 1)
        )


def of_urls(db: Connection, urls: Iterable[str]) -> dict[str, LinkCheck]:
    """Return the newest check of each address that was ever queued."""
    found: dict[str, LinkCheck] = {}
    for keys in _portions(sorted({hashed(url) for url in urls})):
        for row in db.execute(select(*_CHECK).where(link_check.c.hash.in_(keys))):
            found[row.url] = LinkCheck(row.url, Found(*row[1:5]), row.checked_at)
    return found


def until(db: Connection, moment: datetime) -> dict[str, LinkCheck]:
    """Return the newest check of every address that has one, made until a moment."""
    rows = db.execute(select(*_CHECK).where(link_check.c.checked_at <= moment))
    return {row.url: LinkCheck(row.url, Found(*row[1:5]), row.checked_at) for row in rows}


def waiting(db: Connection, urls: Iterable[str], now: datetime) -> int:
    """Return how many of some addresses are due now or are being looked at."""
    return sum(
        db.scalar(
            select(func.count()).where(link_check.c.hash.in_(keys), link_check.c.due_at <= now)
        )
        or 0
        for keys in _portions(sorted({hashed(url) for url in urls}))
    )


def answers_of_edition(db: Connection, edition_id: int) -> list[tuple[str, object]]:
    """Return the item and the value of every answer of an edition that has a value."""
    rows = db.execute(
        select(answer.c.item, answer.c.value)
        .join(response, response.c.id == answer.c.response_id)
        .where(response.c.edition_id == edition_id, answer.c.value.is_not(None))
        .order_by(answer.c.response_id, answer.c.item)
    )
    return [(row.item, row.value) for row in rows]
