"""What stops a submission, all at once; and how far a response is, section by section."""

import pytest
from hypothesis import given

from msq.instrument.codes import split_instance
from msq.response.checking import check
from msq.response.completeness import Progress, overall, progress
from msq.response.relevance import asked_codes
from msq.response.values import Answer
from tests.factories.instruments import instrument
from tests.instrument.samples import everything
from tests.response.answering import answers, sets_of_answers

SAMPLE = everything()
GIVE = "Give an answer."
GIVE_OR_SAY = "Give an answer, or say why there is none."


def problems(one, said, section=""):
    """Return what is wrong with answers: item and sentence."""
    return [(problem.item, str(problem)) for problem in check(one, said, section)]


def test_required_items_without_an_answer_are_all_named_in_order():
    assert problems(SAMPLE, {}) == [("A2", GIVE_OR_SAY), ("B1", GIVE_OR_SAY)]
    assert problems(SAMPLE, answers(SAMPLE, B1="yes", A2="x", C2_4__open="yes")) == [
        ("B1.title", GIVE),
        ("B1.page", GIVE),
        ("B2", GIVE_OR_SAY),
        ("C1.ai.has", GIVE_OR_SAY),
        ("C1.data.has", GIVE_OR_SAY),
        ("C2[4].name", GIVE),
        ("C2[4].open.title", GIVE),
        ("C2[4].open.page", GIVE),
    ]


def test_check_of_one_section_names_only_its_items():
    assert problems(SAMPLE, {}, "A") == [("A2", GIVE_OR_SAY)]
    assert problems(SAMPLE, {}, "C") == []


def test_reason_stands_for_an_answer_and_a_note_does_not():
    said = {"A2": Answer(comment="a note"), "B1": Answer(missing="not_applicable")}
    assert problems(SAMPLE, said) == [("A2", GIVE_OR_SAY)]


def test_zero_and_no_are_answers():
    one = instrument("| code | type | required |\n| A1 | integer | yes |\n| A2 | yes_no | yes |")
    assert problems(one, answers(one, A1="0", A2="no")) == []


def test_group_that_is_required_asks_for_its_first_row():
    one = instrument(
        """
        | code  | type   | required |
        | A1    | repeat | yes      |
        | .name | text   | yes      |
        | .note | text   |          |
        """
    )
    assert problems(one, {}) == [("A1[1].name", GIVE)]
    assert problems(one, answers(one, A1_1__note="x")) == [("A1[1].name", GIVE)]
    assert problems(one, answers(one, A1_3__name="x")) == []


def test_group_that_is_required_asks_nothing_where_it_is_not_asked():
    one = instrument(
        """
        | code  | type   | required | relevant      |
        | A1    | yes_no |          |               |
        | A2    | repeat | yes      | ${A1} = 'yes' |
        | .name | text   | yes      |               |
        """
    )
    assert problems(one, {}) == []
    assert problems(one, answers(one, A1="yes")) == [("A2[1].name", GIVE)]


def test_rows_beyond_the_most_are_named_each_once():
    one = instrument(
        """
        | code  | type   | max_rows |
        | A1    | repeat | 2        |
        | .name | text   |          |
        | .note | text   |          |
        """
    )
    two = answers(one, A1_2__name="x", A1_9__name="x")
    more = answers(one, A1_10__note="x", A1_11__name="x")
    message = "Remove this entry: there may be 2 at most."
    assert problems(one, two) == []
    assert problems(one, {**two, **more}) == [("A1[10].name", message), ("A1[11].name", message)]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2020", "2021", []),
        ("2020", "2020", []),
        ("2020", "2019", [("A2", "The last year cannot be before the first.")]),
        ("", "2019", []),
        ("~not_available", "2019", []),
        ("2020", "~not_applicable", []),
        ("2020", "", []),
    ],
)
def test_constraint_is_checked_where_there_is_a_value(first, last, found):
    one = instrument(
        """
        | code | type | constraint              | constraint_message                        |
        | A1   | year |                         |                                           |
        | A2   | year | . >= coalesce(${A1}, .) | The last year cannot be before the first. |
        """
    )
    typed = {code: text for code, text in (("A1", first), ("A2", last)) if text}
    assert problems(one, answers(one, **typed)) == found


