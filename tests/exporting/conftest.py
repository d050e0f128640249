"""What the tests of exports share: a small instrument of every construct, and its open edition."""

from datetime import datetime

import pytest

from msq.desk._verb import Desk
from msq.instrument.whole import Instrument
from tests.exporting.scene import OWN, Scene
from tests.factories.instruments import instrument

TABLE = """
| code   | type            | text                   | required | choices             | relevant      | details  | tags          |
| A1     | text            | What is your name?     | yes      |                     |               |          |               |
| A2     | repeat          | Who else?              |          |                     |               |          |               |
| .name  | text            | Name                   | yes      |                     |               |          |               |
| B1     | yes_no          | Is there a law?        | yes      |                     |               | evidence | osi=law       |
| B2     | select_multiple | Which tools?           |          | polls, forums, other* |             |          | osi=part law  |
| B3     | select_one      | Which licence?         | yes      | open, closed, none! | ${B1} = 'yes' |          |               |
| B4     | decimal         | Which share?           |          |                     | ${B1} = 'no'  |          |               |
| B5     | amount          | What does it cost?     |          |                     |               |          |               |
| B6     | date            | Since when?            |          |                     |               |          |               |
| B7     | long_text       | Tell us more.          |          |                     |               |          |               |
| C1     | repeat          | Other portals          |          |                     | ${B1} = 'yes' |          |               |
| .name  | text            | Name                   | yes      |                     |               |          |               |
| .users | integer         | Users                  |          |                     |               |          |               |
| C2     | table           | Strategies             |          |                     |               | evidence |               |
| .ai    | row             | Artificial intelligence |         |                     |               |          | sdg=9.c       |
| .cloud | row             | Cloud                  |          |                     |               |          |               |
| .has   | yes_no          | Is there one?          |          |                     |               |          |               |
"""  # noqa: E501
EVIDENCE = """
| code    | type        | text        | required | help             |
| title   | text        | Title       | yes      | As it is called. |
| year    | year        | Year        |          |                  |
"""


@pytest.fixture(scope="session")
def small() -> Instrument:
    """An instrument with details, other-specify, currency, a table, two groups, personal data."""
    return instrument(
        TABLE,
        code="small",
        personal="A",
        details={"evidence": EVIDENCE},
        codelists={"currencies": "usd, eur"},
    )


@pytest.fixture
def scene(desk: Desk, small: Instrument) -> Scene:
    """The open edition of the small instrument for three States, nothing answered yet."""
    return Scene(desk, small).begin()


@pytest.fixture
def moments(scene: Scene) -> dict[str, datetime]:
    """Make an edition in which each unit is somewhere else; return the moments on the way.

    Afghanistan submits twice and is accepted, Côte d'Ivoire submits, is returned and goes on
    writing, Fiji only writes.
    """
    clock = scene.clock
    found = {"start": clock()}

    def then(name: str) -> None:
        found[name] = clock()
        clock.forward(hours=1)

    clock.forward(hours=1)
    for unit in ("AFG", "CIV", "FJI"):
        scene.save(unit, {**OWN, "B7": f"{unit} first"})
    then("written")
    scene.submit("AFG")
    scene.submit("CIV")
    then("submitted")
    scene.review("AFG", B7="queried", B1="accepted")
    scene.review("CIV", B7="queried", B1="accepted")
    then("reviewed")
    scene.send_back("AFG")
    scene.send_back("CIV")
    then("returned")
    scene.save("AFG", {"B7": "AFG second"})
    scene.save("CIV", {"B7": "CIV second"})
    then("corrected")
    scene.submit("AFG")
    then("again")
    scene.review("AFG", B7="accepted")
    scene.accept("AFG")
    then("accepted")
    return found
