"""The record proves itself: whatever somebody does to the database behind our back is found."""

import pytest
from sqlalchemy import text

from msq.desk.actor import COMMAND_LINE
from msq.desk.attach import attach_files
from msq.desk.record import Place, rebuild_answers, record_faults, records
from msq.desk.review import send_back
from msq.problems import BadValue, NotAllowed, NotFound
from msq.response.attaching import Upload
from msq.store import audit
from tests.factories.round import EDITION, Round


@pytest.fixture
def whole(a_round: Round) -> Round:
    """A round with a past: two submissions, a file, an import."""
    who = a_round.actors["focal_point"]
    a_round.save(A1="no", A2="Words")
    attach_files(a_round.desk, who, EDITION, "ALB", "B2", [Upload("a.txt", b"Proof")], "one")
    a_round.submit()
    a_round.review(A2="Why?")
    send_back(a_round.desk, a_round.actors["reviewer"], EDITION, "ALB")
    a_round.save(A2="Other words")
    a_round.submit()
    a_round.save("stranger", "BTN", A1="no")
    a_round.bring_in(["CHL,B1,Word"])
    return a_round


ALB = "response_id = (SELECT min(id) FROM response)"


def tamper(a_round: Round, *statements: str) -> None:
    """Do what the application never does, with all that guards the tables out of the way.

    In a statement ``ALB`` stands for the rows of that response.
    """
    database = a_round.desk.database
    with database.writing() as db:
        if database.is_sqlite:
            db.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            names = db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            for name in names:
                db.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            db.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            db.execute(text(statement.replace("ALB", ALB)))


def faults(a_round: Round, unit: str = "ALB") -> tuple[str, ...]:
    """Return what is found to be wrong with the record of a response."""
    return record_faults(a_round.desk, COMMAND_LINE, EDITION, unit)


def test_whole_record_has_no_faults(whole: Round) -> None:
    assert records(whole.desk, COMMAND_LINE) == tuple(
        Place(EDITION, unit) for unit in ("ALB", "BTN", "CHL")
    )
    assert [faults(whole, unit) for unit in ("ALB", "BTN", "CHL")] == [(), (), ()]
    assert rebuild_answers(whole.desk, COMMAND_LINE, EDITION, "ALB") == 0


NEVER_SAID = (
    "INSERT INTO answer SELECT response_id, 'B1', 4, value, '', '' FROM answer WHERE number = 4"
)
HASH = "submission {} is not what was signed: its hash differs"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE revision SET value = '\"Forged\"' WHERE ALB AND number = 2",
            [HASH.format(1)],
        ),
        (
            "UPDATE revision SET value = '\"Forged\"' WHERE ALB AND number = 4",
            ["the answer to A2 is not what revision 4 says", HASH.format(2)],
        ),
        (
            "UPDATE revision SET comment = 'Forged' WHERE ALB AND number = 1",
            ["the answer to A1 is not what revision 1 says", HASH.format(1), HASH.format(2)],
        ),
        (
            "UPDATE revision SET replaces = 1 WHERE ALB AND number = 4",
            ["revision 4 of A2 says that it replaces 1; what stood there was 2"],
        ),
        (
            "UPDATE revision SET item = 'A9' WHERE ALB AND number = 1",
            [
                "the answer to A1 was never recorded",
                "the answer to A9 is missing",
                HASH.format(1),
                HASH.format(2),
                "revision 1 answers A9, which is never asked",
            ],
        ),
        (
            "UPDATE revision SET value = 'Forged' WHERE ALB AND number = 2",
            ["the values of its revisions cannot all be read"],
        ),
        (
            "UPDATE response SET last_number = 7 WHERE id = (SELECT min(id) FROM response)",
            ["revisions 5 to 7 are missing"],
        ),
        (
            "UPDATE response SET last_number = 3 WHERE id = (SELECT min(id) FROM response)",
            ["revision 4 is beyond the last one, which is 3"],
        ),
        (
            "UPDATE answer SET value = '\"Forged\"' WHERE ALB AND item = 'A2'",
            ["the answer to A2 is not what revision 4 says"],
        ),
        (
            "UPDATE answer SET number = 1 WHERE ALB AND item = 'A2'",
            ["the answer to A2 is not what revision 4 says"],
        ),
        ("DELETE FROM answer WHERE ALB AND item = 'A2'", ["the answer to A2 is missing"]),
        (
            NEVER_SAID,
            ["the answer to B1 was never recorded"],
        ),
        (
            "UPDATE answer SET value = 'Forged' WHERE ALB AND item = 'A2'",
            ["the values of its answers cannot all be read"],
        ),
        ("UPDATE submission SET hash = 'x' WHERE ALB AND n = 2", [HASH.format(2)]),
        ("UPDATE submission SET number = 3 WHERE ALB AND n = 2", [HASH.format(2)]),
        (
            'UPDATE submission SET reasons = \'{"a":"b"}\' WHERE ALB AND n = 1',
            [HASH.format(1)],
        ),
        (
            "DELETE FROM submission WHERE ALB AND n = 1",
            ["there must be 2 submissions; there are: 2"],
        ),
        (
            "UPDATE file SET content = media_type",
            ["the file 7fbb3ccf9640 of revision 3 is not what was attached"],
        ),
        (
            "DELETE FROM attachment",
            ["the file 7fbb3ccf9640 of revision 3 is not attached"],
        ),
    ],
)
def test_each_fault_is_found(whole: Round, statement: str, found: list[str]) -> None:
    if "content = media_type" in statement and not whole.desk.database.is_sqlite:
        statement = "UPDATE file SET content = 'Forged'::bytea"

    tamper(whole, statement)

    assert list(faults(whole)) == found
    assert faults(whole, "CHL") == ()


