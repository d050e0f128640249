"""What was said before: the history of an answer, two versions compared, a draft at a moment."""

from datetime import UTC, datetime, timedelta

import pytest

from msq.desk.actor import Actor
from msq.desk.attach import attach_files, detach_file
from msq.desk.reading.changes import changes
from msq.desk.reading.history import History, history
from msq.desk.reading.response import Look, look_at
from msq.desk.reading.versions import LAST, MOMENT, NOW, SUBMISSION, Point
from msq.desk.review import reopen, send_back
from msq.problems import BadInput, BadValue, NotFound
from msq.response.attaching import Upload
from msq.response.values import raw_of
from tests.desk.test_carrying_over import NEXT, accepted, fresh, next_round
from tests.factories.clock import START
from tests.factories.round import EDITION, Round

HOUR = timedelta(hours=1)
DRAFT = "What was written after submission 1 is a draft: it can be read here once it is submitted."


def told(a_round: Round, item: str, who: str = "focal_point") -> History:
    """Return the history of an answer of ALB as somebody reads it."""
    return history(a_round.desk, a_round.actors[who], EDITION, "ALB", item)


def changed(a_round: Round, who: str, *points: Point) -> list[tuple[str, object, object]]:
    """Return what changed from one version to another, as somebody reads it."""
    found = changes(a_round.desk, a_round.actors[who], EDITION, "ALB", *points)
    return [(one.item, one.old.value, one.new.value) for one in found.differences]


def stood(a_round: Round, at: datetime, who: str = "focal_point") -> dict[str, object]:
    """Return the values that stood at a moment."""
    look = look_at(a_round.desk, a_round.actors[who], EDITION, "ALB", moment=at)
    return {item: one.missing or one.value for item, one in look.answers.items()}


def returned(a_round: Round) -> None:
    """Let ALB submit "One" at nine, be asked, and write "Two" into a draft at eleven."""
    a_round.save(A1="no", A2="One")
    a_round.submit()
    a_round.clock.forward(hours=1)
    a_round.review(A2="Why only one?")
    send_back(a_round.desk, a_round.actors["reviewer"], EDITION, "ALB")
    a_round.clock.forward(hours=1)
    a_round.save("contributor", A2="Two")


# The history of an answer


def test_history_tells_who_said_what_when_and_in_which_submission(a_round: Round) -> None:
    returned(a_round)
    a_round.submit()
    reopen(a_round.desk, a_round.actors["manager"], EDITION, "ALB", "A slip")
    a_round.submit()
    a_round.bring_in(["ALB,B1,Words"])

    found = told(a_round, "A2")
    assert [
        (s.revision.author, s.revision.at, s.revision.source, s.revision.value, s.held_by)
        for s in found.steps
    ] == [
        ("Con", START + 2 * HOUR, "page", "Two", (2, 3)),
        ("Fay", START, "page", "One", (1,)),
    ]
    assert [one.before.value for one in found.steps] == ["One", None]
    assert found.seen == found.steps[0].revision.number


def test_history_of_what_was_never_answered_is_empty(a_round: Round) -> None:
    found = told(a_round, "A1")

    assert (found.steps, found.seen, found.related) == ((), 0, ("A1.title",))
    assert told(a_round, "A5[2].name").related == ()
    for item in ("Z9", "A5.name", "A2[1]"):
        with pytest.raises(NotFound):
            told(a_round, item)


def test_only_who_may_answer_is_offered_to_restore_and_only_what_does_not_stand(
    a_round: Round,
) -> None:
    a_round.save(A2="One")
    a_round.save(A2="Two")
    a_round.save(A2="One")

    assert [one.can_return for one in told(a_round, "A2").steps] == [False, True, False]
    assert not any(one.can_return for one in told(a_round, "A2", "reviewer").steps)


def test_reviewers_read_of_a_history_what_was_submitted(a_round: Round) -> None:
    a_round.save(A1="no", A2="Draft")
    assert [one.revision.value for one in told(a_round, "A2", "reviewer").steps] == ["Draft"]
    returned(a_round)

    assert [one.revision.value for one in told(a_round, "A2").steps] == ["Two", "One", "Draft"]
    assert [one.revision.value for one in told(a_round, "A2", "reviewer").steps] == ["One", "Draft"]


# Two versions


def test_any_two_versions_are_compared(a_round: Round) -> None:
    returned(a_round)
    a_round.submit()
    sent, again = Point(SUBMISSION, n=1), Point(SUBMISSION, n=2)
    between = Point(MOMENT, at=START + HOUR)

    assert changed(a_round, "focal_point", sent, again) == [("A2", "One", "Two")]
    assert changed(a_round, "focal_point", again, sent) == [("A2", "Two", "One")]
    assert changed(a_round, "focal_point", between, Point(NOW)) == [("A2", "One", "Two")]
    assert changed(a_round, "focal_point", sent, between) == []
    assert changed(a_round, "focal_point", Point(MOMENT, at=START - HOUR), between) == [
        ("A1", None, "no"),
        ("A2", None, "One"),
    ]


