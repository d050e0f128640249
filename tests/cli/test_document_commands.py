"""Answers as a PDF, and receipts held against the record, as somebody types it."""

import pytest

from msq import resources
from msq.desk._verb import Desk
from msq.desk.reading.response import look_at
from msq.documents.receipt import receipt_pdf
from msq.store.engine import Database
from msq.wording import Wording
from tests.cli.shell import complaint, misuse
from tests.documents.pdf import Pdf
from tests.factories.round import EDITION, open_round

pytestmark = pytest.mark.usefixtures("pango")


@pytest.fixture
def receipt(sqlite_url, clock, tmp_path):
    """The receipt of a submission, as it was downloaded."""
    database = Database(sqlite_url)
    a_round = open_round(Desk(database, clock), clock)
    a_round.save(A1="yes", A1_title="The Act", B1="In a word")
    sent = a_round.submit()
    look = look_at(a_round.desk, a_round.actors["focal_point"], EDITION, "ALB", sent.n)
    words = Wording(resources.folder("templates"))
    path = tmp_path / "receipt.pdf"
    path.write_bytes(receipt_pdf(words, look.response, sent, "en", "https://msq.example.org"))
    database.close()
    return path


def test_answers_are_written_as_they_stand(typed, receipt, tmp_path):
    ended = typed("responses", "pdf", EDITION, "ALB", "--output", "all.pdf", "--language", "fr")

    assert (ended.code, ended.out, ended.err) == (0, "all.pdf: written\n", "")
    document = Pdf((tmp_path / "all.pdf").read_bytes())
    assert document.says("Albanie", "BROUILLON", "In a word") == []


def test_answers_are_written_as_they_were_sent(typed, receipt, tmp_path):
    output = ("--output", "all.pdf")
    assert typed("responses", "pdf", EDITION, "ALB", "--submission", 1, *output).code == 0

    document = Pdf((tmp_path / "all.pdf").read_bytes())
    assert document.says("Submission 1", "In a word") == []
    assert "DRAFT" not in document.text


def test_what_cannot_be_written_is_told(typed, receipt):
    def pdf(*words):
        return typed("responses", "pdf", *words)

    assert complaint(pdf(EDITION, "ALB", "--output", "none/all.pdf")).startswith("There is no fold")
    assert "no submission 2" in complaint(
        pdf(EDITION, "ALB", "--output", "all.pdf", "--submission", 2)
    )
    assert "no response of “XXX”" in complaint(pdf(EDITION, "XXX", "--output", "all.pdf"))
    assert "'tlh'" in misuse(pdf(EDITION, "ALB", "--output", "all.pdf", "--language", "tlh"))


def test_receipt_matches(typed, receipt):
    ended = typed("verify", receipt)

    assert (ended.code, ended.out, ended.err) == (0, "The receipt matches the record.\n", "")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"2027-03-01T", b"2027-03-02T", "The receipt does not match the record"),
        (b'"unit": "ALB"', b'"unit": "BTN"', "No such submission was received here."),
        (b"msqreceipt", b"msqreceipx", "This is not a receipt"),
    ],
)
def test_receipt_that_does_not_match_ends_with_1(typed, receipt, before, after, said):
    content = receipt.read_bytes()
    assert before in content
    receipt.write_bytes(content.replace(before, after))

    assert complaint(typed("verify", receipt)).startswith(said)
