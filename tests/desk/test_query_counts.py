"""A list asks the database as often for three things as for one."""

from collections.abc import Callable
from datetime import date

import pytest

from msq.desk import edition as editions
from msq.desk.edition import Plan
from msq.desk.invite import invite
from msq.desk.reading.managing import edition_page, mails, published_instruments, staff
from msq.desk.reading.mine import mine
from msq.desk.reading.worklist import all_editions, worklist
from msq.desk.sign_in import ask_for_link
from msq.desk.staff import add_staff
from tests.factories.round import EDITION, Round

UNITS = ("ALB", "BTN", "CHL")


def people(a_round: Round, count: int) -> None:
    """Let somebody answer for so many units, and submit and be asked something for each."""
    a_round.arrive("both", **dict.fromkeys(UNITS[:count], "mission"))
    for unit in UNITS[:count]:
        a_round.save("both", unit, A1="no")
        a_round.submit("both", unit)
        a_round.review(unit, A1="Is that so?")


def letters(a_round: Round, count: int) -> None:
    """Queue so many mails."""
    for _ in range(count):
        ask_for_link(a_round.desk, "focal_point@example.org")


def rounds(a_round: Round, count: int) -> None:
    """Make so many editions more, with the three units."""
    for n in range(count):
        days = date(2028, 1, 1), date(2028, 2, 1)
        plan = Plan(f"later-{n}", "Later", "", "small", *days)
        editions.create_edition(a_round.desk, a_round.actors["manager"], plan)


def colleagues(a_round: Round, count: int) -> None:
    """Give so many people a role."""
    for n in range(count):
        email = f"colleague{n}@example.org"
        add_staff(a_round.desk, a_round.actors["administrator"], email, "Colleague", "reviewer")


Look = Callable[[Round], object]
LOOKS: dict[str, tuple[Callable[[Round, int], None], Look, int]] = {
    "worklist": (people, lambda a: worklist(a.desk, a.actors["reviewer"], EDITION), 5),
    "mine": (people, lambda a: mine(a.desk, a.actors["both"]), 1),
    "response": (people, lambda a: a.look("both"), 5),
    "submission": (people, lambda a: a.look("both", n=1), 5),
    "edition": (people, lambda a: edition_page(a.desk, a.actors["manager"], EDITION), 4),
    "editions": (rounds, lambda a: all_editions(a.desk, a.actors["reviewer"]), 2),
    "instruments": (rounds, lambda a: published_instruments(a.desk, a.actors["manager"]), 1),
    "mails": (letters, lambda a: mails(a.desk, a.actors["manager"]), 2),
    "staff": (colleagues, lambda a: staff(a.desk, a.actors["administrator"]), 1),
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", LOOKS)
def test_list_costs_the_same_for_one_and_for_three(
    a_round: Round, statements: list[str], name: str, count: int
) -> None:
    fill, look, expected = LOOKS[name]
    fill(a_round, count)
    statements.clear()

    look(a_round)

    assert len(statements) == expected


def test_invitations_cost_one_statement_a_person_and_four_more(
    a_round: Round, statements: list[str]
) -> None:
    statements.clear()

    assert invite(a_round.desk, a_round.actors["manager"], EDITION) == 4

    assert len(statements) == 4 + 4
