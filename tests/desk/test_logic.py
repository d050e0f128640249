"""Logic at the desk: filtered choices, calculated values in the record, warnings with reasons."""

import pytest

from msq.desk.answer import Change
from msq.desk.review import reopen
from msq.desk.submit import hash_of, submit
from msq.problems import BadInput, NotReady
from tests.factories.instruments import Block, instrument
from tests.factories.round import EDITION, SIGNED, Round, open_round

TABLE = """
| code | type       | relevant      | choices | calculation        | choice_filter  |
| A1   | yes_no     |               |         |                    |                |
| A2   | integer    | ${A1} = 'yes' |         |                    |                |
| A3   | integer    |               |         |                    |                |
| A4   | calculate  | ${A1} = 'yes' |         | ${A2} + ${A3}      |                |
| A5   | select_one |               | regions |                    |                |
| A6   | select_one |               | units   |                    | region = ${A5} |
"""
LISTS: dict[str, str | list[Block]] = {
    "regions": "africa, asia",
    "units": [
        {"code": "egy", "text": "Egypt", "attributes": {"region": "africa"}},
        {"code": "btn", "text": "Bhutan", "attributes": {"region": "asia"}},
    ],
}
CHECKS = [
    {
        "code": "not_more",
        "expression": "${A2} <= ${A3}",
        "strength": "error",
        "message": "A2 cannot be more than A3.",
        "items": ["A2", "A3"],
    },
    {
        "code": "usual",
        "expression": "${A3} < 100",
        "strength": "warning",
        "message": "That is more than usual.",
        "items": ["A3"],
    },
]


@pytest.fixture
def logic(desk, clock) -> Round:
    built = instrument(TABLE, code="small", codelists=LISTS, sections={"A": {"checks": CHECKS}})
    return open_round(desk, clock, built)


def test_choice_that_other_answers_rule_out_is_refused_as_it_is_saved(logic: Round) -> None:
    saved = logic.send(Change("A5", ("asia",)), Change("A6", ("egy",)))
    assert [str(one) for one in saved.problems] == [
        "“Egypt” does not fit your other answers. Please choose again."
    ]
    assert logic.values() == {"A5": "asia"}

    assert logic.send(logic.change("A5", "africa"), Change("A6", ("egy",))).problems == []
    assert logic.values() == {"A5": "africa", "A6": "egy"}


def test_choice_that_is_ruled_out_later_stands_until_the_check(logic: Round) -> None:
    logic.save(A5="asia", A6="btn")
    assert logic.save(A5="africa").problems == []
    assert logic.values()["A6"] == "btn"
    with pytest.raises(NotReady) as caught:
        logic.submit()
    assert [one.item for one in caught.value.problems] == ["A6"]


def test_value_that_is_calculated_is_recorded_as_it_is_sent(logic: Round) -> None:
    logic.save(A1="yes", A2="2", A3="3")
    assert "A4" not in logic.values()
    number = logic.look().response.last_number

    sent = logic.submit()

    assert (sent.number, number) == (4, 3)
    newest = logic.revisions()[-1]
    assert (newest.item, newest.value, newest.author, newest.source) == (
        "A4",
        "5",
        "Fay",
        "calculated",
    )
    assert logic.look(n=1).answers["A4"].value == "5"
    assert logic.look().response.last_number == 4


def test_submission_pressed_twice_is_one_though_it_has_recorded_a_value(logic: Round) -> None:
    logic.save(A1="yes", A2="2", A3="3")
    who = logic.actors["focal_point"]
    first = submit(logic.desk, who, EDITION, "ALB", SIGNED, 3)
    assert submit(logic.desk, who, EDITION, "ALB", SIGNED, 3) == first
    assert submit(logic.desk, who, EDITION, "ALB", SIGNED, 4) == first
    assert len(logic.look().submissions) == 1


def test_value_is_recorded_anew_where_it_has_changed_and_kept_where_it_is_not_asked(
    logic: Round,
) -> None:
    logic.save(A1="yes", A2="2", A3="3")
    logic.submit()
    manager = logic.actors["manager"]
    reopen(logic.desk, manager, EDITION, "ALB", "A slip")
    logic.save(A3="4")
    assert logic.submit().number == 6
    assert logic.values()["A4"] == "6"

    reopen(logic.desk, manager, EDITION, "ALB", "Another")
    logic.save(A1="no")
    sent = logic.submit()
    look = logic.look(n=sent.n)
    assert (look.answers["A4"].value, look.relevance.asks("A4")) == ("6", False)
    assert [one.item for one in logic.revisions()].count("A4") == 2


def test_value_that_is_calculated_cannot_be_saved_and_a_blank_one_says_nothing(
    logic: Round,
) -> None:
    saved = logic.send(Change("A4", ("9",)))
    assert [one.item for one in saved.problems] == ["A4"]
    assert logic.send(Change("A4", ())).problems == []
    assert logic.values() == {}

    logic.save(A1="yes", A2="2", A3="3")
    logic.submit()
    reopen(logic.desk, logic.actors["manager"], EDITION, "ALB", "A slip")
    assert logic.send(logic.change("A4", "5")).problems == []
    assert [str(one) for one in logic.send(logic.change("A4", "6")).problems] == [
        "This value follows from other answers and cannot be entered."
    ]


def test_error_across_items_stops_a_submission(logic: Round) -> None:
    logic.save(A1="yes", A2="4", A3="3")
    with pytest.raises(NotReady) as caught:
        logic.submit()
    assert [(one.item, str(one)) for one in caught.value.problems] == [
        ("A2", "A2 cannot be more than A3.")
    ]


def test_warning_is_passed_with_a_reason_that_is_kept_signed_and_seen(logic: Round) -> None:
    logic.save(A3="500")
    with pytest.raises(BadInput) as caught:
        logic.submit()
    assert list(caught.value.fields) == ["reason.usual"]
    with pytest.raises(BadInput):
        logic.submit(usual=" ")

    sent = logic.submit(usual="A census year.", not_more="not asked for")

    assert sent.reasons == {"usual": "A census year."}
    look = logic.look("reviewer", n=1)
    assert look.submissions == (sent,)
    assert [one.check.code for one in look.findings] == ["usual"]
    parts = (look.response, sent.instrument_hash, sent.n, sent.number, look.answers)
    assert hash_of(*parts, sent.reasons) == sent.hash != hash_of(*parts)


def test_reason_is_not_asked_where_nothing_warns(logic: Round) -> None:
    logic.save(A3="5")
    assert logic.submit(usual="no need").reasons == {}
