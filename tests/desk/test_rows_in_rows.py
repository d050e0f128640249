"""Rows inside rows on record: saved, added by two at once, removed, imported, reviewed."""

import pytest

from msq.desk._verb import Desk
from msq.desk.answer import Change, Saved, save_answers
from tests.factories.clock import Clock
from tests.factories.round import EDITION, Round, open_round
from tests.instrument.samples import programmes


@pytest.fixture
def inner(desk: Desk, clock: Clock) -> Round:
    """An open edition of programmes, each with its partners; there are some."""
    opened = open_round(desk, clock, programmes())
    opened.send(Change("A1", ("yes",)))
    return opened


def page(inner: Round, who: str, request: str, new: list[str], **typed: str) -> Saved:
    """Save what somebody typed into new rows; ``2_name`` is the field of the row ``A2[2]``."""
    changes = []
    for name, text in typed.items():
        row, *rest = name.removeprefix("r").split("_")
        code = f"A2[{row}].{rest[-1]}"
        if len(rest) > 1:
            code = f"A2[{row}].partner[{rest[0]}].{rest[1]}"
        changes.append(Change(code, (text,) if text else ()))
    actor = inner.actors[who]
    return save_answers(inner.desk, actor, EDITION, "ALB", changes, request, new_rows=new)


def test_two_people_who_add_an_inner_row_at_once_add_two(inner: Round) -> None:
    inner.send(Change("A2[1].name", ("Roads",)))
    new = ["A2[1].partner[1]"]
    first = page(inner, "focal_point", "one", new, r1_1_name="Bank", r1_1_amount="5")
    second = page(inner, "mission", "two", new, r1_1_name="Fund", r1_1_amount="7")
    again = page(inner, "mission", "two", new, r1_1_name="Fund", r1_1_amount="7")

    assert first.moved == {}
    assert second.moved == again.moved == {"A2[1].partner[1]": "A2[1].partner[2]"}
    assert second.clashes == again.clashes == []
    assert inner.values() == {
        "A1": "yes",
        "A2[1].name": "Roads",
        "A2[1].partner[1].name": "Bank",
        "A2[1].partner[1].amount": 5,
        "A2[1].partner[2].name": "Fund",
        "A2[1].partner[2].amount": 7,
    }
    # The first page sent once more is still the first row.
    again = page(inner, "focal_point", "one", new, r1_1_name="Bank", r1_1_amount="5")
    assert again.moved == {}


def test_two_people_who_add_a_row_with_rows_inside_at_once_add_two(inner: Round) -> None:
    new = ["A2[1]", "A2[1].partner[1]"]
    page(inner, "focal_point", "one", new, r1_name="Roads", r1_1_name="Bank")
    saved = [
        page(inner, "mission", "two", new, r1_name="Schools", r1_1_name="Fund") for _ in range(2)
    ]

    assert [one.moved for one in saved] == [{"A2[1]": "A2[2]"}] * 2
    assert [one.clashes for one in saved] == [[], []]
    assert inner.values() == {
        "A1": "yes",
        "A2[1].name": "Roads",
        "A2[1].partner[1].name": "Bank",
        "A2[2].name": "Schools",
        "A2[2].partner[1].name": "Fund",
    }


def test_row_that_holds_only_an_inner_row_is_taken_too(inner: Round) -> None:
    new = ["A2[1]", "A2[1].partner[1]"]
    page(inner, "focal_point", "one", new, r1_name="", r1_1_name="Bank")
    saved = page(inner, "mission", "two", new, r1_name="Schools", r1_1_name="")

    assert saved.moved == {"A2[1]": "A2[2]"}
    assert inner.values() == {
        "A1": "yes",
        "A2[1].partner[1].name": "Bank",
        "A2[2].name": "Schools",
    }


@pytest.mark.parametrize("row", ["A1", "A2[1].name", "x", "A2[1]]", "A2[0]", "[1]", "A2[99999999]"])
def test_row_that_is_none_is_never_moved(inner: Round, row: str) -> None:
    inner.send(Change("A2[1].name", ("Roads",)))
    saved = page(inner, "focal_point", "one", [row], r1_kind="new")
    assert saved.moved == {}


def test_row_that_is_removed_takes_with_it_what_is_not_asked_inside(inner: Round) -> None:
    inner.send(
        Change("A2[1].name", ("Roads",)),
        Change("A2[1].partner[1].name", ("Bank",)),
        Change("A2[2].name", ("Schools",)),
        Change("A2[2].partner[1].name", ("Fund",)),
    )
    inner.save(**{"A2[1]_kind": "x"})
    # The condition hides the partners, so that the page cannot blank them.
    actor, look = inner.actors["focal_point"], inner.look().answers
    shown = [
        Change(code, (), seen=look[code].number if code in look else 0)
        for code in ("A2[1].name", "A2[1].kind")
    ]
    for _ in range(2):
        save_answers(
            inner.desk, actor, EDITION, "ALB", shown, "gone", removed_rows=["A2[1]", "x", "A2[9]"]
        )

    standing = {code: value for code, value in inner.values().items() if value is not None}
    assert standing == {
        "A1": "yes",
        "A2[2].name": "Schools",
        "A2[2].partner[1].name": "Fund",
    }


def test_answers_of_inner_rows_are_brought_in_from_a_file(inner: Round) -> None:
    report = inner.bring_in(
        [
            "ALB,A2[1].name,Roads",
            "ALB,A2[1].partner[2].name,Bank",
            "ALB,A2[1].partner[2].amount,12",
            "ALB,A2[1].partner.name,Nowhere",
            "ALB,A2.partner[1].name,Nowhere",
            "ALB,A2[1].partner[2].partner[1].name,Nowhere",
        ]
    )

    assert (report.saved, len(report.wrong)) == (3, 3)
    assert {one.reason for one in report.wrong} == {
        f"There is no item {item} in this questionnaire."
        for item in (
            "A2[1].partner.name",
            "A2.partner[1].name",
            "A2[1].partner[2].partner[1].name",
        )
    }
    assert inner.values()["A2[1].partner[2].amount"] == 12
    assert inner.look().relevance.calculated("A2[1].total") == "12"


def test_verdicts_are_given_on_answers_of_inner_rows(inner: Round) -> None:
    inner.send(Change("A2[1].name", ("Roads",)), Change("A2[1].partner[1].name", ("Bank",)))
    inner.submit()
    inner.review(**{"A2[1].partner[1].name": "Which bank?"})
    assert list(inner.look().queries) == ["A2[1].partner[1].name"]
    assert not inner.look().changed_since_verdict("A2[1].partner[1].name")
