"""The units that answer: Member States, cities, administrations."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from unicodedata import normalize

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from msq.problems import BadValue
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


class Names:
    """Which unit a person means who writes its code, its alpha-2 code or its name.

    Names are taken in any language, short or formal, whatever their case, their blanks and the
    width of their letters. A code comes before a name that is spelled the same.
    """

    def __init__(self, known: Iterable[Unit]) -> None:
        """Learn the names of these units."""
        self._codes: dict[str, str] = {}
        self._named: dict[str, set[str]] = {}
        for one in known:
            self._codes[_folded(one.code)] = one.code
            for name in (one.name, *one.names.values(), one.attributes.get("alpha2", "")):
                self._named.setdefault(_folded(name), set()).add(one.code)

    def code(self, text: str) -> str:
        """Return the code of the unit that a text names.

        Raises:
            BadValue: it is empty, names no unit, or names several.
        """
        folded = _folded(text)
        if not folded:
            raise BadValue("The unit is missing.")
        found = {self._codes[folded]} if folded in self._codes else self._named.get(folded, set())
        if len(found) > 1:
            raise BadValue(
                "“{unit}” is the name of several units: {codes}. Write the code.",
                unit=text.strip(),
                codes=", ".join(sorted(found)),
            )
        for code in found:
            return code
        raise BadValue("“{unit}” is not a unit of this edition.", unit=text.strip())


def _folded(text: str) -> str:
    """Return a name as it is compared."""
    return " ".join(normalize("NFKC", text).casefold().split())
