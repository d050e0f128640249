"""A small round: one instrument, a few units, one person for each role."""

from dataclasses import dataclass, field
from datetime import date
from secrets import token_hex

from msq.desk import edition as editions
from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE, Actor
from msq.desk.answer import Change, Saved, save_answers
from msq.desk.edition import Plan
from msq.desk.import_units import import_units, read_units
from msq.desk.publish import publish
from msq.desk.reading.response import Look, look_at
from msq.desk.register import import_register, read_register
from msq.desk.staff import add_staff
from msq.desk.submit import Declaration, submit
from msq.instrument.model import Choice, Entry, Form, Instrument, Item, Section
from msq.response.rights import STAFF_ROLES
from msq.store import people
from msq.store.submissions import Submission

EDITION = "round-1"
UNITS = ("ALB", "BTN", "CHL")
SIGNED = Declaration("A Minister", "Minister", "Ministry", agreed=True)


def english(text: str) -> dict[str, str]:
    """Return a text in English."""
    return {"en": text}


def item(code: str, kind: str = "text", **more: object) -> Item:
    """Return an item whose concept is its code in small letters."""
    made = {"code": code, "concept": code.lower(), "type": kind, "text": english(code), **more}
    return Item(**made)  # type: ignore[arg-type]


def small_instrument() -> Instrument:
    """Return an instrument with a required yes/no and its detail, texts, a number, rows."""
    reasons = ("not_applicable", "not_available")
    law = item("A1", "yes_no", required=True, missing=reasons)
    title = item("A1.title", required=True, relevant="${A1} = 'yes'", lead="A1")
    entries = (
        Entry(code="A1", kind="item", text=english("A law?"), items=(law, title)),
        Entry(code="A2", kind="item", text=english("Why?"), items=(item("A2", "long_text"),)),
        Entry(
            code="A3",
            kind="item",
            text=english("How many?"),
            items=(item("A3", "decimal", missing=reasons),),
        ),
        Entry(
            code="A4",
            kind="item",
            text=english("Kinds"),
            items=(item("A4", "select_multiple", choices="kinds"),),
        ),
        Entry(
            code="A5",
            kind="repeat",
            text=english("Portals"),
            items=(item("A5.name", within="A5", column="name"),),
            max_rows=5,
        ),
    )
    kinds = (Choice(code="x", text=english("Ex")), Choice(code="y", text=english("Why")))
    section = Section(code="A", title=english("All"), entries=entries)
    return Instrument(
        Form(code="small", title=english("Small"), codelists={"kinds": kinds}, sections=(section,))
    )


@dataclass
class Round:
    """An open edition with people: ``actor["focal_point"]`` of ALB, ``"stranger"`` of BTN."""

    desk: Desk
    instrument: Instrument
    actors: dict[str, Actor] = field(default_factory=dict)

    def save(self, who: str = "focal_point", unit: str = "ALB", **answers: object) -> Saved:
        """Save answers as somebody who sees what stands; ``A1_title`` is the item ``A1.title``."""
        actor = self.actors[who]
        now = self.look(unit=unit).answers
        changes = []
        for name, raw in answers.items():
            code = name.replace("_", ".", 1)
            texts = raw if isinstance(raw, tuple) else (str(raw),)
            seen = now[code].number if code in now else 0
            changes.append(Change(code, texts, seen=seen))
        return save_answers(self.desk, actor, EDITION, unit, changes, token_hex(8))

    def look(self, who: str = "manager", unit: str = "ALB", n: int = 0) -> Look:
        """Look at a response."""
        return look_at(self.desk, self.actors[who], EDITION, unit, n)

    def submit(self, who: str = "focal_point", unit: str = "ALB") -> Submission:
        """Sign and send what stands."""
        number = self.look(unit=unit).response.last_number
        return submit(self.desk, self.actors[who], EDITION, unit, SIGNED, number)

    def values(self, unit: str = "ALB") -> dict[str, object]:
        """Return the values that stand, by item."""
        return {code: one.value for code, one in self.look(unit=unit).answers.items()}


def person(desk: Desk, email: str) -> Actor:
    """Return somebody who is in the database as an actor with their roles."""
    with desk.database.reading() as db:
        found = people.by_email(db, email)
        assert found is not None, email
        grants = people.grants_of(db, found.id)
    return Actor(found.id, found.name, found.email, found.language, grants)


def open_round(desk: Desk) -> Round:
    """Set a round up through the public verbs."""
    instrument = small_instrument()
    publish(desk, COMMAND_LINE, instrument)
    lines = "code,name\n" + "".join(f"{code},Unit {code}\n" for code in UNITS)
    import_units(desk, COMMAND_LINE, read_units(lines.encode(), "units.csv"))
    plan = Plan(EDITION, "Round 1", "", "small", date(2027, 2, 1), date(2027, 6, 30), 10)
    editions.create_edition(desk, COMMAND_LINE, plan)
    editions.open_edition(desk, COMMAND_LINE, EDITION)
    register = (
        "unit,name,email,role\n"
        "ALB,Fay,focal_point@example.org,\n"
        "ALB,Con,contributor@example.org,contributor\n"
        "ALB,Mia,mission@example.org,mission\n"
        "BTN,Sam,stranger@example.org,\n"
    )
    import_register(desk, COMMAND_LINE, EDITION, read_register(register.encode(), "people.csv"))
    for role in STAFF_ROLES:
        add_staff(desk, COMMAND_LINE, f"{role}@example.org", role.title(), role)
    names = ("focal_point", "contributor", "mission", "stranger", *STAFF_ROLES)
    actors = {name: person(desk, f"{name}@example.org") for name in names}
    return Round(desk, instrument, actors)
