"""An answer that stood before is said once more: checked as any is, once, never over another."""

import pytest

from msq.desk.attach import attach_files, detach_file
from msq.desk.reading.response import look_at
from msq.desk.restore import restore
from msq.desk.review import send_back
from msq.problems import (
    BadValue,
    Closed,
    Conflict,
    NotAllowed,
    NotFound,
    ProblemWithAnswer,
    WrongState,
)
from msq.response.attaching import Upload
from tests.factories.instruments import instrument
from tests.factories.round import EDITION, Round, open_round


def back(
    a_round: Round,
    item: str,
    number: int,
    seen: int | None = None,
    request: str = "r",
    who: str = "focal_point",
) -> int:
    """Let an answer of ALB stand again, as somebody who saw what stands unless said otherwise."""
    now = a_round.look().answers.get(item)
    seen = (now.number if now else 0) if seen is None else seen
    return restore(a_round.desk, a_round.actors[who], EDITION, "ALB", item, number, seen, request)


@pytest.fixture
def twice(a_round: Round) -> Round:
    """A round in which A2 was answered twice: revisions 1 and 2."""
    a_round.send(a_round.change("A2", "One", comment="Noted"))
    a_round.save(A2="Two")
    return a_round


def test_restored_answer_is_a_new_revision_that_says_so(twice: Round) -> None:
    assert back(twice, "A2", 1, who="contributor") == 3

    newest = twice.revisions()[-1]
    assert (newest.value, newest.comment, newest.author) == ("One", "Noted", "Con")
    assert (newest.source, newest.replaces) == ("restore", 2)
    assert twice.history()[:2] == [(1, "A2", "One", 0), (2, "A2", "Two", 1)]


def test_same_request_twice_is_one_revision(twice: Round) -> None:
    assert [back(twice, "A2", 1, 2), back(twice, "A2", 1, 2)] == [3, 3]
    twice.save(A2="Three")
    assert back(twice, "A2", 1, 2) == 3
    assert [one.value for one in twice.revisions()] == ["One", "Two", "One", "Three"]


def test_what_stands_already_is_left_as_it_is(twice: Round) -> None:
    assert back(twice, "A2", 2) == 2
    assert len(twice.history()) == 2


def test_a_blank_and_a_reason_stand_again_too(a_round: Round) -> None:
    a_round.send(a_round.change("A3", missing="not_available"))
    a_round.save(A3="5")
    a_round.save(A3="")

    back(a_round, "A3", 1, request="one")
    assert a_round.values() == {"A3": "not_available"}
    back(a_round, "A3", 3, request="two")
    assert a_round.values() == {"A3": None}


def test_colleagues_change_meanwhile_is_told_and_nothing_is_lost(twice: Round) -> None:
    twice.save("contributor", A2="Theirs")

    with pytest.raises(Conflict) as caught:
        back(twice, "A2", 1, seen=2)
    assert str(caught.value).startswith("Somebody changed this answer after you opened this page.")
    assert twice.values() == {"A2": "Theirs"}


@pytest.mark.parametrize(("item", "number"), [("A2", 9), ("A1", 1), ("A2", 0), ("Z9", 1)])
def test_what_is_not_in_the_history_of_the_item_is_not_found(
    twice: Round, item: str, number: int
) -> None:
    with pytest.raises(NotFound):
        back(twice, item, number)


def test_only_who_may_answer_and_only_while_answers_are_taken(twice: Round) -> None:
    with pytest.raises(NotAllowed):
        back(twice, "A2", 1, who="reviewer")
    with pytest.raises(NotFound):
        back(twice, "A2", 1, who="stranger")
    twice.save(A1="no")
    twice.submit()
    with pytest.raises(WrongState):
        back(twice, "A2", 1)
    twice.clock.forward(days=400)
    with pytest.raises(Closed):
        back(twice, "A2", 1)
    assert twice.values()["A2"] == "Two"


def test_choice_that_is_not_offered_any_more_is_refused(desk, clock) -> None:
    form = instrument(
        """
        | code | type       | text   | required | choices     | choice_filter                     |
        | A1   | yes_no     | Is it? |          |             |                                   |
        | A2   | select_one | Which? |          | red, blue   | ${A1} = 'yes' or name = 'red'     |
        """,
        code="small",
    )
    a_round = open_round(desk, clock, form)
    a_round.save(A1="yes", A2="blue")
    a_round.save(A1="no", A2="red")

    with pytest.raises(ProblemWithAnswer) as caught:
        back(a_round, "A2", 2)
    assert str(caught.value) == "“Blue” does not fit your other answers. Please choose again."
    assert a_round.values()["A2"] == "red"
    a_round.save(A1="yes")
    back(a_round, "A2", 2)
    assert a_round.values()["A2"] == "blue"


def test_what_is_calculated_is_not_restored(desk, clock) -> None:
    form = instrument(
        """
        | code | type      | text | calculation |
        | A1   | integer   | One  |             |
        | A2   | calculate | Sum  | ${A1} + 1   |
        """,
        code="small",
    )
    a_round = open_round(desk, clock, form)
    a_round.save(A1="1")
    a_round.submit()

    a_round.review(A1="So?")
    send_back(a_round.desk, a_round.actors["reviewer"], EDITION, "ALB")

    with pytest.raises(BadValue) as caught:
        back(a_round, "A2", 2)
    assert str(caught.value) == "This answer follows from others; change those."


def test_file_that_was_taken_away_is_there_again(a_round: Round) -> None:
    who = a_round.actors["focal_point"]
    attach_files(a_round.desk, who, EDITION, "ALB", "B2", [Upload("a.txt", b"Proof")], "one")
    look = look_at(a_round.desk, who, EDITION, "ALB")
    detach_file(a_round.desk, who, EDITION, "ALB", "B2", next(iter(look.files)), "two")

    back(a_round, "B2", 1)

    assert a_round.look().answers["B2"].value == look.answers["B2"].value
