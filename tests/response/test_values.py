"""Answers: read from what was sent, shown, and seen by expressions."""

from decimal import Decimal

import pytest

from msq.problems import NotFound, ProblemWithAnswer
from msq.response.values import NO_ANSWER, Answer, operand, read, shown
from tests.factories.instruments import instrument
from tests.instrument.samples import everything

SAMPLE = everything()


def test_answer_that_says_nothing_is_blank():
    assert read(SAMPLE, "A2", ()) == NO_ANSWER
    assert NO_ANSWER.is_blank
    assert Answer(comment="a note").is_blank
    assert not Answer(value=0).is_blank
    assert not Answer(missing="not_applicable").is_blank


def test_answer_is_compared_by_what_it_says_whatever_its_number():
    assert Answer(5, number=3).said == Answer(5, number=9).said
    assert Answer(5).said != Answer("5").said


@pytest.mark.parametrize(
    ("code", "raw", "missing", "comment", "answer"),
    [
        ("B1", ("yes",), "", "", Answer("yes")),
        ("B1", ("",), "not_available", " a note\r\n ", Answer(None, "not_available", "a note")),
        ("B3", ("polls", "forums"), "", "", Answer(["polls", "forums"])),
        ("B4", ("0",), "", "", Answer(0)),
        ("B7", ("2 500 000.50",), "", "", Answer("2500000.5")),
        ("B8", ("27", "3", "2027"), "", "", Answer("2027-03-27")),
        ("B9", ("one\r\ntwo",), "", "a\r\nb\rc", Answer("one\ntwo", "", "a\nb\nc")),
        ("C2[7].open.title", ("=1+1",), "", "", Answer("=1+1")),
        ("A2", (), "", "only a note", Answer(comment="only a note")),
    ],
)
def test_answer_is_read_from_what_was_sent(code, raw, missing, comment, answer):
    assert read(SAMPLE, code, raw, missing, comment) == answer


@pytest.mark.parametrize(
    ("code", "raw", "missing", "comment", "message"),
    [
        ("B1", ("perhaps",), "", "", ("“perhaps” is not one of the choices. Please choose from "
         "the list.")),
        ("B4", ("100",), "", "", "Enter 99 or less."),
        ("B1", ("yes",), "not_available", "", ("Either give an answer or say why there is none, "
         "not both.")),
        ("B1", (), "refused", "", ("“Prefer not to answer” cannot stand in for an answer to this "
         "question. The reasons that it takes: Not applicable / Not available.")),
        ("B1.title", (), "not_available", "", ("This question needs an answer; no reason can "
         "stand in.")),
        ("C2[1].name", (), "not_available", "", ("This question needs an answer; no reason can "
         "stand in.")),
        ("B1", (), "lost", "", "“lost” is not one of the reasons."),
        ("A2", (), "", "x" * 2001, "The note may have 2000 characters or fewer."),
        ("A2", (), "", "\ud800", ("This text has a broken character. Please delete it and type it "
         "again.")),
        ("A2", (), "", "a\x00b", ("This text has a broken character. Please delete it and type it "
         "again.")),
    ],
)  # fmt: skip
def test_answer_that_cannot_be_taken_is_refused_with_its_item(code, raw, missing, comment, message):
    with pytest.raises(ProblemWithAnswer) as refused:
        read(SAMPLE, code, raw, missing, comment)
    assert str(refused.value) == message
    assert refused.value.item == code
    assert refused.value.details["item"] == code


@pytest.mark.parametrize("code", ["Z1", "C2.name", "C2[0].name", "B1[1].title"])
def test_answer_to_an_item_that_there_is_not_is_not_found(code):
    with pytest.raises(NotFound):
        read(SAMPLE, code, ("yes",))


@pytest.mark.parametrize(
    ("code", "answer", "text"),
    [
        ("B1", Answer("yes"), "Yes"),
        ("B1", Answer(missing="not_applicable"), "Not applicable"),
        ("B1", Answer(comment="a note"), ""),
        ("B3", Answer(["polls", "forums"]), "Polls; Forums"),
        ("B4", Answer(0), "0"),
        ("B7.currency", Answer("usd"), "Usd"),
        ("C1.ai.stage", Answer("draft"), "Draft"),
        ("C2[2].name", Answer("A portal"), "A portal"),
    ],
)
def test_answer_is_shown_as_text(code, answer, text):
    assert shown(SAMPLE, code, answer, "en") == text


@pytest.mark.parametrize(
    ("code", "answer", "seen"),
    [
        ("B1", Answer("yes"), "yes"),
        ("B1", Answer(missing="not_applicable"), ""),
        ("B1", NO_ANSWER, ""),
        ("B3", Answer(["polls"]), ("polls",)),
        ("B4", Answer(0), Decimal(0)),
        ("B5", Answer("12.5"), Decimal("12.5")),
        ("B8", Answer("2027-03-27"), "2027-03-27"),
    ],
)
def test_answer_is_seen_by_expressions(code, answer, seen):
    assert operand(SAMPLE.item(code), answer) == seen


def test_answer_may_give_only_the_reasons_of_its_item():
    one = instrument("| code | type | missing |\n| A1 | text | refused |\n| A2 | text | none |")
    assert read(one, "A1", (), "refused") == Answer(missing="refused")
    for code, reason, said in (
        ("A1", "not_available", "The reasons that it takes: Prefer not to answer."),
        ("A2", "refused", "no reason can stand in"),
    ):
        with pytest.raises(ProblemWithAnswer, match=said):
            read(one, code, (), reason)
