"""What every test may ask for: a migrated database on both engines, a desk, people by role."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event

from msq import resources
from msq.desk._verb import Desk
from msq.documents.printing import pdf_of
from msq.problems import NotPrinted
from msq.store.engine import Database
from msq.store.migrating import upgrade
from tests.factories.clock import Clock
from tests.factories.postgresql import Server, server_or_reason
from tests.factories.round import Round, open_round

pytest_plugins = ["tests.ci_plugin"]


def pytest_collection_finish() -> None:
    """Let the collector of garbage not look again and again at what stays to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated SQLite file, to be copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database, resources.folder("migrations"))
    with database.writing() as db:
        db.exec_driver_sql("SELECT 1")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL server, with a migrated template database for this test process."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    server = server_or_reason(run[:12])
    if isinstance(server, str):
        pytest.skip(server)
    yield server
    server.stop()


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """The address of a fresh migrated SQLite database."""
    target = tmp_path / "msq.db"
    shutil.copy(empty_sqlite, target)
    return f"sqlite:///{target}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh migrated database, once on each engine."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    server: Server = request.getfixturevalue("postgresql_server")
    return server.empty_database()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh migrated database, once on each engine."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at 1 March 2027, 09:00 UTC, until the test moves it."""
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    """The desk on a fresh database."""
    return Desk(database, clock)


@pytest.fixture
def a_round(desk: Desk, clock: Clock) -> Round:
    """An open edition of a small instrument with people, once on each engine."""
    return open_round(desk, clock)


@pytest.fixture(scope="session")
def pango() -> None:
    """What makes PDFs, on this machine; without it the test is named as not run."""
    try:
        pdf_of('<html lang="en"><title>Test</title></html>', "")
    except NotPrinted as problem:
        pytest.skip(str(problem))


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What is asked of any database from now on, but for where transactions begin."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)
