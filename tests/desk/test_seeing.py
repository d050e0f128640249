"""Who sees which response: for everybody else it is not there, whatever they try."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from msq.desk.actor import Actor
from msq.desk.answer import Change, save_answers
from msq.desk.reading.changes import changes
from msq.desk.reading.history import history
from msq.desk.reading.mine import mine
from msq.desk.reading.response import look_at
from msq.desk.reading.worklist import worklist
from msq.desk.restore import restore
from msq.desk.review import reply
from msq.desk.sign_in import issue_link, sign_in, who
from msq.desk.staff import add_staff
from msq.desk.submit import submit
from msq.problems import NotAllowed, NotFound
from tests.factories.round import EDITION, SIGNED, Round, person

REACHES: dict[str, Callable[[Round, Actor, str], object]] = {
    "look": lambda a, who, unit: look_at(a.desk, who, EDITION, unit),
    "look at a submission": lambda a, who, unit: look_at(a.desk, who, EDITION, unit, 1),
    "changes": lambda a, who, unit: changes(a.desk, who, EDITION, unit),
    "history": lambda a, who, unit: history(a.desk, who, EDITION, unit, "A1"),
    "restore": lambda a, who, unit: restore(a.desk, who, EDITION, unit, "A1", 1, 1, "r"),
    "save": lambda a, who, unit: save_answers(
        a.desk, who, EDITION, unit, [Change("A2", ("x",))], "r"
    ),
    "submit": lambda a, who, unit: submit(a.desk, who, EDITION, unit, SIGNED, 1),
    "reply": lambda a, who, unit: reply(a.desk, who, EDITION, unit, {"A1": "x"}),
}


@pytest.mark.parametrize("reach", REACHES)
@pytest.mark.parametrize("unit", ["ALB", "CHL", "ATL"])
def test_response_of_another_state_is_as_if_it_were_not_there(
    a_round: Round, reach: str, unit: str
) -> None:
    a_round.save(A1="no")
    a_round.submit()

    with pytest.raises(NotFound) as caught:
        REACHES[reach](a_round, a_round.actors["stranger"], unit)
    assert (
        str(caught.value) == f"There is no response of “{unit}” in the edition “{EDITION}” for you."
    )


def test_response_of_another_edition_is_not_there_either(a_round: Round) -> None:
    with pytest.raises(NotFound):
        look_at(a_round.desk, a_round.actors["focal_point"], "round-2", "ALB")


def test_each_person_finds_the_responses_that_are_theirs(a_round: Round) -> None:
    a_round.arrive("both", ALB="mission", BTN="contributor")

    found = {
        name: [one.unit.code for one, _ in mine(a_round.desk, actor).responses]
        for name, actor in a_round.actors.items()
    }

    assert found == {
        "focal_point": ["ALB"],
        "contributor": ["ALB"],
        "mission": ["ALB"],
        "stranger": ["BTN"],
        "both": ["ALB", "BTN"],
        "reviewer": [],
        "manager": [],
        "administrator": [],
    }


@pytest.mark.parametrize("role", ["reviewer", "manager", "administrator"])
def test_staff_see_every_response(a_round: Round, role: str) -> None:
    a_round.save("stranger", "BTN", A2="Because")

    found = worklist(a_round.desk, a_round.actors[role], EDITION)
    assert [(one.response.unit.code, one.answered) for one in found.lines] == [
        ("ALB", 0),
        ("BTN", 1),
        ("CHL", 0),
    ]
    assert a_round.look(role, "BTN").answers["A2"].value == "Because"


def test_staff_who_are_focal_points_too_answer_for_their_own_state_alone(a_round: Round) -> None:
    add_staff(a_round.desk, a_round.actors["administrator"], "dora@example.org", "Dora", "reviewer")
    dora = a_round.arrive("dora", BTN="focal_point")

    assert dora.name == "Dora"
    a_round.save("dora", "BTN", A1="no")
    assert (
        str(a_round.look("dora", "ALB").closed) == "You can read these answers but not change them."
    )
    with pytest.raises(NotAllowed):
        a_round.save("dora", "ALB", A1="no")
    with pytest.raises(NotAllowed):
        a_round.submit("dora", "ALB")
    assert a_round.submit("dora", "BTN").by == "Dora"
    assert [one.unit.code for one, _ in mine(a_round.desk, dora).responses] == ["BTN"]


def test_role_that_was_withdrawn_gives_nothing_any_more(a_round: Round) -> None:
    a_round.arrive("both", ALB="mission", BTN="contributor")
    with a_round.desk.database.writing() as db:
        withdrawn = "UPDATE role_grant SET withdrawn_at = granted_at WHERE person_id = :id"
        mission = text(f"{withdrawn} AND role = 'mission'")
        db.execute(mission, {"id": a_round.actors["both"].id})
    both = person(a_round.desk, "both@example.org")

    assert [one.unit.code for one, _ in mine(a_round.desk, both).responses] == ["BTN"]
    with pytest.raises(NotFound):
        look_at(a_round.desk, both, EDITION, "ALB")
    again = a_round.arrive("both", ALB="mission")
    assert look_at(a_round.desk, again, EDITION, "ALB").may_submit


def test_session_of_somebody_who_may_not_sign_in_any_more_is_nobodys(a_round: Round) -> None:
    contributor = a_round.actors["contributor"]
    assert contributor.id is not None
    session = sign_in(a_round.desk, issue_link(a_round.desk, contributor.id))
    assert who(a_round.desk, session) == contributor

    with a_round.desk.database.writing() as db:
        inactive = text("UPDATE person SET active = false WHERE id = :id")
        db.execute(inactive, {"id": contributor.id})

    assert who(a_round.desk, session) is None
