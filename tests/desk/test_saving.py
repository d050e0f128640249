"""Saving answers: what changed is recorded once, what cannot be recorded is given back."""

import pytest

from msq.desk.answer import Change, save_answers
from msq.problems import BadValue, Closed, Conflict, NotAllowed, NotFound, WrongState
from msq.response.values import Answer
from tests.factories.round import EDITION, Round


def told(saved) -> dict[str, object]:
    """Return what became of each item of a save."""
    return {
        **saved.numbers,
        **{one.item: "wrong" for one in saved.problems},
        **{one.item: (one.mine.value, one.theirs.value) for one in saved.clashes},
    }


def test_changed_answers_are_one_revision_each_in_the_order_sent(a_round: Round) -> None:
    a_round.save(A1="yes", A1_title="An act", A3="12.50")
    a_round.save(A1="yes", A3="13")

    assert a_round.history() == [
        (1, "A1", "yes", 0),
        (2, "A1.title", "An act", 0),
        (3, "A3", "12.5", 0),
        (4, "A3", "13", 3),
    ]
    look = a_round.look()
    assert (look.response.state, look.response.last_number) == ("in_progress", 4)
    assert look.response.changed_at == a_round.clock()


def test_revision_tells_who_when_and_where_from(a_round: Round) -> None:
    changes = [a_round.change("A2", "Because", comment="See annex 2")]
    save_answers(a_round.desk, a_round.actors["mission"], EDITION, "ALB", changes, "r", "page")

    (one,) = a_round.revisions()
    assert (one.author, one.at, one.source) == ("Mia", a_round.clock(), "page")
    assert one.answer == Answer("Because", "", "See annex 2", 1)


def test_wrong_answers_do_not_keep_the_right_ones_from_being_saved(a_round: Round) -> None:
    saved = a_round.save(A1="perhaps", A2="Because", A3="many", A4="z")

    assert told(saved) == {"A1": "wrong", "A2": 1, "A3": "wrong", "A4": "wrong"}
    assert a_round.values() == {"A2": "Because"}


def test_nothing_changed_records_nothing(a_round: Round) -> None:
    a_round.save(A2="Because")
    before = a_round.look().response

    assert told(a_round.save(A2="Because")) == {"A2": 1}
    assert told(a_round.send()) == {}
    assert a_round.look().response == before


def test_blank_and_reason_replace_a_value(a_round: Round) -> None:
    a_round.save(A3="5")
    a_round.send(a_round.change("A3", missing="not_available"))
    a_round.send(a_round.change("A3", ""))

    assert a_round.history() == [
        (1, "A3", "5", 0),
        (2, "A3", "not_available", 1),
        (3, "A3", None, 2),
    ]


def test_note_stays_where_the_page_has_no_field_for_it(a_round: Round) -> None:
    a_round.send(a_round.change("A3", "5", comment="Estimated"))
    a_round.send(a_round.change("A3", "6"))
    assert a_round.look().answers["A3"] == Answer("6", "", "Estimated", 2)

    a_round.send(a_round.change("A3", "6", comment=""))
    assert a_round.look().answers["A3"] == Answer("6", "", "", 3)


def test_note_that_somebody_else_changed_is_not_put_back(a_round: Round) -> None:
    a_round.send(a_round.change("A3", "5", comment="Estimated"))
    unchanged, changed = a_round.change("A3", "5"), a_round.change("A3", "6")
    a_round.send(a_round.change("A3", "5", comment="Counted"), who="contributor")

    assert told(a_round.send(unchanged)) == {"A3": 2}
    assert told(a_round.send(changed)) == {"A3": ("6", "5")}
    assert a_round.look().answers["A3"] == Answer("5", "", "Counted", 2)