def test_constraint_of_a_field_looks_into_its_own_row():
    one = instrument(
        """
        | code  | type   | constraint               | constraint_message |
        | A1    | repeat |                          |                    |
        | .from | date   |                          |                    |
        | .to   | date   | . >= coalesce(${from},.) | Not before it.     |
        """
    )
    said = answers(
        one, A1_1__from="2027-03-27", A1_1__to="2027-03-26", A1_2__from="2027-03-25",
        A1_2__to="2027-03-26", A1_3__to="2026-01-01",
    )  # fmt: skip
    assert problems(one, said) == [("A1[1].to", "Not before it.")]


def test_constraint_of_an_item_that_is_not_asked_is_not_checked():
    one = instrument(
        """
        | code | type    | relevant      | constraint | constraint_message |
        | A1   | yes_no  |               |            |                    |
        | A2   | integer | ${A1} = 'yes' | . > 5      | More than five.    |
        """
    )
    assert problems(one, answers(one, A1="no", A2="1")) == []
    assert problems(one, answers(one, A1="yes", A2="1")) == [("A2", "More than five.")]


def test_message_of_a_form_with_braces_is_said_as_it_is():
    one = instrument(
        "| code | type | constraint | constraint_message |\n| A1 | text | . = 'x' | Write {x} %s. |"
    )
    assert problems(one, answers(one, A1="y")) == [("A1", "Write {x} %s.")]


def test_progress_counts_what_is_asked_answered_required_and_wrong():
    said = answers(SAMPLE, A2="x", B1="yes", B1__title="x", B3="~not_available", C2_1__open="no")
    assert progress(SAMPLE, said) == {
        "A": Progress(asked=3, answered=1, required=1, problems=0),
        "B": Progress(asked=11, answered=3, required=4, problems=2),
        "C": Progress(asked=4, answered=1, required=3, problems=3),
    }
    assert overall(progress(SAMPLE, said)) == Progress(18, 5, 8, 5)


@pytest.mark.parametrize(
    ("counts", "state", "percent"),
    [
        (Progress(), "complete", 100),
        (Progress(asked=3), "not_started", 0),
        (Progress(asked=3, answered=1), "complete", 100),
        (Progress(asked=3, answered=1, problems=1), "in_progress", 0),
        (Progress(asked=3, required=2, problems=2), "not_started", 0),
        (Progress(asked=3, answered=1, required=2, problems=2), "in_progress", 0),
        (Progress(asked=3, answered=1, required=3, problems=1), "in_progress", 66),
        (Progress(asked=999, answered=998, required=999, problems=1), "in_progress", 99),
        (Progress(asked=9, answered=9, required=2, problems=5), "in_progress", 0),
        (Progress(asked=3, answered=2, required=2), "complete", 100),
    ],
)
def test_progress_has_a_state_and_a_share(counts, state, percent):
    assert (counts.state, counts.percent) == (state, percent)


@given(sets_of_answers(SAMPLE))
def test_progress_agrees_with_check_and_relevance(said):
    parts, found = progress(SAMPLE, said), check(SAMPLE, said)
    asked = asked_codes(SAMPLE, said)
    assert overall(parts).asked == len(asked)
    assert overall(parts).answered == sum(
        code in said and not said[code].is_blank for code in asked
    )
    assert overall(parts).problems == len(found)
    assert [one.item for one in found] == [
        code for code in asked if code in {p.item for p in found}
    ]
    for section in SAMPLE.sections:
        own = check(SAMPLE, said, section.code)
        assert parts[section.code].problems == len(own)
        assert all(
            SAMPLE.section_of[split_instance(one.item)[0]].code == section.code for one in own
        )
