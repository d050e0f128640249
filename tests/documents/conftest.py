"""A response of every kind of question, on SQLite: what a document shows is the same on both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from msq import resources
from msq.desk._verb import Desk
from msq.desk.attach import attach_files
from msq.documents.receipt import receipt_pdf
from msq.documents.whole_response import Version, response_pdf
from msq.response.attaching import Upload
from msq.store.engine import Database
from msq.wording import Wording
from tests.documents.pdf import Pdf
from tests.factories.clock import Clock
from tests.factories.instruments import instrument
from tests.factories.round import EDITION, Round, open_round

BASE = "https://msq.example.org"
TABLE = """
| code | type | text | required | choices | details | missing | relevant | calculation | row_title |
| A1 | yes_no | Is it law? | yes | | law | not_available | | | |
| A2 | long_text | Why is that so? | | | | | | | |
| A3 | decimal | How many? | | | | not_available | | | |
| A4 | select_multiple | Which of them? | | fax, telex, mail | | | | | |
| A5 | repeat | Portals | | | | | | | Portal |
| .name | text | Its name | | | | | | | |
| .owner | repeat | Owners of it | | | | | | | Owner |
| ..body | text | Public body | | | | | | | |
| A6 | text | Only after no | | | | | ${A1} = 'no' | | |
| A7 | calculate | Twice as many | | | | | | ${A3} * 2 | |
| B1 | table | Strategies | | | law | | | | |
| .ai | row | Machines | | | | | | | |
| .cloud | row | Clouds | | | | | | | |
| .has | yes_no | Is there one? | | | | | | | |
| B2 | file | Which proof? | | | | not_available | | | |
| B3 | text | Left blank | | | | | | | |
"""
DETAILS = {"law": "| code | type | text | required |\n| title | text | Its title | yes |"}
CHECKS = [
    {
        "code": "usual",
        "expression": "${A3} < 100",
        "strength": "warning",
        "message": "That is more than usual.",
        "items": ["A3"],
    }
]
PROOF = Upload("proof.txt", b"Proof")


@pytest.fixture
def a_round(sqlite_url: str, clock: Clock) -> Iterator[Round]:
    """An open edition that asks every kind of question."""
    built = instrument(TABLE, code="small", details=DETAILS, sections={"A": {"checks": CHECKS}})
    database = Database(sqlite_url)
    yield open_round(Desk(database, clock), clock, built)
    database.close()


@dataclass(frozen=True)
class Press:
    """Makes documents of the response of Albania."""

    a_round: Round
    words: Wording

    def answers(self, n: int = 0, language: str = "en") -> Pdf:
        """Return all answers as of a submission, or as they stand now."""
        look = self.a_round.look(n=n)
        now = self.a_round.clock()
        version = Version(look.response, look.instrument, look.answers, look.files, look.as_of, now)
        return Pdf(response_pdf(self.words, version, language, BASE))

    def receipt(self, n: int = 1, language: str = "en") -> Pdf:
        """Return the receipt of a submission."""
        look = self.a_round.look(n=n)
        assert look.as_of is not None
        return Pdf(receipt_pdf(self.words, look.response, look.as_of, language, BASE))


@pytest.fixture(scope="session")
def words() -> Wording:
    """All that is said to people."""
    return Wording(resources.folder("templates"))


@pytest.fixture
def press(a_round: Round, words: Wording) -> Press:
    """What makes documents."""
    return Press(a_round, words)


@pytest.fixture
def filled(a_round: Round) -> Callable[[], None]:
    """Give every kind of answer to the questions of Albania."""

    def fill() -> None:
        a_round.send(
            a_round.change("A1", "yes", comment="It was hard."),
            a_round.change("A1.title", "The Act"),
            a_round.change("A2", "First line.\nSecond line."),
            a_round.change("A3", "250"),
            a_round.change("A4", "fax", "telex"),
            a_round.change("A5[1].name", "Portal of one"),
            a_round.change("A5[3].name", "Portal of three"),
            a_round.change("A5[3].owner[2].body", "The second ministry"),
            a_round.change("B1.ai.has", "yes"),
            a_round.change("B1.ai.title", "On machines"),
            a_round.change("B1.cloud.has", "no"),
        )
        focal = a_round.actors["focal_point"]
        attach_files(a_round.desk, focal, EDITION, "ALB", "B2", [PROOF], "a request")

    return fill
