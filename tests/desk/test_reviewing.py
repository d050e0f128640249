"""The review: verdicts, queries, replies; a response goes back, or is accepted."""

import pytest

from msq.desk._verb import Desk
from msq.desk.actor import Actor
from msq.desk.edition import close_edition
from msq.desk.reading.changes import changes
from msq.desk.reading.versions import SUBMISSION, Point
from msq.desk.review import LONGEST_MESSAGE, Verdict, accept, reopen, reply, review, send_back
from msq.problems import (
    BadInput,
    Closed,
    Conflict,
    NotAllowed,
    NotFound,
    WrongState,
)
from tests.factories.round import EDITION, Round

BOTH = (Point(SUBMISSION, n=1), Point(SUBMISSION, n=2))


@pytest.fixture
def sent(a_round: Round) -> Round:
    """The round with the response of ALB submitted."""
    a_round.save(A1="yes", A1_title="An act", A2="Because", A3="5")
    a_round.submit()
    return a_round


def reviewer(a_round: Round) -> tuple[Desk, Actor, str, str]:
    """Return how every verb of the reviewer begins."""
    return a_round.desk, a_round.actors["reviewer"], EDITION, "ALB"


def focal(a_round: Round) -> tuple[Desk, Actor, str, str]:
    """Return how every verb of the focal point begins."""
    return a_round.desk, a_round.actors["focal_point"], EDITION, "ALB"


def verdicts(a_round: Round) -> dict[str, str]:
    """Return the verdicts that stand."""
    return {item: one.verdict for item, one in a_round.look().standing.items()}


def test_first_verdict_puts_the_response_under_review(sent: Round) -> None:
    assert sent.review(A1="accepted", A2="Which article?", B1="Please answer.") == 3

    look = sent.look()
    assert look.response.state == "under_review"
    assert verdicts(sent) == {"A1": "accepted", "A2": "queried", "B1": "queried"}
    assert {item: one.message for item, one in look.queries.items()} == {
        "A2": "Which article?",
        "B1": "Please answer.",
    }
    assert not any(look.changed_since_verdict(item) for item in look.standing)


def test_verdict_is_taken_back_and_given_anew_and_all_is_kept(sent: Round) -> None:
    sent.review(A2="Which article?")
    sent.review(A2="cleared", A3="accepted")
    assert verdicts(sent) == {"A3": "accepted"}

    sent.review(A2="accepted")
    assert verdicts(sent) == {"A2": "accepted", "A3": "accepted"}
    assert [one.verdict for one in sent.look().threads["A2"]] == ["queried", "cleared", "accepted"]


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (Verdict("A1", "great"), "“great” is not a verdict."),
        (Verdict("A1", "reply", "Yes"), "“reply” is not a verdict."),
        (Verdict("A1", "queried", " "), "Write what you ask, so that the country can answer."),
        (Verdict("A1", "queried", "?" * (LONGEST_MESSAGE + 1)), "Use 4000 characters or fewer."),
        (Verdict("A1.title", "accepted"), "A1.title is reviewed together with A1."),
    ],
)
def test_wrong_verdict_keeps_all_from_being_recorded(
    sent: Round, verdict: Verdict, sentence: str
) -> None:
    with pytest.raises(BadInput) as caught:
        review(*reviewer(sent), [Verdict("A2", "accepted"), verdict])
    assert {item: str(one) for item, one in caught.value.fields.items()} == {verdict.item: sentence}
    assert (verdicts(sent), sent.look().response.state) == ({}, "submitted")


@pytest.mark.parametrize("item", ["A9", "A5.name", ""])
def test_verdict_on_an_item_that_is_not_there_is_not_found(sent: Round, item: str) -> None:
    with pytest.raises(NotFound):
        review(*reviewer(sent), [Verdict(item, "accepted")])