def test_rows_of_a_group_are_items_of_their_own(a_round: Round) -> None:
    a_round.save(**{"A5[1]_name": "One", "A5[3]_name": "Three"})
    a_round.save(**{"A5[1]_name": ""})

    assert a_round.history() == [
        (1, "A5[1].name", "One", 0),
        (2, "A5[3].name", "Three", 0),
        (3, "A5[1].name", None, 1),
    ]


@pytest.mark.parametrize("item", ["A9", "A5.name", "A5[0].name", "A5[01].name", "A2[1].x", ""])
def test_item_that_is_not_there_is_not_found_and_nothing_is_saved(
    a_round: Round, item: str
) -> None:
    with pytest.raises(NotFound):
        a_round.send(Change("A2", ("Because",)), Change(item, ("x",)))
    assert a_round.history() == []


def test_two_people_on_different_items_merge(a_round: Round) -> None:
    a_round.save(A2="before", A3="1")
    mine = [a_round.change("A2", "mine"), a_round.change("A3", "1")]
    theirs = [a_round.change("A2", "before"), a_round.change("A3", "2")]

    assert told(a_round.send(*mine)) == {"A2": 3, "A3": 2}
    assert told(a_round.send(*theirs, who="contributor")) == {"A2": 3, "A3": 4}
    assert a_round.values() == {"A2": "mine", "A3": "2"}


def test_two_people_on_the_same_item_clash_and_both_stay_in_the_history(a_round: Round) -> None:
    mine, theirs = a_round.change("A2", "mine"), a_round.change("A2", "theirs")
    a_round.send(theirs, who="contributor")

    saved = a_round.send(mine, a_round.change("A3", "7"))

    assert told(saved) == {"A2": ("mine", "theirs"), "A3": 2}
    assert saved.clashes[0].theirs.author == "Con"
    a_round.send(Change("A2", ("mine",), seen=saved.clashes[0].theirs.number))
    assert a_round.history() == [
        (1, "A2", "theirs", 0),
        (2, "A3", "7", 0),
        (3, "A2", "mine", 1),
    ]


def test_two_people_who_say_the_same_do_not_clash(a_round: Round) -> None:
    mine, theirs = a_round.change("A3", "7.0"), a_round.change("A3", "7.0")
    a_round.send(theirs, who="contributor")

    assert told(a_round.send(mine)) == {"A3": 1}
    assert len(a_round.history()) == 1


def test_request_sent_twice_is_applied_once_and_told_alike(a_round: Round) -> None:
    changes = [a_round.change("A2", "one"), a_round.change("A3", "many"), a_round.change("A4", "x")]

    first = a_round.send(*changes, request="r")
    second = a_round.send(*changes, request="r")

    assert told(first) == told(second) == {"A2": 1, "A3": "wrong", "A4": 2}
    assert [number for number, *_ in a_round.history()] == [1, 2]


def test_request_that_comes_again_late_does_not_undo_what_came_between(a_round: Round) -> None:
    change = a_round.change("A2", "one")
    a_round.send(change, request="r")
    a_round.save("contributor", A2="two")

    assert told(a_round.send(change, request="r")) == {"A2": 1}
    assert a_round.values() == {"A2": "two"}


def test_request_repeated_after_a_clash_is_a_clash_again(a_round: Round) -> None:
    change = a_round.change("A2", "one")
    a_round.save("contributor", A2="two")

    for _ in range(2):
        assert told(a_round.send(change, request="r")) == {"A2": ("one", "two")}


def test_page_from_the_browsers_history_with_another_answer_clashes(a_round: Round) -> None:
    page = {"request": "r"}
    a_round.save(A3="1")
    before = a_round.change("A2", "first words"), a_round.change("A3", "1")
    a_round.send(*before, **page)

    again = Change("A2", ("second words",), seen=before[0].seen), before[1]
    emptied = Change("A2", ("",), seen=before[0].seen), before[1]

    assert told(a_round.send(*again, **page)) == {"A2": ("second words", "first words"), "A3": 1}
    assert told(a_round.send(*emptied, **page)) == {"A2": (None, "first words"), "A3": 1}
    assert a_round.values() == {"A3": "1", "A2": "first words"}


