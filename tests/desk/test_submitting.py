"""Sending a response: complete, signed, pinned, hashed, once."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from msq.desk.answer import Change
from msq.desk.edition import close_edition
from msq.desk.review import reopen
from msq.desk.submit import Declaration, hash_of, submit
from msq.problems import (
    BadInput,
    Closed,
    Conflict,
    NotAllowed,
    NotFound,
    NotReady,
    WrongState,
)
from tests.factories.round import EDITION, SIGNED, Round


def letters(a_round: Round, kind: str) -> list[str]:
    """Return to whom mails of a kind were queued."""
    asked = text(
        "SELECT person.name FROM outbox JOIN person ON person.id = outbox.person_id "
        "WHERE kind = :kind ORDER BY person.id"
    )
    with a_round.desk.database.reading() as db:
        return list(db.scalars(asked, {"kind": kind}))


def test_submission_pins_what_stands_and_tells_those_who_may_sign(a_round: Round) -> None:
    a_round.save("contributor", A1="no", A2="Because")

    sent = a_round.submit()

    look = a_round.look(n=1)
    assert (sent.n, sent.number, sent.by, sent.signer, sent.late) == (
        1,
        2,
        "Fay",
        "A Minister",
        False,
    )
    assert (look.response.state, look.submissions, look.as_of) == ("submitted", (sent,), sent)
    assert {code: one.value for code, one in look.answers.items()} == {
        "A1": "no",
        "A2": "Because",
    }
    assert letters(a_round, "receipt") == ["Fay", "Mia"]


def test_hash_can_be_worked_out_again_from_the_record(a_round: Round) -> None:
    a_round.save(A1="no", A2="‘Why’ \u202eعربي 中文\n🙂")
    a_round.send(a_round.change("A3", missing="not_available", comment="No count"))
    a_round.submit()
    reopen(a_round.desk, a_round.actors["manager"], EDITION, "ALB", "A slip")
    a_round.save(A2="Another")
    a_round.submit("mission")

    first, second = a_round.look().submissions
    for sent in (first, second):
        look = a_round.look(n=sent.n)
        again = hash_of(look.response, sent.instrument_hash, sent.n, sent.number, look.answers)
        assert (again, len(again)) == (sent.hash, 64)
    assert first.hash != second.hash


def test_submit_pressed_twice_is_one_submission_with_one_receipt(a_round: Round) -> None:
    a_round.save(A1="no")

    assert a_round.submit() == a_round.submit("mission")
    assert len(a_round.look().submissions) == 1
    assert letters(a_round, "receipt") == ["Fay", "Mia"]


def test_submission_of_a_page_that_has_grown_stale_is_a_conflict(a_round: Round) -> None:
    a_round.save(A1="no")
    number = a_round.look().response.last_number
    a_round.save("contributor", A3="5")

    with pytest.raises(Conflict, match="changed after you opened"):
        submit(a_round.desk, a_round.actors["focal_point"], EDITION, "ALB", SIGNED, number)
    assert a_round.look().response.state == "in_progress"


def test_what_is_missing_or_wrong_is_listed_in_order(a_round: Round) -> None:
    a_round.save(A1="yes", A3="5")

    with pytest.raises(NotReady) as caught:
        a_round.submit()
    assert [one.item for one in caught.value.problems] == ["A1.title"]
    a_round.send(Change("A1", (), missing="not_available", seen=1))
    assert a_round.submit().n == 1


def test_declaration_that_is_not_whole_is_refused_by_field(a_round: Round) -> None:
    a_round.save(A1="no")

    with pytest.raises(BadInput) as caught:
        a_round.submit(signed=Declaration(" ", "M" * 301, "", agreed=False))
    assert {name: str(one) for name, one in caught.value.fields.items()} == {
        "signer": "Enter the full name of the person who signs.",
        "signer_title": "Use 300 characters or fewer.",
        "authority": "Enter the ministry or agency of that person.",
        "agreed": "Tick the box to declare that the answers are right.",
    }


@pytest.mark.parametrize(
    ("who", "problem"),
    [
        ("contributor", NotAllowed),
        ("reviewer", NotAllowed),
        ("manager", NotAllowed),
        ("administrator", NotAllowed),
        ("stranger", NotFound),
    ],
)
def test_only_focal_point_and_mission_submit(
    a_round: Round, who: str, problem: type[Exception]
) -> None:
    a_round.save("contributor", A1="no")

    with pytest.raises(problem):
        a_round.submit(who)
    assert a_round.submit("mission").by == "Mia"


def test_response_that_was_never_begun_cannot_be_submitted(a_round: Round) -> None:
    with pytest.raises(WrongState, match="Not started"):
        a_round.submit()


def test_submission_after_the_deadline_is_late_and_after_grace_refused(a_round: Round) -> None:
    for who, unit in (("focal_point", "ALB"), ("stranger", "BTN")):
        a_round.save(who, unit, A1="no")
    a_round.clock.moment = a_round.clock.moment.replace(month=7, day=10)
    assert a_round.submit().late

    a_round.clock.forward(days=1)
    with pytest.raises(Closed):
        a_round.submit("stranger", "BTN")


def test_returned_response_is_corrected_after_the_last_day_until_the_edition_closes(
    a_round: Round,
) -> None:
    a_round.save(A1="no")
    a_round.submit()
    a_round.clock.moment = a_round.clock.moment.replace(month=9)
    reopen(a_round.desk, a_round.actors["manager"], EDITION, "ALB", "Please give the title.")

    assert a_round.look("focal_point").closed is None
    a_round.save(A1="yes", A1_title="An act")
    assert a_round.submit().n == 2

    reopen(a_round.desk, a_round.actors["manager"], EDITION, "ALB", "Once more.")
    close_edition(a_round.desk, a_round.actors["manager"], EDITION)
    with pytest.raises(Closed, match="This edition is closed"):
        a_round.save(A2="Too late")
    with pytest.raises(Closed, match="This edition is closed"):
        a_round.submit()


def test_submission_without_changes_after_a_return_is_a_new_one(a_round: Round) -> None:
    a_round.save(A1="no")
    first = a_round.submit()
    reopen(a_round.desk, a_round.actors["manager"], EDITION, "ALB", "Is that so?")

    second = a_round.submit()

    assert (second.n, second.number) == (2, first.number)
    assert replace(second, n=1, hash=first.hash) == first
    assert second.hash != first.hash
