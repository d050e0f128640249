"""The application over a prepared database: SQLite mostly, both engines for the main path."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from msq.app import make_app
from msq.desk._verb import Desk
from msq.store.engine import Database
from tests.factories.clock import Clock
from tests.web.scene import PLAIN, SMALL, WHOLE, Scene, prepare, settings_for

MORNING = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def prepared(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One SQLite file with both editions and everybody in them, to be copied for each test."""
    path = tmp_path_factory.mktemp("web") / "prepared.db"
    shutil.copy(empty_sqlite, path)
    database = Database(f"sqlite:///{path}")
    prepare(Desk(database, Clock(MORNING)), whole=True)
    database.close()
    return path


Clients = Callable[[str], TestClient[Any]]


@pytest.fixture(scope="session")
def clients(prepared: Path) -> Iterator[Clients]:
    """One application for each address that people reach it at."""
    with ExitStack() as open_ones:

        @cache
        def client_for(base_url: str) -> TestClient[Any]:
            settings = settings_for(f"sqlite:///{prepared}", prepared.parent, base_url)
            client = TestClient(make_app(settings), base_url=base_url)
            return open_ones.enter_context(client)

        yield client_for


@pytest.fixture
def open_scene(
    prepared: Path, tmp_path: Path, clock: Clock, clients: Clients
) -> Iterator[Callable[..., Scene]]:
    """Return scenes on a copy of the prepared SQLite file."""
    shutil.copy(prepared, tmp_path / "msq.db")
    database = Database(f"sqlite:///{tmp_path / 'msq.db'}")

    def made(base_url: str = PLAIN, edition: str = SMALL) -> Scene:
        settings = settings_for(str(database.url), tmp_path, base_url)
        return Scene(Desk(database, clock), clock, settings, clients(base_url), edition)

    yield made
    database.close()


@pytest.fixture
def scene(open_scene: Callable[..., Scene]) -> Scene:
    """The application on SQLite, with the small questionnaire of Malta to work on."""
    return open_scene()


@pytest.fixture
def whole(open_scene: Callable[..., Scene]) -> Scene:
    """The application on SQLite, with the whole questionnaire of Malta to work on."""
    return open_scene(edition=WHOLE)


@pytest.fixture
def encrypted(open_scene: Callable[..., Scene]) -> Scene:
    """The application as people reach it over an encrypted line."""
    return open_scene("https://msq.example.org")


@pytest.fixture
def on_both(desk: Desk, database_url: str, tmp_path: Path, clock: Clock, clients: Clients) -> Scene:
    """The application on each engine, with the small questionnaire of Malta to work on."""
    prepare(desk, whole=False)
    return Scene(desk, clock, settings_for(database_url, tmp_path), clients(PLAIN))
