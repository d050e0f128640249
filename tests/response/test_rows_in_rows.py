"""A repeating group in the rows of another one: what is asked there, seen there and wrong there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from msq.instrument.comparing import RELOGICKED, REWORDED, compare
from msq.instrument.whole import Instrument
from msq.problems import NotFound
from msq.response.carrying import carry
from msq.response.checking import check
from msq.response.completeness import progress
from msq.response.relevance import Relevance, all_codes, asked_codes
from msq.response.reviewing import lead_of
from msq.response.rows import codes_in_row, paths_of, rows_in
from msq.response.values import Answer
from tests.factories.instruments import instrument
from tests.instrument.samples import programmes
from tests.response.answering import sets_of_answers

FORM = programmes()
SAID = {
    "A1": Answer("yes"),
    "A2[1].name": Answer("One"),
    "A2[1].partner[1].amount": Answer(3),
    "A2[1].partner[4].name": Answer("Fourth"),
    "A2[1].partner[4].amount": Answer(5),
    "A2[3].partner[2].amount": Answer(10),
    "A2[3].partner[2].name": Answer("Second"),
}


def values(said, *codes):
    """Return what calculated items come to, whole numbers as such."""
    relevance = Relevance(FORM, said)
    return [relevance.calculated(code) for code in codes]


def test_rows_inside_a_row_make_it_a_row():
    rows = rows_in(SAID)
    assert rows == {"A2": [1, 3], "A2[1].partner": [1, 4], "A2[3].partner": [2]}
    assert paths_of(FORM, rows, "A2.partner") == [(1, 1), (1, 4), (3, 2)]
    assert paths_of(FORM, rows, "A2.partner", (3,)) == [(3, 2)]
    assert list(codes_in_row(FORM, rows, "A2", (3,))) == [
        "A2[3].name", "A2[3].kind", "A2[3].partner[2].name", "A2[3].partner[2].amount",
        "A2[3].partner[2].share", "A2[3].total",
    ]  # fmt: skip


def test_codes_stand_in_the_order_of_the_page():
    codes = all_codes(FORM, SAID)
    assert codes[:6] == [
        "A1", "A2[1].name", "A2[1].kind", "A2[1].partner[1].name", "A2[1].partner[1].amount",
        "A2[1].partner[1].share",
    ]  # fmt: skip


def test_expression_looks_into_its_own_rows_and_over_all_rows_inside_these():
    assert values(SAID, "A2[1].total", "A2[3].total", "B1", "B2") == ["8", "10", "18", "3"]
    assert values(SAID, "A2[1].partner[1].share", "A2[3].partner[2].share") == ["0.375", "1"]
    assert values({}, "B1", "B2") == ["0", "0"]


def test_condition_of_an_inner_group_holds_for_its_own_row():
    said = {**SAID, "A2[1].kind": Answer("x")}
    relevance = Relevance(FORM, said)
    assert relevance.asks_group("A2") is relevance.asks_group("A2[3].partner") is True
    assert not relevance.asks_group("A2[1].partner")
    assert not relevance.asks("A2[1].partner[1].name")
    assert values(said, "A2[1].total", "B1", "B2") == ["0", "10", "1"]
    assert not Relevance(FORM, {**said, "A1": Answer("no")}).asks_group("A2[3].partner")


def test_what_is_missing_or_too_much_inside_is_told_there():
    more = {f"A2[1].partner[{row}].name": Answer("x") for row in (2, 5)}
    assert [(one.item, str(one)) for one in check(FORM, {**SAID, **more})] == [
        ("A2[1].partner[1].name", "Give an answer."),
        ("A2[1].partner[4].name", "Remove this entry: there may be 2 at most."),
        ("A2[1].partner[5].name", "Remove this entry: there may be 2 at most."),
        ("A2[3].name", "Give an answer."),
    ]
    assert progress(FORM, SAID)["A"].problems == 2


def test_inner_group_that_is_required_has_a_first_row_in_each_row():
    one = instrument(
        """
        | code  | type   | required |
        | A1    | repeat |          |
        | .name | text   | yes      |
        | .part | repeat | yes      |
        | ..of  | text   | yes      |
        """
    )
    assert all_codes(one, {}) == []
    assert all_codes(one, {"A1[2].name": Answer("x")}) == ["A1[2].name", "A1[2].part[1].of"]
    assert [str(problem) for problem in check(one, {"A1[2].name": Answer("x")})] == [
        "Give an answer."
    ]


def test_details_of_a_field_inside_belong_to_its_row():
    one = instrument(
        """
        | code  | type   | details |
        | A1    | repeat |         |
        | .name | text   |         |
        | .part | repeat |         |
        | ..has | yes_no | law     |
        """,
        details={"law": "| code | type | required |\n| title | text | yes |"},
    )
    said = {"A1[2].part[1].has": Answer("yes"), "A1[2].part[3].has": Answer("no")}
    asked = asked_codes(one, said)
    assert "A1[2].part[1].has.title" in asked
    assert "A1[2].part[3].has.title" not in asked
    assert lead_of(one, "A1[2].part[1].has.title") == "A1[2].part[1].has"


@given(sets_of_answers(FORM), st.data())
def test_relevance_inside_does_not_depend_on_the_order_of_asking(said, data):
    codes = all_codes(FORM, said)
    assert len(set(codes)) == len(codes)
    assert sorted(codes, key=FORM.sort_key) == codes
    first = Relevance(FORM, said)
    expected = {code: (first.asks(code), first.operand(code)) for code in codes}
    other = Relevance(FORM, said)
    shuffled = data.draw(st.permutations(codes))
    assert {code: (other.asks(code), other.operand(code)) for code in shuffled} == expected


def test_answers_in_inner_rows_come_along_to_the_same_rows():
    now = programmes("next")
    along = carry(FORM, SAID, now)
    assert {one.item: one.answer.value for one in along.carried} == {
        code: answer.value for code, answer in SAID.items()
    }
    assert along.lost == ()


def test_answers_of_rows_that_are_not_asked_so_any_more_are_told_as_lost():
    flat = instrument(
        """
        | code  | type   | concept                   |
        | A1    | yes_no | concept.a1                |
        | B1    | repeat | concept.a2.partner        |
        | .name | text   |                           |
        | B2    | integer | concept.a2.partner.amount |
        """
    )
    along = carry(FORM, SAID, flat)
    assert [one.item for one in along.carried] == ["A1"]
    assert [(one.item, one.was) for one in along.lost] == [
        ("B1[1].name", "A2[1].partner[4].name"), ("B1[3].name", "A2[3].partner[2].name"),
        ("B2", "A2[1].partner[1].amount"), ("B2", "A2[1].partner[4].amount"),
        ("B2", "A2[3].partner[2].amount"),
    ]  # fmt: skip


def test_versions_are_compared_by_the_texts_and_conditions_of_inner_groups():
    section, other = FORM.form.sections
    groups, whole = section.entries[1].groups, section.entries[1]
    changed = replace(groups[0], text={"en": "Who is in it?"}, relevant="")
    entries = (section.entries[0], replace(whole, groups=(changed,)))
    form = replace(FORM.form, sections=(replace(section, entries=entries), other))
    assert {one.concept: one.kinds for one in compare(FORM, Instrument(form))} == {
        f"concept.a2.partner.{name}": (REWORDED, RELOGICKED) for name in ("name", "amount", "share")
    }


@pytest.mark.parametrize(
    "code", ["A2.partner.name", "A2[1].partner.name", "A2[1].partner[2].name[3].x", "A2[1].partner"]
)
def test_item_is_found_only_with_as_many_rows_as_it_stands_in(code):
    assert FORM.item("A2[1].partner[2].name").within == "A2.partner"
    with pytest.raises(NotFound):
        FORM.item(code)
