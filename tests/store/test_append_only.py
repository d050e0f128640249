"""The database itself refuses to change or delete what is recorded, and to lose its thread."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from msq.desk.edition import Plan, create_edition, open_edition
from msq.desk.review import accept
from msq.store import files, instruments, tags
from msq.store.tables import APPEND_ONLY
from tests.factories.round import EDITION, Round

COLUMNS = {
    "revision": "value",
    "submission": "hash",
    "review": "message",
    "audit": "actor",
    "instrument": "code",
    "carry_over": "from_n",
    "file": "media_type",
    "attachment": "name",
    "item_tag": "item",
}


@pytest.fixture
def filled(a_round: Round) -> Round:
    """A round with a row in every table that only grows."""
    a_round.save(A1="no")
    a_round.submit()
    a_round.review(A1="accepted")
    with a_round.desk.database.writing() as db:
        digest = files.keep(db, b"%PDF-1.7", "application/pdf")
        response = a_round.look().response.id
        files.attach(db, response, digest, "law.pdf", a_round.clock(), None)
    accept(a_round.desk, a_round.actors["reviewer"], EDITION, "ALB")
    plan = Plan("later", "Later", "", "small", date(2028, 1, 1), date(2028, 6, 30))
    create_edition(a_round.desk, a_round.actors["manager"], plan)
    open_edition(a_round.desk, a_round.actors["manager"], "later")
    with a_round.desk.database.writing() as db:
        version = instruments.every(db)[0].hash
        tags.add(db, version, "A1", {}, "Manager", a_round.clock())
    return a_round


def rows(a_round: Round, table: str) -> list[tuple[object, ...]]:
    """Return what stands in a table."""
    with a_round.desk.database.reading() as db:
        return sorted(map(tuple, db.exec_driver_sql(f"SELECT * FROM {table}")), key=str)  # noqa: S608


def test_every_table_that_only_grows_is_looked_at() -> None:
    assert tuple(COLUMNS) == APPEND_ONLY


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = '7'",
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ],
)
def test_recorded_rows_are_neither_changed_nor_deleted(
    filled: Round, table: str, statement: str
) -> None:
    is_sqlite = filled.desk.database.is_sqlite
    if ("TRUNCATE" in statement and is_sqlite) or ("REPLACE" in statement and not is_sqlite):
        return  # this engine has no such statement
    before = rows(filled, table)
    assert before

    refusal = "rows of .* are never changed or deleted"
    with pytest.raises(DBAPIError, match=refusal), filled.desk.database.writing() as db:
        db.execute(text(statement.format(table=table, column=COLUMNS[table])))

    assert rows(filled, table) == before


AGAIN = (
    "INSERT INTO revision SELECT response_id, {number}, item, value, {missing}, comment, author, \
author_id, at, source, {replaces}, 'again' FROM revision"
)
ANOTHER = "INSERT INTO submission SELECT response_id, 2, 99, instrument_hash, hash, at, late, by, \
by_id, signer, signer_title, authority, reasons FROM submission"
LOST = "INSERT INTO response (edition_id, unit_id, groups, state, last_number, submissions) \
VALUES (99, 1, '[]', 'not_started', 0, 0)"


@pytest.mark.parametrize(
    "statement",
    [
        LOST,
        ANOTHER,
        "UPDATE answer SET number = 99",
        "UPDATE role_grant SET person_id = 99",
        "DELETE FROM person",
        "DELETE FROM response",
        AGAIN.format(number=0, missing="missing", replaces="replaces"),
        AGAIN.format(number=2, missing="'refused'", replaces="replaces"),
        AGAIN.format(number=2, missing="missing", replaces=2),
    ],
)
def test_rows_that_would_lead_nowhere_are_refused(filled: Round, statement: str) -> None:
    with pytest.raises(IntegrityError), filled.desk.database.writing() as db:
        db.execute(text(statement))
