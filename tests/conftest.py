"""What every test may ask for: a migrated database on both engines, a desk, people by role."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from msq import resources
from msq.desk._verb import Desk
from msq.store.engine import Database
from msq.store.migrating import upgrade
from tests.factories.clock import Clock
from tests.factories.postgresql import Server, server_or_reason

# The same examples every time, however slow the machine: a red run is red for a reason.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

pytest_plugins = ["tests.ci_plugin"]

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


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
    return Clock(START)


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    """The desk on a fresh database."""
    return Desk(database, clock)
