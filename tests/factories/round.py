"""A small round: one instrument, three units, one person for each role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from secrets import token_hex

from msq.desk import edition as editions
from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE, Actor
from msq.desk.answer import Change, Saved, save_answers
from msq.desk.edition import Plan
from msq.desk.import_responses import ImportReport, import_responses, read_responses
from msq.desk.import_units import import_units, read_units
from msq.desk.publish import publish
from msq.desk.reading.response import Look, look_at
from msq.desk.register import import_register, read_register
from msq.desk.review import Verdict, review
from msq.desk.staff import add_staff
from msq.desk.submit import Declaration, submit
from msq.instrument.whole import Instrument
from msq.response.revisions import Revision
from msq.response.rights import STAFF_ROLES
from msq.store import exports, people
from msq.store.submissions import Submission
from tests.factories.clock import Clock
from tests.factories.instruments import instrument

EDITION = "round-1"
UNITS = """\
code,name,short_fr
ALB,Albania,Albanie
BTN,Bhutan,Bhoutan
CHL,Chile,Chili
"""
REGISTER = """\
unit,name,email,role
ALB,Fay,focal_point@example.org,
ALB,Con,contributor@example.org,contributor
ALB,Mia,mission@example.org,mission
BTN,Sam,stranger@example.org,
"""
ROLES = ("focal_point", "contributor", "mission", "stranger", *STAFF_ROLES)
SMALL = """
| code  | type            | text       | required | choices | details | missing       |
| A1    | yes_no          | Is it law? | yes      |         | law     | not_available |
| A2    | long_text       | Why?       |          |         |         |               |
| A3    | decimal         | How many?  |          |         |         | not_available |
| A4    | select_multiple | Which?     |          | x, y    |         |               |
| A5    | repeat          | Portals    |          |         |         |               |
| .name | text            | Name       |          |         |         |               |
| B1    | text            | In words?  |          |         |         |               |
| B2    | file            | Proof      |          |         |         | not_available |
"""
DETAILS = {"law": "| code | type | text | required |\n| title | text | Title | yes |"}
SIGNED = Declaration("A Minister", "Minister", "Ministry", agreed=True)


@dataclass
class Round:
    """An open edition with people, by their roles; ``"stranger"`` is the focal point of BTN."""

    desk: Desk
    clock: Clock
    actors: dict[str, Actor] = field(default_factory=dict)

    def change(
        self, item: str, *raw: str, unit: str = "ALB", missing: str = "", comment: str | None = None
    ) -> Change:
        """Return a change of somebody who sees what stands."""
        now = self.look(unit=unit).answers
        return Change(item, raw, missing, comment, now[item].number if item in now else 0)

    def send(
        self, *changes: Change, who: str = "focal_point", unit: str = "ALB", request: str = ""
    ) -> Saved:
        """Save changes as they are, under a request id of their own unless one is given."""
        request_id = request or token_hex(8)
        return save_answers(self.desk, self.actors[who], EDITION, unit, changes, request_id)

    def save(self, who: str = "focal_point", unit: str = "ALB", **answers: str) -> Saved:
        """Save values as somebody who sees what stands; ``A1_title`` is the item ``A1.title``."""
        codes = {name.replace("_", "."): value for name, value in answers.items()}
        changes = [self.change(code, value, unit=unit) for code, value in codes.items()]
        return self.send(*changes, who=who, unit=unit)

    def submit(
        self,
        who: str = "focal_point",
        unit: str = "ALB",
        signed: Declaration = SIGNED,
        **reasons: str,
    ) -> Submission:
        """Sign and send what stands, warnings passed with reasons by the code of the check."""
        number = self.look(unit=unit).response.last_number
        return submit(self.desk, self.actors[who], EDITION, unit, signed, number, reasons)

    def review(self, unit: str = "ALB", **verdicts: str) -> int:
        """Decide on items as the reviewer; anything but a verdict is what is asked."""
        decided = [
            Verdict(item, said)
            if said in {"accepted", "cleared"}
            else Verdict(item, "queried", said)
            for item, said in verdicts.items()
        ]
        return review(self.desk, self.actors["reviewer"], EDITION, unit, decided)

    def bring_in(self, rows: Sequence[str], heading: str = "unit,item,value") -> ImportReport:
        """Import answers from lines of text as the manager."""
        content = "\n".join([heading, *rows]).encode()
        table = read_responses(content, "answers.csv")
        return import_responses(self.desk, self.actors["manager"], EDITION, table)

    def look(self, who: str = "manager", unit: str = "ALB", n: int = 0) -> Look:
        """Look at a response."""
        return look_at(self.desk, self.actors[who], EDITION, unit, n)

    def values(self, unit: str = "ALB") -> dict[str, object]:
        """Return the values that stand, or their missing reasons, by item."""
        answers = self.look(unit=unit).answers
        return {code: one.missing or one.value for code, one in answers.items()}

    def revisions(self, unit: str = "ALB") -> list[Revision]:
        """Return the whole record of a response, oldest first."""
        response = self.look(unit=unit).response
        with self.desk.database.reading() as db:
            return [one for one, _ in exports.revisions_of(db, response.id)]

    def history(self, unit: str = "ALB") -> list[tuple[int, str, object, int]]:
        """Return number, item, what was said and what that replaced of each revision."""
        return [
            (one.number, one.item, one.missing or one.value, one.replaces)
            for one in self.revisions(unit)
        ]

    def arrive(self, who: str, **people_of: str) -> Actor:
        """Give somebody roles for units (``ALB="mission"``) and return them as they are then."""
        lines = [f"{unit},{who},{who}@example.org,{role}" for unit, role in people_of.items()]
        table = read_register("\n".join(["unit,name,email,role", *lines]).encode(), "people.csv")
        report = import_register(self.desk, COMMAND_LINE, EDITION, table)
        assert not report.wrong
        self.actors[who] = person(self.desk, f"{who}@example.org")
        return self.actors[who]


def person(desk: Desk, email: str) -> Actor:
    """Return somebody who is in the database as an actor with the roles they hold."""
    with desk.database.reading() as db:
        found = people.by_email(db, email)
        assert found is not None, email
        grants = people.grants_of(db, found.id)
    return Actor(found.id, found.name, found.email, found.language, grants)


def open_round(desk: Desk, clock: Clock, built: Instrument | None = None) -> Round:
    """Set a round up through the public verbs, open from February to June 2027 and 10 days.

    Args:
        built: an instrument with the code ``small``, instead of the usual one.
    """
    usual = instrument(SMALL, code="small", details=DETAILS)
    publish(desk, COMMAND_LINE, built or usual)
    import_units(desk, COMMAND_LINE, read_units(UNITS.encode(), "units.csv"))
    plan = Plan(EDITION, "Round 1", "2026", "small", date(2027, 2, 1), date(2027, 6, 30), grace=10)
    editions.create_edition(desk, COMMAND_LINE, plan)
    editions.open_edition(desk, COMMAND_LINE, EDITION)
    table = read_register(REGISTER.encode(), "people.csv")
    import_register(desk, COMMAND_LINE, EDITION, table)
    for role in STAFF_ROLES:
        add_staff(desk, COMMAND_LINE, f"{role}@example.org", role.title(), role)
    actors: Mapping[str, Actor] = {name: person(desk, f"{name}@example.org") for name in ROLES}
    return Round(desk, clock, dict(actors))
