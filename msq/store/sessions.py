"""Sign-in links and web sessions; of each secret only the hash is kept."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, update

from msq.response.rights import Grant
from msq.store import people
from msq.store.people import Person
from msq.store.tables import person, role_grant, sign_in_link, web_session

LINK_LASTS = timedelta(hours=48)


def hashed(secret: str) -> str:
    """Return what is kept of a secret: its SHA-256 (the secrets are 256 random bits)."""
    return sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def issue_link(db: Connection, person_id: int, now: datetime) -> str:
    """Return the secret of a new sign-in link; it can be used once, for 48 hours."""
    secret = new_secret()
    db.execute(
        insert(sign_in_link).values(
            hash=hashed(secret),
            person_id=person_id,
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
    )
    return secret


def live_link(db: Connection, secret: str, now: datetime) -> int | None:
    """Return whose link this is, if it is unused and has not expired."""
    return db.scalar(
        select(sign_in_link.c.person_id).where(
            sign_in_link.c.hash == hashed(secret),
            sign_in_link.c.used_at.is_(None),
            sign_in_link.c.expires_at > now,
        )
    )


def spend_link(db: Connection, secret: str, now: datetime) -> int | None:
    """Use up a link and return whose it is; of two at once, one gets ``None``."""
    person_id: int | None = db.scalar(
        update(sign_in_link)
        .where(
            sign_in_link.c.hash == hashed(secret),
            sign_in_link.c.used_at.is_(None),
            sign_in_link.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(sign_in_link.c.person_id)
    )
    return person_id


def withdraw_link(db: Connection, secret: str) -> None:
    """Forget a link whose mail never left, so that it does not work."""
    db.execute(
        delete(sign_in_link).where(
            sign_in_link.c.hash == hashed(secret), sign_in_link.c.used_at.is_(None)
        )
    )


def open_session(
    db: Connection, secret: str, person_id: int, now: datetime, expires_at: datetime
) -> None:
    """Keep a new web session."""
    db.execute(
        insert(web_session).values(
            hash=hashed(secret), person_id=person_id, created_at=now, expires_at=expires_at
        )
    )


def holder(
    db: Connection, secret: str, now: datetime
) -> tuple[Person, tuple[Grant, ...], datetime] | None:
    """Return who holds a session, with the roles that they hold now and when the session ends.

    Nobody is returned where the person may not sign in any more.
    """
    rows = db.execute(
        select(
            role_grant.c.role,
            role_grant.c.response_id,
            web_session.c.expires_at,
            *people.COLUMNS,
        )
        .select_from(web_session)
        .join(person, person.c.id == web_session.c.person_id)
        .outerjoin(
            role_grant,
            (role_grant.c.person_id == person.c.id) & role_grant.c.withdrawn_at.is_(None),
        )
        .where(
            web_session.c.hash == hashed(secret), web_session.c.expires_at > now, person.c.active
        )
        .order_by(role_grant.c.id)
    ).all()
    if not rows:
        return None
    grants = tuple(Grant(row.role, row.response_id or 0) for row in rows if row.role)
    return Person(*rows[0][3:]), grants, rows[0].expires_at


def prolong(db: Connection, secret: str, expires_at: datetime) -> None:
    """Let a session end later."""
    own = web_session.c.hash == hashed(secret)
    db.execute(update(web_session).where(own).values(expires_at=expires_at))


def close_session(db: Connection, secret: str) -> None:
    """End a session."""
    db.execute(delete(web_session).where(web_session.c.hash == hashed(secret)))


def sweep(db: Connection, now: datetime) -> None:
    """Forget sessions and links that have expired."""
    db.execute(delete(web_session).where(web_session.c.expires_at <= now))
    db.execute(delete(sign_in_link).where(sign_in_link.c.expires_at <= now))
