"""The units that answer: Member States, cities, administrations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, or_, select, update

from msq.store.base import AnyRow
from msq.store.tables import unit


@dataclass(frozen=True, slots=True)
class Unit:
    """Who answers.

    ``names`` holds short and formal names by language as ``short_fr``, ``formal_ar``;
    ``attributes`` what else the register says of it: ``alpha2``, ``m49``, ``region``, ``ldc`` …
    """

    code: str
    name: str
    kind: str = ""
    parent: str = ""
    names: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    id: int = 0


_COLUMNS = (
    unit.c.id,
    unit.c.code,
    unit.c.name,
    unit.c.kind,
    unit.c.parent,
    unit.c.names,
    unit.c.attributes,
)


def _made(row: AnyRow) -> Unit:
    return Unit(row.code, row.name, row.kind, row.parent, row.names, row.attributes, row.id)


def put(db: Connection, found: Unit) -> str:
    """Add a unit or bring it up to date; return ``added``, ``changed`` or ``same``."""
    values = {
        "name": found.name,
        "kind": found.kind,
        "parent": found.parent,
        "names": found.names,
        "attributes": found.attributes,
    }
    row = db.execute(select(*_COLUMNS).where(unit.c.code == found.code)).one_or_none()
    if row is None:
        db.execute(insert(unit).values(code=found.code, **values))
        return "added"
    if all(getattr(row, name) == value for name, value in values.items()):
        return "same"
    db.execute(update(unit).where(unit.c.id == row.id).values(**values))
    return "changed"


def every(db: Connection, kind: str = "", codes: Sequence[str] | None = None) -> list[Unit]:
    """Return units by code.

    Args:
        kind: only units of this kind, and those without a kind; all when empty.
        codes: only these; all when ``None``.
    """
    wanted = select(*_COLUMNS).order_by(unit.c.code)
    if kind:
        wanted = wanted.where(or_(unit.c.kind == kind, unit.c.kind == ""))
    found = [_made(row) for row in db.execute(wanted)]
    if codes is None:
        return found
    chosen = set(codes)
    return [one for one in found if one.code in chosen]


def names_to_codes(units: Iterable[Unit]) -> dict[str, str]:
    """Return the code for every code, alpha-2 code and name in any language, case folded.

    A name that two units share stands for neither.
    """
    found: dict[str, str] = {}
    shared: set[str] = set()
    known = list(units)
    for one in known:
        for name in {one.name, *one.names.values(), one.attributes.get("alpha2", "")} - {""}:
            key = name.casefold()
            if found.setdefault(key, one.code) != one.code:
                shared.add(key)
    for key in shared:
        del found[key]
    return found | {one.code.casefold(): one.code for one in known}