def test_without_a_choice_the_newest_that_one_may_read_is_compared_with_the_one_before(
    a_round: Round,
) -> None:
    a_round.save(A1="no")
    found = changes(a_round.desk, a_round.actors["focal_point"], EDITION, "ALB")
    day_before = Point(MOMENT, at=START - timedelta(days=1))
    assert (found.before.point, found.after.point) == (day_before, Point(NOW))
    returned(a_round)

    found = changes(a_round.desk, a_round.actors["focal_point"], EDITION, "ALB")
    assert (found.before.point, found.after.point) == (Point(SUBMISSION, n=1), Point(NOW))
    found = changes(a_round.desk, a_round.actors["reviewer"], EDITION, "ALB")
    assert (found.before.point, found.after.point) == (day_before, Point(SUBMISSION, n=1))
    assert not found.may_read_now
    a_round.submit()
    found = changes(a_round.desk, a_round.actors["reviewer"], EDITION, "ALB")
    assert (found.before.point, found.after.point) == (
        Point(SUBMISSION, n=1),
        Point(SUBMISSION, n=2),
    )


def test_draft_after_a_submission_is_not_for_reviewers(a_round: Round) -> None:
    returned(a_round)
    sent = Point(SUBMISSION, n=1)

    for hidden in (Point(NOW), Point(MOMENT, at=START + 2 * HOUR)):
        with pytest.raises(BadInput) as caught:
            changed(a_round, "reviewer", sent, hidden)
        assert [str(one) for one in caught.value.fields.values()] == [DRAFT]
        assert changed(a_round, "mission", sent, hidden) == [("A2", "One", "Two")]
    with pytest.raises(BadValue):
        stood(a_round, START + 2 * HOUR, "manager")
    assert stood(a_round, START, "manager") == {"A1": "no", "A2": "One"}


@pytest.mark.parametrize("point", [Point(SUBMISSION, n=2), Point(SUBMISSION, n=-1), Point(LAST)])
def test_version_that_there_is_not_is_not_found(a_round: Round, point: Point) -> None:
    returned(a_round)

    with pytest.raises(NotFound):
        changed(a_round, "focal_point", point, Point(NOW))


def test_last_edition_is_compared_by_concept(a_round: Round) -> None:
    accepted(a_round, A1="no", A2="Because", A3="5")
    next_round(a_round)
    who: Actor = fresh(a_round)

    found = changes(a_round.desk, who, NEXT, "ALB", Point(LAST), Point(NOW))
    assert found.last is not None
    assert found.before.source == found.last
    # A1 asks for a number now; what was said is read as the last round asked it.
    assert [
        (one.item, one.kind, found.before.text(found.instrument, one.item, one.old, "fr"))
        for one in found.differences
    ] == [("A1", "removed", "Non"), ("A2", "removed", "Because"), ("A3", "removed", "5")]
    assert changes(a_round.desk, who, NEXT, "ALB").before.point == Point(LAST)


# A draft at a moment


def test_whole_draft_is_read_as_of_any_moment(a_round: Round) -> None:
    a_round.save(A1="no", A2="One")
    a_round.clock.forward(hours=1)
    a_round.save(A2="Two", A3="3")
    a_round.clock.forward(hours=1)

    assert stood(a_round, START - HOUR) == {}
    assert stood(a_round, START) == {"A1": "no", "A2": "One"}
    assert stood(a_round, START + HOUR) == {"A1": "no", "A2": "Two", "A3": "3"}
    with pytest.raises(BadValue, match="still to come"):
        stood(a_round, START + 3 * HOUR)


def test_draft_of_a_moment_goes_by_the_day_of_that_moment_and_changes_nothing(
    a_round: Round,
) -> None:
    a_round.save(A1="no")
    a_round.clock.forward(days=3)

    look: Look = look_at(
        a_round.desk, a_round.actors["focal_point"], EDITION, "ALB", moment=START.astimezone(UTC)
    )
    assert (look.day, look.is_past, look.closed, look.along) == (START.date(), True, None, None)
    assert look.newest == {}


def test_what_an_import_says_of_an_earlier_moment_stood_then(a_round: Round) -> None:
    a_round.bring_in(["ALB,A1,no,2027-02-10T10:00"], "unit,item,value,at")

    assert stood(a_round, datetime(2027, 2, 11, tzinfo=UTC)) == {"A1": "no"}
    assert stood(a_round, datetime(2027, 2, 10, tzinfo=UTC)) == {}


def test_history_of_files_tells_each_and_what_was_taken_away(a_round: Round) -> None:
    who = a_round.actors["focal_point"]
    for name in ("one", "two"):
        attach_files(
            a_round.desk, who, EDITION, "ALB", "B2", [Upload(f"{name}.txt", name.encode())], name
        )
    first = next(iter(told(a_round, "B2").files))
    detach_file(a_round.desk, who, EDITION, "ALB", "B2", first, "away")

    found = told(a_round, "B2")
    assert [len(raw_of(one.revision.answer)) for one in found.steps] == [1, 2, 1]
    assert {one.name for one in found.files.values()} == {"one.txt", "two.txt"}
