"""An edition that is open for the 193 Member States, and the people the journeys need."""

from dataclasses import dataclass
from datetime import timedelta

from msq import resources
from msq.desk import edition as editions
from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE
from msq.desk.import_units import import_units, read_units
from msq.desk.publish import publish
from msq.desk.reading.response import Look, look_at
from msq.desk.register import import_register, read_register
from msq.instrument import yaml_form
from tests.journeys.looking import Visitor
from tests.journeys.server import Place, actor_of, link_secret

EDITION = "msq-2028"
PEOPLE = """\
unit,name,email,role,language
AND,Maria Puig,maria.puig@example.org,focal_point,en
BEL,Jan Peeters,jan.peeters@example.org,focal_point,en
BEL,Claire Dubois,claire.dubois@example.org,contributor,fr
CRI,Luis Mora,luis.mora@example.org,focal_point,en
DNK,Ida Holm,ida.holm@example.org,focal_point,en
EST,Mart Tamm,mart.tamm@example.org,focal_point,en
"""


@dataclass(frozen=True)
class Site:
    """A served platform with an open edition, and the desk behind it."""

    place: Place
    desk: Desk

    def link(self, email: str) -> str:
        """Return a fresh sign-in link of a person."""
        return f"{self.place.base_url}/sign-in/{link_secret(self.desk, email)}"

    def address(self, unit: str, path: str = "") -> str:
        """Return the address of a page of a response."""
        return f"{self.place.base_url}/respond/{EDITION}/{unit}{path}"

    def look(self, unit: str, email: str) -> Look:
        """Return a response as a person of it sees it."""
        return look_at(self.desk, actor_of(self.desk, email), EDITION, unit)

    def value(self, unit: str, email: str, item: str) -> object:
        """Return what is saved of one answer: its value, or the reason why there is none."""
        answer = self.look(unit, email).answers.get(item)
        return None if answer is None else answer.missing or answer.value

    def arrive(self, visitor: Visitor, email: str, unit: str, path: str = "") -> None:
        """Sign a person in and go to a page of a response."""
        visitor.sign_in(self.link(email))
        visitor.open(self.address(unit, path))


def open_site(place: Place, desk: Desk) -> Site:
    """Open an edition for the 193 Member States on an empty database."""
    register = resources.folder("forms") / "registers" / "member-states.csv"
    import_units(desk, COMMAND_LINE, read_units(register.read_bytes(), register.name))
    publish(desk, COMMAND_LINE, yaml_form.load(resources.folder("forms") / EDITION))
    today = desk.now().date()
    plan = editions.Plan(
        code=EDITION,
        name="2028 edition",
        reference_period="The 12 months before you answer",
        instrument=EDITION,
        opens=today - timedelta(days=1),
        deadline=today + timedelta(days=60),
        grace=14,
    )
    editions.create_edition(desk, COMMAND_LINE, plan)
    editions.open_edition(desk, COMMAND_LINE, EDITION)
    report = import_register(
        desk, COMMAND_LINE, EDITION, read_register(PEOPLE.encode(), "register.csv")
    )
    assert report.wrong == ()
    return Site(place, desk)
