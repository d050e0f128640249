"""People and the roles they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from msq.response.rights import Grant
from msq.store.base import AnyRow
from msq.store.tables import edition, person, response, role_grant, unit


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in. ``language`` is the code of the language they are written to in."""

    id: int
    email: str
    name: str
    language: str
    active: bool


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody holds, with the response it is held for (empty codes for staff)."""

    grant: int
    person: Person
    role: str
    response: int
    edition_code: str
    unit_code: str
    unit_name: str
    invited_at: datetime | None


COLUMNS = (person.c.id, person.c.email, person.c.name, person.c.language, person.c.active)

_HELD: tuple[Any, ...] = (
    role_grant.c.id.label("grant_id"),
    role_grant.c.role,
    role_grant.c.response_id,
    role_grant.c.invited_at,
    *COLUMNS,
    edition.c.code.label("edition_code"),
    unit.c.code.label("unit_code"),
    unit.c.name.label("unit_name"),
)


def _made(row: AnyRow | None) -> Person | None:
    return None if row is None else Person(*row)


def by_email(db: Connection, email: str) -> Person | None:
    """Return the person with an e-mail address, whatever its case."""
    # Both sides by the database, for SQLite only knows the case of ASCII letters.
    wanted = select(*COLUMNS).where(func.lower(person.c.email) == func.lower(email))
    return _made(db.execute(wanted).one_or_none())


def by_id(db: Connection, person_id: int) -> Person | None:
    """Return the person with an id."""
    return _made(db.execute(select(*COLUMNS).where(person.c.id == person_id)).one_or_none())


def add(db: Connection, email: str, name: str, language: str, now: datetime) -> Person:
    """Add a person; the address must be new."""
    row = db.execute(
        insert(person)
        .values(email=email, name=name, language=language, active=True, created_at=now)
        .returning(person.c.id)
    ).one()
    return Person(row.id, email, name, language, active=True)


def change(db: Connection, person_id: int, name: str, language: str) -> None:
    """Give a person another name or language."""
    db.execute(update(person).where(person.c.id == person_id).values(name=name, language=language))


def grants_of(db: Connection, person_id: int) -> tuple[Grant, ...]:
    """Return the roles that a person holds now."""
    rows = db.execute(
        select(role_grant.c.role, role_grant.c.response_id)
        .where(role_grant.c.person_id == person_id, role_grant.c.withdrawn_at.is_(None))
        .order_by(role_grant.c.id)
    )
    return tuple(Grant(row.role, row.response_id or 0) for row in rows)


def grant(
    db: Connection, person_id: int, role: str, response_id: int | None, now: datetime
) -> bool:
    """Give a role; return whether it is new. Nobody holds a role twice."""
    held = db.execute(
        select(role_grant.c.id).where(
            role_grant.c.person_id == person_id,
            role_grant.c.role == role,
            role_grant.c.response_id.is_(None)
            if response_id is None
            else role_grant.c.response_id == response_id,
            role_grant.c.withdrawn_at.is_(None),
        )
    ).first()
    if held:
        return False
    db.execute(
        insert(role_grant).values(
            person_id=person_id, role=role, response_id=response_id, granted_at=now
        )
    )
    return True


def roles_in_edition(db: Connection, edition_id: int) -> list[HeldRole]:
    """Return everybody who holds a role for a response of an edition, by unit and name."""
    rows = db.execute(
        select(*_HELD)
        .join(person, person.c.id == role_grant.c.person_id)
        .join(response, response.c.id == role_grant.c.response_id)
        .join(edition, edition.c.id == response.c.edition_id)
        .join(unit, unit.c.id == response.c.unit_id)
        .where(edition.c.id == edition_id, role_grant.c.withdrawn_at.is_(None))
        .order_by(unit.c.name, person.c.name, role_grant.c.id)
    )
    return [_role(row) for row in rows]


def staff(db: Connection) -> list[HeldRole]:
    """Return everybody who holds a staff role, by name."""
    rows = db.execute(
        select(*_HELD)
        .join(person, person.c.id == role_grant.c.person_id)
        .outerjoin(response, response.c.id == role_grant.c.response_id)
        .outerjoin(edition, edition.c.id == response.c.edition_id)
        .outerjoin(unit, unit.c.id == response.c.unit_id)
        .where(role_grant.c.response_id.is_(None), role_grant.c.withdrawn_at.is_(None))
        .order_by(person.c.name, role_grant.c.id)
    )
    return [_role(row) for row in rows]


def _role(row: AnyRow) -> HeldRole:
    return HeldRole(
        grant=row.grant_id,
        person=Person(row.id, row.email, row.name, row.language, row.active),
        role=row.role,
        response=row.response_id or 0,
        edition_code=row.edition_code or "",
        unit_code=row.unit_code or "",
        unit_name=row.unit_name or "",
        invited_at=row.invited_at,
    )


def of_response(db: Connection, response_id: int, roles: Sequence[str]) -> list[Person]:
    """Return the people who hold one of some roles for a response, each once."""
    rows = db.execute(
        select(*COLUMNS)
        .join(role_grant, role_grant.c.person_id == person.c.id)
        .where(
            role_grant.c.response_id == response_id,
            role_grant.c.role.in_(roles),
            role_grant.c.withdrawn_at.is_(None),
            person.c.active,
        )
        .order_by(person.c.id)
        .distinct()
    )
    return [Person(*row) for row in rows]


def mark_invited(db: Connection, grant_ids: Sequence[int], now: datetime) -> None:
    """Record that invitations for some roles were put in the outbox."""
    db.execute(update(role_grant).where(role_grant.c.id.in_(grant_ids)).values(invited_at=now))
