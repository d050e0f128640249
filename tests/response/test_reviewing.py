"""What a review says: the verdict that holds, the conversation, what changed since."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.problems import NotFound
from msq.response.reviewing import (
    ACCEPTED,
    CLEARED,
    QUERIED,
    REPLY,
    Remark,
    lead_of,
    newest_change,
    standing,
    threads,
)
from msq.response.values import Answer
from tests.instrument.samples import everything

SAMPLE = everything()
AT = datetime(2027, 7, 1, tzinfo=UTC)


def remark(verdict, item="B1", message=""):
    return Remark(item, verdict, message, 1, "Rita", AT)


@pytest.mark.parametrize(
    ("verdicts", "holds"),
    [
        ([], None),
        ([ACCEPTED], ACCEPTED),
        ([QUERIED, ACCEPTED], ACCEPTED),
        ([ACCEPTED, QUERIED], QUERIED),
        ([QUERIED, REPLY], QUERIED),
        ([REPLY], None),
        ([QUERIED, CLEARED], None),
        ([QUERIED, CLEARED, REPLY], None),
        ([QUERIED, CLEARED, QUERIED], QUERIED),
    ],
)
def test_verdict_that_holds_is_the_newest_that_was_not_cleared(verdicts, holds):
    found = standing([remark(verdict) for verdict in verdicts])
    assert {item: one.verdict for item, one in found.items()} == ({"B1": holds} if holds else {})


@given(st.lists(st.tuples(st.sampled_from(("B1", "B2", "C1.ai.has")),
                          st.sampled_from((ACCEPTED, QUERIED, CLEARED, REPLY)))))  # fmt: skip
def test_verdicts_of_one_item_do_not_depend_on_those_of_others(said):
    remarks = [remark(verdict, item) for item, verdict in said]
    for item in ("B1", "B2", "C1.ai.has"):
        own = [one for one in remarks if one.item == item]
        assert standing(own).get(item) == standing(remarks).get(item)
        assert threads(remarks).get(item, []) == own


@pytest.mark.parametrize(
    ("code", "lead"),
    [
        ("B1", "B1"),
        ("B1.title", "B1"),
        ("B2.other", "B2"),
        ("C1.ai.stage", "C1.ai.has"),
        ("C2[3].name", "C2[3].name"),
        ("C2[3].open.page", "C2[3].open"),
        ("C2[3].kind.other", "C2[3].kind"),
    ],
)
def test_detail_is_reviewed_with_its_lead_in_its_own_row(code, lead):
    assert lead_of(SAMPLE, code) == lead


def test_lead_of_an_item_that_there_is_not_is_not_found():
    with pytest.raises(NotFound):
        lead_of(SAMPLE, "Z1")


def test_newest_change_of_an_item_is_that_of_its_details_too():
    answers = {
        "B1": Answer("yes", number=3),
        "B1.title": Answer("x", number=8),
        "B1.page": Answer("y", number=2),
        "C2[1].open": Answer("yes", number=4),
        "C2[1].open.title": Answer("x", number=5),
        "C2[2].open.title": Answer("x", number=6),
    }
    assert newest_change(SAMPLE, answers) == {"B1": 8, "C2[1].open": 5, "C2[2].open": 6}
