"""The receipt on paper, what machines read from it, and receipts that somebody changed."""

import zlib

import pytest

from msq.desk.verify import DIFFERS, MATCHES, UNKNOWN, compare
from msq.documents.receipt import LARGEST, read_receipt, receipt_name
from msq.problems import BadFile
from msq.response.receipts import Receipt
from msq.wording import LANGUAGES
from tests.documents.conftest import BASE

pytestmark = pytest.mark.usefixtures("pango")


@pytest.fixture
def sent(a_round, filled):
    """The response as it was sent."""
    filled()
    return a_round.submit(usual="It is a large country.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_receipt_is_one_page_that_says_all(press, sent, language):
    document = press.receipt(language=language)

    assert len(document.pages) == 1
    assert document.says("Round 1", "A Minister", "Ministry", "Fay", sent.hash) == []
    assert document.links == {f"{BASE}/verify/{sent.hash}"}
    assert document.catalogue["/Lang"] == language
    assert set(document.fonts.values()) == {True}
    assert len(document.content) < LARGEST


def test_receipt_in_english_says_what_to_do(press, sent):
    document = press.receipt()

    said = (
        *("Receipt of submission 1", "Albania", "1 March 2027, 09:00 UTC", "Minister"),
        *("How to verify", "told whether a submission with this checksum was received"),
    )
    assert document.says(*said) == []
    assert document.title == "Receipt of submission 1 – Albania – Round 1"


def test_machines_read_the_same_from_it(press, a_round, sent):
    content = press.receipt(language="ar").content

    assert read_receipt(content) == Receipt(
        edition="round-1",
        unit="ALB",
        submission=1,
        revision=sent.number,
        at="2027-03-01T09:00:00+00:00",
        sha256=sent.hash,
    )
    assert receipt_name(a_round.look().response, sent) == "ALB-round-1-receipt-1.pdf"


def test_receipt_matches_the_record_for_good(press, a_round, sent):
    receipt = read_receipt(press.receipt().content)
    assert compare(a_round.desk, receipt) == MATCHES

    a_round.review(A1="Is that so?")
    a_round.clock.forward(days=400)

    assert compare(a_round.desk, receipt) == MATCHES


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (b'"submission": 1', b'"submission": 2', UNKNOWN),
        (b'"unit": "ALB"', b'"unit": "BTN"', UNKNOWN),
        (b'"edition": "round-1"', b'"edition": "round-2"', UNKNOWN),
        (b"2027-03-01", b"2027-03-02", DIFFERS),
        (b'"sha256": "', b'"sha256": "0', DIFFERS),
        (b'"revision": 1', b'"revision": 2', DIFFERS),
    ],
)
def test_changed_receipt_does_not_match(press, a_round, sent, before, after, outcome):
    content = press.receipt().content
    assert before in content

    changed = content.replace(before, after)

    assert compare(a_round.desk, read_receipt(changed)) == outcome


def property_of(text: str) -> bytes:
    return b"%PDF-1.7\n<< /msqreceipt (" + text.encode() + b") >>"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n%%EOF",
        b"PK\x03\x04",
        property_of("{}"),
        property_of('{"edition": 1}'),
        property_of("[" * 1500),
        property_of("\\("),
        property_of("x" * 100_000),
        property_of("\\"),
        b"%PDF-1.7 " + b"/msqreceipt (" * 100_000,
        zlib.compress(property_of("{}")),
    ],
    ids=range(11),
)
def test_what_is_no_receipt_is_told_in_words(content):
    with pytest.raises(BadFile, match="not a receipt as it was downloaded here"):
        read_receipt(content)


def test_two_receipts_in_one_file_are_none(press, sent):
    content = press.receipt().content

    with pytest.raises(BadFile):
        read_receipt(content + content)


def test_the_whole_response_is_no_receipt(press, sent):
    with pytest.raises(BadFile):
        read_receipt(press.answers(n=1).content)