@pytest.mark.parametrize("act", [review, send_back, accept])
def test_draft_cannot_be_reviewed(a_round: Round, act) -> None:
    a_round.save(A1="no")
    more = [[Verdict("A1", "accepted")]] if act is review else []
    with pytest.raises(WrongState, match="In progress"):
        act(*reviewer(a_round), *more)


def test_returned_response_is_corrected_and_sent_again(sent: Round) -> None:
    sent.review(A1="Which law?", A2="accepted", A3="Since when?")
    send_back(*reviewer(sent), "Two questions.")

    look = sent.look("focal_point")
    assert (look.response.state, look.message, look.closed) == ("returned", "Two questions.", None)
    assert {item: look.dealt_with(item) for item in look.queries} == {"A1": False, "A3": False}
    sent.save(A1_title="Act 7 of 2020")
    sent.clock.forward(hours=1)
    reply(*focal(sent), {"A3": "Since 2019."})
    look = sent.look("focal_point")
    assert {item: look.dealt_with(item) for item in look.queries} == {"A1": True, "A3": True}

    sent.submit()
    look = sent.look()
    changed = {item: look.changed_since_verdict(item) for item in look.standing}
    assert changed == {"A1": True, "A2": False, "A3": False}
    assert [one.item for one in changes(*reviewer(sent), *BOTH).differences] == ["A1.title"]
    sent.review(A1="accepted", A3="accepted")
    accept(*reviewer(sent))
    assert sent.look().response.state == "accepted"


def test_response_with_open_queries_is_not_accepted(sent: Round) -> None:
    sent.review(A1="accepted", A2="Why?", A3="How?")

    with pytest.raises(WrongState, match="2 queries are still open"):
        accept(*reviewer(sent))
    assert sent.look().response.state == "under_review"


def test_response_goes_back_only_with_a_query_or_words(sent: Round) -> None:
    sent.review(A1="accepted")

    with pytest.raises(WrongState, match="no open query"):
        send_back(*reviewer(sent), "  ")
    with pytest.raises(BadInput):
        send_back(*reviewer(sent), "w" * (LONGEST_MESSAGE + 1))
    send_back(*reviewer(sent), "Please check the figures.")
    assert sent.look("focal_point").message == "Please check the figures."


def test_verdicts_on_a_submission_that_has_been_replaced_are_a_conflict(sent: Round) -> None:
    sent.review(A1="Which law?")
    send_back(*reviewer(sent))
    sent.save(A1_title="Act 7 of 2020")
    sent.submit()

    with pytest.raises(Conflict, match="submitted again"):
        review(*reviewer(sent), [Verdict("A1", "accepted")], submission=1)
    review(*reviewer(sent), [Verdict("A1", "accepted")], submission=2)
    for act in (accept, send_back):
        with pytest.raises(Conflict, match="submitted again"):
            act(*reviewer(sent), submission=1)
    accept(*reviewer(sent), submission=2)


def test_reply_stands_on_an_open_query_alone(sent: Round) -> None:
    sent.review(A2="Why?", A3="accepted")
    with pytest.raises(WrongState, match="Under review"):
        reply(*focal(sent), {"A2": "Because."})
    send_back(*reviewer(sent))

    for item in ("A3", "B1", "A9", "A2.x"):
        with pytest.raises(NotFound):
            reply(*focal(sent), {item: "Because."})
    for words in (" ", "w" * (LONGEST_MESSAGE + 1)):
        with pytest.raises(BadInput):
            reply(*focal(sent), {"A2": words})
    reply(*focal(sent), {"A2": " Because.\n"})
    assert [(one.verdict, one.message) for one in sent.look().threads["A2"]] == [
        ("queried", "Why?"),
        ("reply", "Because."),
    ]
    assert verdicts(sent) == {"A2": "queried", "A3": "accepted"}


