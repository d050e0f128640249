"""An edition with people in six languages, and a mail server that keeps what arrives."""

from datetime import date

import pytest

from msq import resources
from msq.desk.actor import COMMAND_LINE
from msq.desk.edition import Plan, create_edition, open_edition
from msq.desk.import_units import import_units, read_units
from msq.desk.publish import publish
from msq.desk.register import import_register, read_register
from msq.mail.mailers import mailer_from
from msq.mail.messages import Stationery
from msq.wording import Wording
from tests.factories.instruments import instrument
from tests.mail.post_office import PostOffice, free_port

SENDER = "Survey secretariat <msq@example.org>"

UNITS = """\
code,name,kind,short_ar,short_zh,short_en,short_fr,short_ru,short_es
NOR,Norway,member_state,النرويج,挪威,Norway,Norvège,Норвегия,Noruega
"""

PEOPLE = """\
unit,name,email,role,language
NOR,محمد العلي,ar@example.no,focal_point,ar
NOR,王芳,zh@example.no,focal_point,zh
NOR,"Nordmann, Kari",en@example.no,focal_point,en
NOR,Zoë Lefèvre,fr@example.no,contributor,fr
NOR,Ирина Петрова,ru@example.no,mission,ru
NOR,José Núñez,es@example.no,contributor,es
"""
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


@pytest.fixture(scope="session")
def wording():
    return Wording(resources.folder("templates"))


@pytest.fixture
def paper(wording):
    return Stationery(wording, "https://msq.example.org")


@pytest.fixture
def post_office():
    office = PostOffice(free_port())
    office.open()
    yield office
    office.close()


@pytest.fixture
def mailer(post_office):
    return mailer_from(post_office.url, SENDER)


@pytest.fixture
def edition(desk):
    """An open edition of Norway alone, with six people, none of whom is invited yet."""
    publish(desk, COMMAND_LINE, instrument("| code | type | text |\n| A1 | yes_no | Is it so? |"))
    import_units(desk, COMMAND_LINE, read_units(UNITS.encode(), "units.csv"))
    plan = Plan(
        code="msq-2028",
        name="Member States Questionnaire 2028",
        reference_period="2026-2027",
        instrument="test",
        opens=date(2027, 2, 1),
        deadline=date(2027, 6, 30),
    )
    create_edition(desk, COMMAND_LINE, plan)
    import_register(desk, COMMAND_LINE, plan.code, read_register(PEOPLE.encode(), "people.csv"))
    return open_edition(desk, COMMAND_LINE, plan.code)
