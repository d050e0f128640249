"""The record: folding revisions to answers, and the bytes over which a submission is hashed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.response.differences import Difference, differences
from msq.response.revisions import Revision, canonical, fingerprint, fold
from msq.response.values import NO_ANSWER, Answer
from tests.instrument.samples import everything

SAMPLE = everything()
START = datetime(2027, 3, 1, tzinfo=UTC)
ITEMS = ("A2", "B1", "B10", "C2[1].name", "C2[2].name", "Z9[1].x")
values = st.sampled_from((None, 0, 1, "1", "yes", ["a"], ["a", "b"], "é\u2028🙂", "=1"))


@st.composite
def records(draw):
    """Draw the revisions of a response."""
    said = draw(st.lists(st.tuples(st.sampled_from(ITEMS), values, st.sampled_from(("", "note")))))
    return [
        Revision(
            number=number, item=item, value=value,
            missing="not_available" if value is None and not comment else "",
            comment=comment, author="Ana", at=START + timedelta(minutes=number), source="page",
            replaces=max((n for n, one in enumerate(said[: number - 1], 1) if one[0] == item),
                         default=0),
        )
        for number, (item, value, comment) in enumerate(said, 1)
    ]  # fmt: skip


answer_sets = st.dictionaries(
    st.sampled_from(ITEMS),
    st.builds(Answer, values, comment=st.sampled_from(("", "note")), number=st.integers(0, 9)),
)


def test_fold_takes_the_newest_of_each_item():
    def revision(number, item, value):
        return Revision(number, item, value, "", "", "Ana", START, "page", 0)

    record = [revision(1, "A2", "x"), revision(2, "B1", "yes"), revision(3, "A2", None)]
    assert fold([]) == {}
    assert fold(record) == {"A2": Answer(None, number=3), "B1": Answer("yes", number=2)}
    assert fold(record, 2) == {"A2": Answer("x", number=1), "B1": Answer("yes", number=2)}
    assert fold(record, 0) == {}
    assert fold(iter(record), 99) == fold(record)


@given(records())
def test_fold_to_each_number_is_the_fold_before_it_and_one_revision(record):
    for number, revision in enumerate(record, 1):
        assert fold(record, number) == {**fold(record, number - 1), revision.item: revision.answer}
    assert fold(record, len(record)) == fold(record)


@given(records())
def test_fold_leaves_the_number_that_each_next_revision_replaces(record):
    for revision in record:
        before = fold(record, revision.number - 1).get(revision.item, NO_ANSWER)
        assert before.number == revision.replaces


def test_canonical_bytes_hold_what_was_said_and_nothing_else():
    answers = {
        "C2[1].name": Answer("Portal é", number=4),
        "B4": Answer(0, number=3),
        "B1": Answer(missing="not_available", comment="a note", number=9),
        "B2": NO_ANSWER,
        "A2": Answer(comment="only a note", number=2),
        "B3": Answer(["polls", "forums"]),
    }
    assert canonical({"unit": "NOR", "n": 1}, answers).decode() == (
        '{"answers":{"A2":{"comment":"only a note"},'
        '"B1":{"comment":"a note","missing":"not_available"},'
        '"B3":{"value":["polls","forums"]},"B4":{"value":0},'
        '"C2[1].name":{"value":"Portal é"}},"n":1,"unit":"NOR"}'
    )


@given(answer_sets)
def test_canonical_bytes_do_not_depend_on_order_or_numbers(answers):
    head = {"unit": "NOR", "edition": "msq-2028"}
    turned = {
        code: Answer(one.value, one.missing, one.comment, one.number + 1)
        for code, one in reversed(answers.items())
    }
    bytes_ = canonical(head, answers)
    assert canonical(dict(reversed(head.items())), turned) == bytes_
    assert fingerprint(head, answers) == sha256(bytes_).hexdigest()
    assert json.loads(bytes_)["unit"] == "NOR"


@given(answer_sets, answer_sets)
def test_canonical_bytes_are_the_same_only_for_the_same_answers(one, other):
    same = canonical({}, one) == canonical({}, other)
    assert same == (differences(SAMPLE, one, other) == [])


def test_head_of_another_submission_gives_another_hash():
    assert fingerprint({"n": 1}, {}) != fingerprint({"n": 2}, {})


@given(answer_sets)
def test_differences_of_a_set_with_itself_are_none_whatever_the_numbers(answers):
    later = {code: replace(one, number=99) for code, one in answers.items()}
    assert differences(SAMPLE, answers, later) == []


@given(answer_sets, answer_sets)
def test_differences_are_empty_only_where_nothing_differs(old, new):
    def said(answers):
        return {code: one.said for code, one in answers.items() if one.said != NO_ANSWER.said}

    found = differences(SAMPLE, old, new)
    assert (found == []) == (said(old) == said(new))
    patched = {**said(old), **{one.item: one.new.said for one in found}}
    assert {code: one for code, one in patched.items() if one != NO_ANSWER.said} == said(new)
    back = differences(SAMPLE, new, old)
    assert [(one.item, one.new, one.old) for one in back] == [
        (one.item, one.old, one.new) for one in found
    ]


def test_differences_stand_in_the_order_of_the_questionnaire():
    new = {code: Answer("x") for code in reversed(ITEMS)}
    assert [one.item for one in differences(SAMPLE, {}, new)] == list(ITEMS)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (NO_ANSWER, Answer("x"), "added"),
        (NO_ANSWER, Answer(comment="note"), "added"),
        (Answer("x"), NO_ANSWER, "removed"),
        (Answer(comment="note"), NO_ANSWER, "removed"),
        (Answer("x"), Answer("y"), "changed"),
        (Answer("x"), Answer(missing="not_available"), "changed"),
        (Answer("x"), Answer("x", comment="note"), "changed"),
        (Answer(comment="one"), Answer(comment="two"), "changed"),
        (Answer(comment="one"), Answer("x", comment="one"), "changed"),
    ],
)
def test_difference_is_of_one_kind(old, new, kind):
    assert Difference("A2", old, new).kind == kind
