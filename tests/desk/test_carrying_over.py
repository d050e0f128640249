"""From an accepted response to the next round: offered, confirmed, never taken for an answer."""

from datetime import date

import pytest

from msq.desk.actor import COMMAND_LINE, Actor
from msq.desk.answer import Change, save_answers
from msq.desk.carry_over import confirm
from msq.desk.edition import Plan, create_edition, open_edition
from msq.desk.publish import publish
from msq.desk.reading.response import Look, look_at
from msq.desk.register import import_register, read_register
from msq.desk.review import accept, reopen
from msq.problems import NotAllowed
from tests.factories.instruments import instrument
from tests.factories.round import EDITION, Round, person

NEXT = "round-2"
PEOPLE = "unit,name,email\nALB,Focal point,focal_point@example.org\n"
TABLE = """
| code  | type            | text    | concept    | choices |
| A1    | integer         | How?    | concept.a1 |         |
| A2    | long_text       | Why?    | concept.a2 |         |
| A3    | decimal         | Many?   | concept.a3 |         |
| B2    | repeat          | Portals | concept.a5 |         |
| .name | text            | Name    |            |         |
"""


def accepted(a_round: Round, **answers: str) -> None:
    """Let ALB answer, submit and be accepted in the first round."""
    a_round.save(**answers)
    a_round.submit()
    a_round.review(A2="accepted")
    accept(a_round.desk, a_round.actors["reviewer"], EDITION, "ALB")


def next_round(a_round: Round, *, same: bool = False) -> None:
    """Open the next round, with the same questions or with others."""
    if not same:
        publish(a_round.desk, COMMAND_LINE, instrument(TABLE, code="next"))
    opens = date(2027, 8, 1)
    plan = Plan(NEXT, "Round 2", "", "small" if same else "next", opens, date(2027, 12, 1))
    create_edition(a_round.desk, COMMAND_LINE, plan)
    open_edition(a_round.desk, COMMAND_LINE, NEXT)
    import_register(a_round.desk, COMMAND_LINE, NEXT, read_register(PEOPLE.encode(), "p.csv"))
    a_round.clock.moment = a_round.clock.moment.replace(month=8, day=2)


def look(a_round: Round) -> Look:
    """Look at the response of ALB in the next round as its focal point."""
    return look_at(a_round.desk, fresh(a_round), NEXT, "ALB")


def fresh(a_round: Round) -> Actor:
    """Return the focal point with the roles of both rounds."""
    return person(a_round.desk, "focal_point@example.org")


def offered(a_round: Round) -> dict[str, object]:
    """Return what is offered, by item."""
    along = look(a_round).along
    assert along is not None
    return {item: one.answer.value for item, one in along.carried.items()}


def test_accepted_answers_are_offered_and_count_as_unanswered(a_round: Round) -> None:
    accepted(a_round, A1="no", A2="Because", A3="5")
    next_round(a_round)

    found = look(a_round)
    assert offered(a_round) == {"A2": "Because", "A3": "5"}
    assert found.along is not None
    assert found.along.source.edition_code == EDITION
    assert [(one.item, str(one.why)) for one in found.along.lost] == [
        ("A1", "This question takes another kind of answer now.")
    ]
    assert (found.answers, found.overall.answered) == ({}, 0)
    assert found.response.state == "not_started"


def test_confirmed_answer_is_a_revision_that_says_where_it_comes_from(a_round: Round) -> None:
    accepted(a_round, A1="no", A2="Because", A3="5")
    next_round(a_round)

    assert confirm(a_round.desk, fresh(a_round), NEXT, "ALB", ["A2", "A1", "Z9"], "one") == 1
    assert confirm(a_round.desk, fresh(a_round), NEXT, "ALB", ["A2"], "two") == 0

    found = look(a_round)
    assert {item: one.value for item, one in found.answers.items()} == {"A2": "Because"}
    assert (found.newest["A2"].source, found.newest["A2"].author) == ("carry-over", "Focal point")
    assert found.response.state == "in_progress"
    assert offered(a_round) == {"A3": "5"}


def test_what_was_answered_anew_is_not_offered_any_more(a_round: Round) -> None:
    accepted(a_round, A1="no", A2="Because", A3="5")
    next_round(a_round)
    save_answers(a_round.desk, fresh(a_round), NEXT, "ALB", [Change("A3", ("6",))], "one")

    assert offered(a_round) == {"A2": "Because"}
    assert confirm(a_round.desk, fresh(a_round), NEXT, "ALB", ["A3"], "two") == 0
    assert look(a_round).answers["A3"].value == "6"


def test_what_comes_along_is_what_was_accepted_when_the_edition_opened(a_round: Round) -> None:
    accepted(a_round, A1="no", A2="Because", A3="5")
    next_round(a_round)
    reopen(a_round.desk, a_round.actors["manager"], EDITION, "ALB", "A slip")
    a_round.save(A2="Another")
    a_round.submit()

    assert offered(a_round)["A2"] == "Because"


def test_nothing_comes_along_from_what_was_not_accepted(a_round: Round) -> None:
    a_round.save(A1="no", A2="Because")
    a_round.submit()
    next_round(a_round)

    assert look(a_round).along is None
    assert confirm(a_round.desk, fresh(a_round), NEXT, "ALB", ["A2"], "one") == 0


def test_answers_to_what_was_not_asked_do_not_come_along(a_round: Round) -> None:
    a_round.save(A1="yes", A1_title="An act")
    accepted(a_round, A1="no", A2="Because")
    next_round(a_round, same=True)

    assert offered(a_round) == {"A1": "no", "A2": "Because"}


def test_only_who_may_answer_confirms(a_round: Round) -> None:
    accepted(a_round, A1="no", A2="Because")
    next_round(a_round)

    with pytest.raises(NotAllowed):
        confirm(a_round.desk, a_round.actors["reviewer"], NEXT, "ALB", ["A2"], "one")
    assert look(a_round).answers == {}
