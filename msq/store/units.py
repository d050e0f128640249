"""The units that answer: Member States, cities, administrations."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy import Connection, bindparam, insert, or_, select, update

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


COLUMNS = (
    unit.c.code,
    unit.c.name,
    unit.c.kind,
    unit.c.parent,
    unit.c.names,
    unit.c.attributes,
    unit.c.id,
)


def put(db: Connection, found: Iterable[Unit]) -> dict[str, int]:
    """Add units or bring them up to date; return how many are ``added``, ``changed``, ``same``."""
    known = {one.code: one for one in every(db)}
    new, changed, same = [], [], 0
    for one in found:
        values = asdict(one)
        del values["id"]
        before = known.get(one.code)
        if before is None:
            new.append(values)
        elif replace(before, id=one.id) != one:
            changed.append({**values, "key": one.code})
        else:
            same += 1
    if new:
        db.execute(insert(unit), new)
    if changed:
        db.execute(update(unit).where(unit.c.code == bindparam("key")), changed)
    return {"added": len(new), "changed": len(changed), "same": same}


def every(db: Connection, kind: str = "", codes: Sequence[str] | None = None) -> list[Unit]:
    """Return units by code.

    Args:
        kind: only units of this kind, and those without a kind; all when empty.
        codes: only these; all when ``None``.
    """
    wanted = select(*COLUMNS).order_by(unit.c.code)
    if kind:
        wanted = wanted.where(or_(unit.c.kind == kind, unit.c.kind == ""))
    found = [Unit(*row) for row in db.execute(wanted)]
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
