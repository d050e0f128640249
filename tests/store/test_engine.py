"""From an address to connections: what cannot work is said in one line, without a password."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from msq.problems import BadSettings, BadValue, Conflict, Unavailable
from msq.store import people
from msq.store.engine import Database
from tests.factories.clock import Clock

SECRET = "hunter2"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file::memory:?uri=true",
        f"mysql://msq:{SECRET}@localhost/msq",
        f"postgresql://msq:{SECRET}@localhost:port/msq",
        f"postgresql//msq:{SECRET}@localhost/msq",
    ],
)
def test_address_that_cannot_work_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(BadSettings, match=r"^MSQ_DATABASE_URL ") as caught:
        Database(address)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("scheme", "driver"),
    [
        ("postgresql", "postgresql+psycopg"),
        ("postgres", "postgresql+psycopg"),
        ("postgresql+asyncpg", "postgresql+psycopg"),
        ("sqlite+aiosqlite", "sqlite"),
    ],
)
def test_any_driver_is_the_one_that_comes_with_us(scheme: str, driver: str) -> None:
    assert Database(f"{scheme}:///msq.db").url.drivername == driver


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://msq:{SECRET}@127.0.0.1:1/msq",
        f"postgresql://msq@127.0.0.1:1/msq?password={SECRET}",
        f"postgresql://msq:{SECRET}@127.0.0.1:1/msq?no_such_option={SECRET}",
        f"postgresql://msq:{SECRET}@/msq?host=/no/such/folder",
    ],
)
def test_server_that_does_not_answer_is_named_in_one_line(address: str) -> None:
    database = Database(address)
    for use in (database.reading, database.writing):
        with pytest.raises(Unavailable, match=r"^The database .* does not answer") as caught, use():
            pass
        assert SECRET not in str(caught.value)
        assert "\n" not in str(caught.value)
    database.close()


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    database = Database(f"sqlite:///{tmp_path / 'file' / 'folder' / 'msq.db'}")

    with pytest.raises(BadSettings, match=r"cannot be kept in .*folder \(Not a directory\)"):
        database.engine.connect()


def test_reading_where_there_is_no_file_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "msq.db"

    with pytest.raises(Unavailable, match="Run: msq db upgrade"):
        Database(f"sqlite:///{path}").answers()
    assert not path.parent.exists()


def test_file_that_is_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "msq.db"
    path.write_text("unit,item,value\n" * 100)

    for use in (Database(f"sqlite:///{path}").reading, Database(f"sqlite:///{path}").writing):
        with pytest.raises(Unavailable, match="file is not a database"), use() as db:
            db.execute(text("SELECT 1"))


def test_database_without_our_tables_does_not_answer(tmp_path: Path) -> None:
    path = tmp_path / "msq.db"
    sqlite3.connect(path).close()
    database = Database(f"sqlite:///{path}")

    with pytest.raises(Unavailable, match="no such table"):
        database.answers()
    database.close()


def test_sign_of_life(database: Database) -> None:
    database.answers()


def test_reading_connection_cannot_write(database: Database) -> None:
    for statement in (
        "INSERT INTO edition (code) VALUES ('x')",
        "UPDATE person SET name = ''",
        "DELETE FROM outbox",
        "CREATE TABLE more (id INTEGER)",
        "DROP TABLE outbox",
    ):
        with pytest.raises(Exception, match=r"(?i)read-?only"), database.reading() as db:
            db.execute(text(statement))


def test_reading_sees_one_state_of_the_data(database: Database) -> None:
    with database.reading() as reader:
        before = people.by_email(reader, "ana@example.org")
        with database.writing() as writer:
            people.add(writer, "ana@example.org", "Ana", "en", Clock()())
        assert (before, people.by_email(reader, "ana@example.org")) == (None, None)
    with database.reading() as reader:
        assert people.by_email(reader, "ana@example.org")


def test_writing_is_undone_by_any_exception(database: Database) -> None:
    def add_and_fail() -> None:
        with database.writing() as db:
            people.add(db, "ana@example.org", "Ana", "en", Clock()())
            raise KeyError

    with pytest.raises(KeyError):
        add_and_fail()
    with database.reading() as db:
        assert people.by_email(db, "ana@example.org") is None


def test_same_thing_recorded_twice_is_a_conflict(database: Database) -> None:
    with database.writing() as db:
        people.add(db, "ana@example.org", "Ana", "en", Clock()())

    with pytest.raises(Conflict, match="at the same moment"), database.writing() as db:
        people.add(db, "ANA@example.org", "Ana", "en", Clock()())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_text_that_cannot_be_kept_is_a_bad_value(database: Database) -> None:
    for name, language in (("A\x00na", "en"), ("Ana", "much too long")):
        with pytest.raises(BadValue, match="cannot be kept"), database.writing() as db:
            people.add(db, "ana@example.org", name, language, Clock()())


def test_mistake_of_ours_is_not_told_as_one_of_the_database(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key") as caught, database.writing() as db:
        people.grant(db, 99, "reviewer", None, Clock()())
    assert not isinstance(caught.value, Conflict | Unavailable)


def test_file_that_another_process_holds_too_long_is_busy(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msq.store.engine.BUSY_SECONDS", 0.1)
    database = Database(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match="database is locked"), database.writing():
        pass
    database.answers()
    other.execute("ROLLBACK")
    with database.writing() as db:
        people.add(db, "ana@example.org", "Ana", "en", Clock()())
    other.close()
    database.close()


def test_writers_of_one_process_wait_in_line(database: Database) -> None:
    turns = threading.Barrier(5)

    def add(number: int) -> None:
        turns.wait()
        with database.writing() as db:
            people.add(db, f"person{number}@example.org", "Ana", "en", Clock()())

    threads = [threading.Thread(target=add, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as db:
        assert db.scalar(text("SELECT count(*) FROM person")) == 5


def test_closed_database_opens_again_when_it_is_asked(database: Database) -> None:
    database.answers()
    database.close()
    database.close()
    database.answers()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_puts_every_commit_on_disk(database: Database) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
    }
    for use in (database.reading, database.writing):
        with use() as db:
            found = {name: db.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
        assert found == wanted