def test_reopening_wants_a_reason_and_the_country_reads_it(sent: Round) -> None:
    manager = (sent.desk, sent.actors["manager"], EDITION, "ALB")
    for words in ("  ", "w" * (LONGEST_MESSAGE + 1)):
        with pytest.raises(BadInput) as caught:
            reopen(*manager, words)
        assert list(caught.value.fields) == ["reason"]

    reopen(*manager, " A slip ")
    assert (sent.look().response.state, sent.look().message) == ("returned", "A slip")
    with pytest.raises(WrongState, match="Returned"):
        reopen(*manager, "Again")


def test_response_of_a_closed_edition_is_accepted_but_never_sent_back(sent: Round) -> None:
    close_edition(sent.desk, sent.actors["manager"], EDITION)
    sent.review(A2="Why?")

    with pytest.raises(Closed, match="could not change"):
        send_back(*reviewer(sent))
    with pytest.raises(Closed, match="could not change"):
        reopen(sent.desk, sent.actors["manager"], EDITION, "ALB", "A slip")
    sent.review(A2="accepted")
    accept(*reviewer(sent))
    assert sent.look().response.state == "accepted"


@pytest.mark.parametrize("who", ["focal_point", "contributor", "mission", "administrator"])
def test_those_who_do_not_review_decide_nothing(sent: Round, who: str) -> None:
    sent.actors["reviewer"] = sent.actors[who]
    with pytest.raises(NotAllowed):
        sent.review(A1="accepted")
    for act in (send_back, accept):
        with pytest.raises(NotAllowed):
            act(*reviewer(sent))


def test_reviewer_reopens_nothing(sent: Round) -> None:
    with pytest.raises(NotAllowed):
        reopen(*reviewer(sent), "A slip")


def test_verdict_of_a_colleague_is_not_undone_by_an_older_page(sent: Round) -> None:
    sent.review(A2="Which article?")

    for seen, verdict in ((("", ""), "accepted"), (("queried", "Which law?"), "cleared")):
        with pytest.raises(BadInput) as caught:
            review(*reviewer(sent), [Verdict("A2", verdict, seen=seen)])
        assert str(caught.value.fields["A2"]) == (
            "Reviewer decided on this after you opened this page. Look at it, then decide again."
        )
    assert verdicts(sent) == {"A2": "queried"}
    # Who decides the same, or has seen it, is not kept from it.
    review(*reviewer(sent), [Verdict("A2", "queried", "Which article?", seen=("", ""))])
    review(*reviewer(sent), [Verdict("A2", "accepted", seen=("queried", "Which article?"))])
    with pytest.raises(BadInput):
        review(*reviewer(sent), [Verdict("A2", "cleared", seen=("queried", "Which article?"))])
    assert verdicts(sent) == {"A2": "accepted"}


def test_verdict_that_was_taken_back_meanwhile_is_told(sent: Round) -> None:
    sent.review(A2="Which article?")
    sent.review(A2="cleared")

    with pytest.raises(BadInput) as caught:
        review(*reviewer(sent), [Verdict("A2", "accepted", seen=("queried", "Which article?"))])
    assert str(caught.value.fields["A2"]).startswith("The verdict was taken back")


def test_changes_are_those_between_what_was_asked(sent: Round) -> None:
    reopen(sent.desk, sent.actors["manager"], EDITION, "ALB", "A slip")
    sent.save(A1="no")
    sent.submit()

    found = changes(sent.desk, sent.actors["reviewer"], EDITION, "ALB", *BOTH).differences
    assert [(one.item, one.kind) for one in found] == [("A1", "changed"), ("A1.title", "removed")]


def test_same_reply_twice_in_a_row_is_one(sent: Round) -> None:
    sent.review(A2="Which article?", A3="Since when?")
    send_back(*reviewer(sent))

    assert reply(*focal(sent), {"A2": "Article 3.", "A3": "2019."}) == 2
    assert reply(*focal(sent), {"A2": "Article 3. ", "A3": "2020."}) == 1
    said = sent.look().threads
    assert [one.message for one in said["A2"]] == ["Which article?", "Article 3."]
    assert [one.message for one in said["A3"]] == ["Since when?", "2019.", "2020."]