def test_same_request_id_for_two_units_is_two_requests(a_round: Round) -> None:
    a_round.send(Change("A2", ("Albania",)), request="r")
    a_round.send(Change("A2", ("Bhutan",)), request="r", who="stranger", unit="BTN")

    assert (a_round.values(), a_round.values("BTN")) == ({"A2": "Albania"}, {"A2": "Bhutan"})


@pytest.mark.parametrize("seen", [2, 99])
def test_revision_seen_that_is_not_one_of_the_item_is_out_of_step(
    a_round: Round, seen: int
) -> None:
    a_round.save(A2="Because", A3="1")

    with pytest.raises(Conflict, match="out of step"):
        a_round.send(Change("A2", ("Other",), seen=seen))
    assert a_round.values() == {"A2": "Because", "A3": "1"}


@pytest.mark.parametrize(
    ("items", "request_id"),
    [
        (["A2"], ""),
        (["A2"], "r" * 65),
        (["A2", "A3", "A2"], "r"),
        ([f"A{n}" for n in range(2001)], "r"),
    ],
)
def test_malformed_request_is_refused_whole(
    a_round: Round, items: list[str], request_id: str
) -> None:
    changes = [Change(item, ("1",)) for item in items]
    actor = a_round.actors["focal_point"]
    with pytest.raises(BadValue, match="malformed"):
        save_answers(a_round.desk, actor, EDITION, "ALB", changes, request_id)
    assert a_round.history() == []


@pytest.mark.parametrize(
    ("who", "problem"),
    [
        ("stranger", NotFound),
        ("reviewer", NotAllowed),
        ("manager", NotAllowed),
        ("administrator", NotAllowed),
    ],
)
def test_somebody_without_the_right_saves_nothing(
    a_round: Round, who: str, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        a_round.send(Change("A2", ("mine",)), who=who)
    assert a_round.history() == []


def test_submitted_response_takes_no_answers(a_round: Round) -> None:
    a_round.save(A1="no")
    a_round.submit()

    with pytest.raises(WrongState, match="“Submitted”"):
        a_round.save(A2="late thought")
    assert a_round.values() == {"A1": "no"}


def test_answers_are_taken_until_the_last_day_of_grace_has_ended_in_utc(a_round: Round) -> None:
    a_round.clock.moment = a_round.clock.moment.replace(month=7, day=10, hour=23, minute=59)
    a_round.save(A2="Just in time")

    a_round.clock.forward(minutes=1)
    with pytest.raises(Closed, match="2027-07-10"):
        a_round.save(A2="Too late")
    closed = str(a_round.look("focal_point").closed)
    assert closed.startswith("The last day for answers was 2027-07-10")


def test_answers_before_the_opening_day_are_not_taken(a_round: Round) -> None:
    a_round.clock.moment = a_round.clock.moment.replace(month=1, day=31)

    with pytest.raises(Closed, match="opens on 2027-02-01"):
        a_round.save(A2="Too early")


def test_characters_that_no_database_holds_are_a_problem_of_the_answer(a_round: Round) -> None:
    changes = [a_round.change("A2", "a\x00b"), a_round.change("A3", "5", comment="a\x00b")]

    assert told(a_round.send(*changes)) == {"A2": "wrong", "A3": "wrong"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_save_of_one_answer_takes_few_statements(a_round: Round, statements: list[str]) -> None:
    a_round.save(A2="Because")
    change = a_round.change("A2", "Therefore")
    statements.clear()

    a_round.send(change)

    assert [one.split()[0] for one in statements] == [
        "SELECT",  # the response with its edition and unit
        "SELECT",  # what stands
        "INSERT",  # the revision
        "INSERT",  # what stands now
        "UPDATE",  # the response
    ]
