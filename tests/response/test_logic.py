"""Sections by condition, required-if, calculated values, filtered choices, checks across items."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.problems import BadForm, ProblemWithAnswer
from msq.response.checking import check
from msq.response.completeness import Progress, progress
from msq.response.consistency import findings, passed
from msq.response.offering import offered
from msq.response.relevance import Relevance, asked_codes
from msq.response.rows import rows_in
from msq.response.values import Answer, read
from tests.factories.instruments import Block, instrument
from tests.response.answering import answers, sets_of_answers

TODAY = date(2027, 3, 27)
REGIONS: list[Block] = [
    {"code": "africa", "text": "Africa"},
    {"code": "asia", "text": "Asia"},
]
COUNTRIES: list[Block] = [
    {"code": "egy", "text": "Egypt", "attributes": {"region": "africa"}},
    {"code": "gab", "text": "Gabon", "attributes": {"region": "africa"}},
    {"code": "btn", "text": "Bhutan", "attributes": {"region": "asia"}},
    {"code": "any", "text": "Any"},
]
CHECKS = [
    {
        "code": "online_within_all",
        "expression": "${B2} <= ${B1}",
        "strength": "error",
        "message": "There cannot be more online than there are.",
        "items": ["B2", "B1"],
    },
    {
        "code": "many",
        "expression": "${B1} <= 1000",
        "strength": "warning",
        "message": "That is very many.",
        "items": ["B1"],
    },
    {
        "code": "half",
        "expression": "${B3} >= 50",
        "strength": "note",
        "message": "Less than half.",
        "items": ["B3"],
    },
]
LOGIC = instrument(
    """
    | code  | type            | required     | choices   | calculation                    | choice_filter                  |
    | A1    | yes_no          | yes          |           |                                |                                |
    | A2    | text            | ${A1} = 'no' |           |                                |                                |
    | A3    | select_one      |              | regions   |                                |                                |
    | A4    | select_multiple |              | countries |                                | region = ${A3} or name = 'any' |
    | B1    | integer         |              |           |                                |                                |
    | B2    | integer         |              |           |                                |                                |
    | B3    | calculate       |              |           | round(${B2} * 100 div ${B1})   |                                |
    | B4    | calculate       |              |           | if(${B3} > 50, 'more', 'less') |                                |
    | C1    | repeat          |              |           |                                |                                |
    | .name | text            |              |           |                                |                                |
    | .each | decimal         |              |           |                                |                                |
    | .of   | integer         |              |           |                                |                                |
    | .all  | calculate       |              |           | ${each} * ${of}                |                                |
    | .part | calculate       |              |           | ${all} div sum(${all})         |                                |
    | C2    | calculate       |              |           | sum(${C1.all})                 |                                |
    | C3    | calculate       |              |           | count(${C1})                   |                                |
    | C4    | calculate       |              |           | today()                        |                                |
    """,  # noqa: E501 - a table is read line by line
    codelists={"regions": REGIONS, "countries": COUNTRIES},
    sections={"B": {"relevant": "${A1} = 'yes'", "checks": CHECKS}},
)  # fmt: skip


def calculated(said, *codes):
    """Return what calculated items come to."""
    relevance = Relevance(LOGIC, said, TODAY)
    return [relevance.calculated(code) for code in codes]


def problems(said):
    """Return what is wrong with answers: item and sentence."""
    return [(one.item, str(one)) for one in check(LOGIC, said, today=TODAY)]


def said_of(said):
    """Return the codes of the checks that do not hold."""
    return [one.check.code for one in findings(LOGIC, Relevance(LOGIC, said, TODAY))]


def test_section_is_asked_by_its_own_condition_and_its_answers_come_back():
    said = answers(LOGIC, A1="no", A2="x", B1="5", B2="9")
    assert [code for code in asked_codes(LOGIC, said) if code[0] == "B"] == []
    assert (said_of(said), problems(said), calculated(said, "B3")) == ([], [], [None])
    assert progress(LOGIC, said)["B"] == Progress()

    again = {**said, "A1": Answer("yes")}
    assert [code for code in asked_codes(LOGIC, again) if code[0] == "B"] == [
        "B1",
        "B2",
        "B3",
        "B4",
    ]
    assert problems(again) == [("B2", "There cannot be more online than there are.")]


def test_item_is_required_where_its_condition_holds():
    assert problems(answers(LOGIC, A1="no")) == [
        ("A2", "Give an answer, or say why there is none.")
    ]
    assert problems(answers(LOGIC, A1="yes")) == []
    assert progress(LOGIC, answers(LOGIC, A1="no"))["A"] == Progress(4, 1, 2, 1)
    assert progress(LOGIC, answers(LOGIC, A1="yes"))["A"] == Progress(4, 1, 1, 0)


def test_value_follows_from_others_along_a_chain():
    said = answers(LOGIC, A1="yes", B1="9", B2="6")
    assert calculated(said, "B3", "B4", "C4") == ["67", "more", "2027-03-27"]
    assert calculated(answers(LOGIC, A1="yes", B1="0", B2="6"), "B3", "B4") == [None, "less"]
    assert progress(LOGIC, said)["B"] == Progress(2, 2, 0, 0)


def test_values_of_rows_and_over_rows():
    said = answers(LOGIC, C1_1__each="2.5", C1_1__of="4", C1_3__each="10", C1_3__of="3")
    rows = calculated(said, "C1[1].all", "C1[3].all", "C1[1].part", "C1[3].part")
    assert rows == ["10", "30", "0.25", "0.75"]
    assert calculated(said, "C2", "C3") == ["40", "2"]
    assert calculated({}, "C2", "C3") == ["0", "0"]
    gap = {**said, "C1[5].name": Answer("no cost yet")}
    assert calculated(gap, "C2", "C3") == [None, "3"]


def test_number_that_does_not_end_is_kept_to_thirty_digits():
    said = answers(LOGIC, C1_1__each="1", C1_1__of="1", C1_2__each="2", C1_2__of="1")
    assert calculated(said, "C1[1].part") == ["0.333333333333333333333333333333"]


def test_recorded_value_is_no_answer_and_keeps_no_row():
    said = {"C1[2].all": Answer("7", number=3)}
    assert Relevance(LOGIC, said).rows == {}
    assert [code for code in asked_codes(LOGIC, said) if code.startswith("C1[")] == []
    assert rows_in(said) == {"C1": [2]}


def test_recorded_value_that_is_out_of_date_does_not_count():
    said = {**answers(LOGIC, A1="yes", B1="4", B2="1"), "B3": Answer("99", number=9)}
    assert calculated(said, "B3", "B4") == ["25", "less"]
    assert said_of(said) == ["half"]


def test_calculated_item_is_never_typed():
    for raw, missing in ((("5",), ""), (("",), ""), ((), "not_available")):
        with pytest.raises(ProblemWithAnswer, match="follows from other answers"):
            read(LOGIC, "B3", raw, missing)


@pytest.mark.parametrize(
    ("region", "codes"),
    [("africa", ["egy", "gab", "any"]), ("asia", ["btn", "any"]), ("", ["any"])],
)
def test_choices_are_offered_by_their_attributes(region, codes):
    said = {"A3": Answer(region or None)}
    assert [one.code for one in offered(LOGIC, Relevance(LOGIC, said), "A4")] == codes
    assert [one.code for one in offered(LOGIC, Relevance(LOGIC, said), "A3")] == ["africa", "asia"]


def test_choice_that_is_not_offered_is_a_problem():
    said = {"A1": Answer("yes"), "A3": Answer("asia"), "A4": Answer(["btn", "gab"])}
    wrong = "“Gabon” does not fit your other answers. Please choose again."
    assert problems(said) == [("A4", wrong)]
    assert problems({**said, "A3": Answer("africa")})[0][1].startswith("“Bhutan”")
    assert problems({**said, "A4": Answer(["btn", "any"])}) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"B1": "5", "B2": "5"}, []),
        ({"B1": "5", "B2": "6"}, ["online_within_all"]),
        ({"B1": "5"}, []),
        ({"B2": "6"}, []),
        ({"B1": "5", "B2": "~not_available"}, []),
        ({"B1": "1001"}, ["many"]),
        ({"B1": "1001", "B2": "1"}, ["many", "half"]),
    ],
)
def test_check_is_told_where_all_it_is_about_is_answered(typed, found):
    assert said_of(answers(LOGIC, A1="yes", **typed)) == found


def test_only_an_error_is_a_problem_and_it_stands_where_nothing_else_is_wrong():
    said = answers(LOGIC, A1="yes", B1="2000", B2="3000")
    assert problems(said) == [("B2", "There cannot be more online than there are.")]
    assert progress(LOGIC, said)["B"] == Progress(2, 2, 0, 1)
    assert problems(answers(LOGIC, A1="yes", B1="2000", B2="1")) == []


def test_warning_is_passed_with_a_reason_only():
    found = findings(LOGIC, Relevance(LOGIC, answers(LOGIC, A1="yes", B1="2000", B2="1")))
    kept, wrong = passed(found, {"many": "  ", "half": "why"})
    assert (kept, {name: str(one) for name, one in wrong.items()}) == (
        {},
        {"reason.many": "Change the answers, or say why they are right: That is very many."},
    )
    assert passed(found, {"many": " We count all. ", "other": "x"}) == (
        {"many": "We count all."},
        {},
    )
    assert list(passed(found, {"many": "x" * 2001})[1]) == ["reason.many"]


def test_calculation_in_a_circle_is_refused():
    with pytest.raises(BadForm, match="calculation runs in a circle"):
        instrument(
            """
            | code | type      | calculation | relevant    |
            | A1   | calculate | ${A2} + 1   |             |
            | A2   | integer   |             | ${A1} > 1   |
            """
        )
    with pytest.raises(BadForm, match="calculation runs in a circle"):
        instrument(
            "| code | type | calculation |\n| A1 | repeat | |\n"
            "| .x | integer | |\n| .y | calculate | sum(${y}) |"
        )


@given(sets_of_answers(LOGIC), st.data())
def test_logic_over_any_answers_raises_nothing_and_does_not_depend_on_the_order(said, data):
    codes = asked_codes(LOGIC, said, TODAY)
    shuffled = data.draw(st.permutations(codes))
    one, other = Relevance(LOGIC, said, TODAY), Relevance(LOGIC, said, TODAY)
    assert {code: one.operand(code) for code in shuffled} == {
        code: other.operand(code) for code in codes
    }
    found = check(LOGIC, said, today=TODAY)
    assert len({problem.item for problem in found}) == len(found)
    parts = progress(LOGIC, said, TODAY)
    assert sum(part.problems for part in parts.values()) == len(found)


@given(sets_of_answers(LOGIC))
def test_what_is_recorded_of_calculations_changes_nothing(said):
    typed = {code: one for code, one in said.items() if "all" not in code and "part" not in code}
    relevance = Relevance(LOGIC, typed, TODAY)
    recorded = {
        code: Answer(relevance.calculated(code))
        for code in asked_codes(LOGIC, typed, TODAY)
        if relevance.is_calculated(code)
    }
    again = Relevance(LOGIC, {**typed, **recorded}, TODAY)
    assert all(again.calculated(code) == one.value for code, one in recorded.items())