def test_lost_revisions_are_found(whole: Round) -> None:
    tamper(
        whole,
        "DELETE FROM answer WHERE ALB",
        "DELETE FROM submission WHERE ALB",
        "DELETE FROM revision WHERE ALB AND number IN (2, 4)",
    )

    assert list(faults(whole)) == [
        "revision 2 is missing",
        "revision 4 is missing",
        "the answer to A1 is missing",
        "the answer to B2 is missing",
        "there must be 2 submissions; there are: none",
    ]


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("UPDATE answer SET value = '\"Forged\"', comment = 'x' WHERE ALB", 3),
        ("DELETE FROM answer WHERE ALB", 3),
        ("UPDATE answer SET value = 'no JSON' WHERE ALB AND item = 'A2'", 3),
        ("UPDATE answer SET item = 'B1' WHERE ALB AND item = 'A2'", 2),
    ],
)
def test_rebuilding_mends_the_answers_and_leaves_all_else(
    whole: Round, statement: str, wrong: int
) -> None:
    before, history = whole.values(), whole.revisions()
    tamper(whole, statement)
    assert faults(whole)

    assert rebuild_answers(whole.desk, COMMAND_LINE, EDITION, "ALB") == wrong

    assert faults(whole) == ()
    assert (whole.values(), whole.revisions()) == (before, history)
    with whole.desk.database.reading() as db:
        event = audit.of_response(db, whole.look().response.id, ("rebuild",))[0]
    assert (event.actor, event.details) == ("command line", {"wrong": wrong})
    assert whole.values("CHL") == {"B1": "Word"}


def test_what_was_recorded_wrong_cannot_be_rebuilt_away(whole: Round) -> None:
    tamper(whole, "UPDATE revision SET value = '\"Forged\"' WHERE ALB AND number = 4")

    assert rebuild_answers(whole.desk, COMMAND_LINE, EDITION, "ALB") == 1
    assert faults(whole) == (HASH.format(2),)
    tamper(whole, "UPDATE revision SET value = 'no JSON' WHERE ALB AND number = 4")
    with pytest.raises(BadValue) as caught:
        rebuild_answers(whole.desk, COMMAND_LINE, EDITION, "ALB")
    assert str(caught.value).startswith("The revisions of “ALB” in the edition “round-1” cannot")


def test_only_who_keeps_the_record_checks_it(whole: Round) -> None:
    for who in ("focal_point", "reviewer"):
        with pytest.raises(NotAllowed):
            record_faults(whole.desk, whole.actors[who], EDITION, "ALB")
        with pytest.raises(NotAllowed):
            rebuild_answers(whole.desk, whole.actors[who], EDITION, "ALB")
    with pytest.raises(NotFound):
        records(whole.desk, COMMAND_LINE, "nowhere")
