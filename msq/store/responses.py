"""Responses: all that one unit says in one edition, and where each stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from msq.store import editions, units
from msq.store.base import AnyRow, AnySelect
from msq.store.editions import Edition
from msq.store.tables import answer, edition, response, role_grant, unit
from msq.store.units import Unit


@dataclass(frozen=True, slots=True)
class Response:
    """Where one response stands.

    ``groups`` are the unit's groups in this edition (LDC and the like); ``last_number`` is the
    number of the newest revision; ``submissions`` counts them.
    """

    id: int
    edition: Edition
    unit: Unit
    groups: tuple[str, ...]
    state: str
    last_number: int
    submissions: int
    changed_at: datetime | None

    @property
    def edition_code(self) -> str:
        """The code of the edition."""
        return self.edition.code


_OWN = (
    response.c.id,
    response.c.groups,
    response.c.state,
    response.c.last_number,
    response.c.submissions,
    response.c.changed_at,
)
_EDITION_ENDS = len(editions.COLUMNS)
_UNIT_ENDS = _EDITION_ENDS + len(units.COLUMNS)


def _selected() -> AnySelect:
    return (
        select(*editions.COLUMNS, *units.COLUMNS, *_OWN)
        .select_from(response)
        .join(edition, edition.c.id == response.c.edition_id)
        .join(unit, unit.c.id == response.c.unit_id)
    )


def _made(row: AnyRow) -> Response:
    response_id, groups, *standing = row[_UNIT_ENDS:]
    return Response(
        response_id,
        Edition(*row[:_EDITION_ENDS]),
        Unit(*row[_EDITION_ENDS:_UNIT_ENDS]),
        tuple(groups),
        *standing,
    )


def register(db: Connection, edition_id: int, asked: Iterable[tuple[Unit, tuple[str, ...]]]) -> int:
    """Put units with their groups into an edition; return how many are new."""
    there = set(db.scalars(select(response.c.unit_id).where(response.c.edition_id == edition_id)))
    new = [
        {
            "edition_id": edition_id,
            "unit_id": one.id,
            "groups": list(groups),
            "state": "not_started",
            "last_number": 0,
            "submissions": 0,
        }
        for one, groups in asked
        if one.id not in there
    ]
    if new:
        db.execute(insert(response), new)
    return len(new)


def hold(
    db: Connection,
    edition_code: str,
    visible: ColumnElement[bool],
    unit_codes: Collection[str] | None = None,
) -> None:
    """Hold responses until the transaction ends: of some units, or of all in the edition.

    What was read of them before may have changed while this waited: read them after it. On SQLite
    a writing connection holds the whole database already.
    """
    if db.dialect.name == "sqlite":
        return
    wanted = (
        select(response.c.id)
        .join(edition, edition.c.id == response.c.edition_id)
        .join(unit, unit.c.id == response.c.unit_id)
        .where(edition.c.code == edition_code, visible)
        .order_by(response.c.id)
        .with_for_update(of=response, key_share=True)
    )
    if unit_codes is not None:
        wanted = wanted.where(unit.c.code.in_(unit_codes))
    db.execute(wanted).all()


def find(
    db: Connection, edition_code: str, unit_code: str, visible: ColumnElement[bool]
) -> Response | None:
    """Return the response of a unit in an edition, if it is visible (``visibility``)."""
    row = db.execute(
        _selected().where(edition.c.code == edition_code, unit.c.code == unit_code, visible)
    ).one_or_none()
    return None if row is None else _made(row)


def of_edition(db: Connection, edition_id: int, visible: ColumnElement[bool]) -> list[Response]:
    """Return the visible responses of an edition by the unit's name."""
    rows = db.execute(
        _selected()
        .where(response.c.edition_id == edition_id, visible)
        .order_by(unit.c.name, unit.c.code)
    )
    return [_made(row) for row in rows]


def of_person(db: Connection, person_id: int) -> list[Response]:
    """Return the responses for which a person holds a role, newest edition first."""
    held = and_(
        role_grant.c.response_id == response.c.id,
        role_grant.c.person_id == person_id,
        role_grant.c.withdrawn_at.is_(None),
    )
    rows = db.execute(
        _selected()
        .where(select(role_grant.c.id).where(held).exists())
        .order_by(edition.c.id.desc(), unit.c.name)
    )
    return [_made(row) for row in rows]


def move(
    db: Connection,
    response_id: int,
    state: str,
    *,
    last_number: int | None = None,
    submissions: int | None = None,
    changed_at: datetime | None = None,
) -> None:
    """Record where a response now stands; what is ``None`` stays as it was."""
    changes = {
        "last_number": last_number,
        "submissions": submissions,
        "changed_at": changed_at,
    }
    kept = {name: value for name, value in changes.items() if value is not None}
    db.execute(update(response).where(response.c.id == response_id).values(state=state, **kept))


def answered_counts(db: Connection, edition_id: int) -> dict[int, int]:
    """Return how many items hold an answer, by the response's id; those with none are left out."""
    rows = db.execute(
        select(answer.c.response_id, func.count())
        .join(response, response.c.id == answer.c.response_id)
        .where(
            response.c.edition_id == edition_id,
            or_(answer.c.value.is_not(None), answer.c.missing != ""),
        )
        .group_by(answer.c.response_id)
    )
    return {row[0]: row[1] for row in rows}


def state_counts(db: Connection) -> dict[int, dict[str, int]]:
    """Return how many responses stand in each state, by the edition's id."""
    rows = db.execute(
        select(response.c.edition_id, response.c.state, func.count()).group_by(
            response.c.edition_id, response.c.state
        )
    )
    found: dict[int, dict[str, int]] = {}
    for edition_id, state, count in rows:
        found.setdefault(edition_id, {})[state] = count
    return found
