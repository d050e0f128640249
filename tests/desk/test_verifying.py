"""Checksums held against the record: anybody may ask, a record that was changed is found out."""

import pytest
from sqlalchemy import text

from msq.desk.verify import DIFFERS, MATCHES, checksum_in, compare, holds
from msq.response.receipts import Receipt
from tests.factories.round import EDITION


@pytest.fixture
def sent(a_round):
    a_round.save(A1="yes", A1_title="The Act", B1="Word")
    return a_round.submit()


def receipt_of(sent, **changed):
    facts = {
        "edition": EDITION,
        "unit": "ALB",
        "submission": sent.n,
        "revision": sent.number,
        "at": sent.at.isoformat(),
        "sha256": sent.hash,
    }
    return Receipt(**(facts | changed))


def tamper(a_round, statement):
    """Change what the database itself refuses to change, as somebody with the disk could."""
    with a_round.desk.database.writing() as db:
        if db.dialect.name == "sqlite":
            names = db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            for name in names:
                db.execute(text(f'DROP TRIGGER "{name}"'))
        else:
            # For this transaction alone: the database serves other tests after this one.
            db.execute(text("SET LOCAL session_replication_role = replica"))
        assert db.execute(text(statement)).rowcount == 1


def test_checksum_of_a_submission_is_known_and_no_other(a_round, sent):
    assert holds(a_round.desk, sent.hash)
    assert not holds(a_round.desk, "0" * 64)
    assert not holds(a_round.desk, "")


def test_receipt_holds_whatever_comes_later(a_round, sent):
    a_round.review(B1="Which word?")
    a_round.clock.forward(days=400)

    assert compare(a_round.desk, receipt_of(sent)) == MATCHES
    assert compare(a_round.desk, receipt_of(sent, sha256="0" * 64)) == DIFFERS


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revision SET value = '\"Other\"' WHERE item = 'B1'",
        "UPDATE revision SET comment = 'Added' WHERE item = 'B1'",
        "UPDATE revision SET item = 'A2' WHERE item = 'B1'",
        "UPDATE submission SET number = number - 1",
        "UPDATE submission SET hash = '" + "1" * 64 + "'",
    ],
)
def test_record_that_was_changed_is_found_out(a_round, sent, statement):
    tamper(a_round, statement)

    assert not holds(a_round.desk, sent.hash)
    assert not holds(a_round.desk, "1" * 64)
    assert compare(a_round.desk, receipt_of(sent)) == DIFFERS


def test_receipt_for_a_changed_moment_is_found_out(a_round, sent):
    tamper(a_round, "UPDATE submission SET at = '2027-03-02 09:00:00+00:00'")

    assert holds(a_round.desk, sent.hash)
    assert compare(a_round.desk, receipt_of(sent)) == DIFFERS


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("a" * 64, "a" * 64),
        (" " + "AB " * 32 + "\n", "ab" * 32),
        ("a" * 63, ""),
        ("a" * 65, ""),
        ("g" * 64, ""),
        ("٣" * 64, ""),
        ("", ""),
    ],
)
def test_checksum_is_read_as_people_type_it(typed, found):
    assert checksum_in(typed) == found
