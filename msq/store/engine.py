"""From a database address to connections that read, and connections that write."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from msq.problems import BadSettings, Unavailable
from msq.store.failures import translated

BUSY_SECONDS = 20
READERS, MOST_READERS = 20, 50
# Each worker takes as many at most, and a server as it comes allows 100 in all.
CONNECTIONS, MOST_CONNECTIONS = 5, 15
CONNECT_SECONDS = 10


class Database:
    """One database: SQLite in one file, or PostgreSQL.

    Reading connections cannot write, and see one state of the data from first query to last.
    Writing connections hold one transaction; it is on disk when the block ends.
    """

    def __init__(self, address: str) -> None:
        """Prepare connections; none is opened yet.

        Args:
            address: an SQLAlchemy URL: ``sqlite:///path`` or ``postgresql+psycopg://…``.

        Raises:
            BadSettings: the address cannot be understood, or names another engine.
        """
        self.url = _understood(address)
        # What stands behind the question mark may be a password, too.
        self._name = self.url.set(query={}).render_as_string(hide_password=True)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._reader = _sqlite(self.url, read_only=True)
            self._writer = _sqlite(self.url, read_only=False)
            # Waiting in line is fairer and faster than SQLite's own retries on a busy file.
            self._turn: AbstractContextManager[Any] = Lock()
        else:
            self._writer = _postgresql(self.url)
            self._reader = self._writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            self._turn = nullcontext()

    @property
    def engine(self) -> Engine:
        """The engine that may change tables, for migrations."""
        return self._writer

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that only reads.

        Raises:
            Unavailable: the database does not answer.
        """
        with translated(self._name), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction; commit at the end, roll back on any exception.

        On SQLite one block runs at a time, so a block must not open another.

        Raises:
            Unavailable: the database does not answer.
            Conflict: somebody else recorded the same thing at the same moment.
        """
        with self._turn, translated(self._name), self._writer.begin() as connection:
            yield connection

    def answers(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            Unavailable: it gives none, or has no tables.
        """
        with self.reading() as connection:
            connection.execute(text("SELECT count(*) FROM edition"))

    def close(self) -> None:
        """Close all connections; the next block opens new ones."""
        self._reader.dispose()
        self._writer.dispose()


def _understood(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise BadSettings(
            "MSQ_DATABASE_URL is not a database address. Use sqlite:///path/to/file.db or "
            "postgresql://user:password@host/database."
        ) from None
    backend = url.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database and not url.database.startswith((":", "file:")):
        return url.set(drivername="sqlite", query={})
    raise BadSettings(
        "MSQ_DATABASE_URL must name an SQLite file or a PostgreSQL database, not “{backend}”.",
        backend=backend,
    )


def _sqlite(url: URL, *, read_only: bool) -> Engine:
    path = Path(str(url.database))
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        pool_size=READERS if read_only else 1,
        max_overflow=MOST_READERS - READERS if read_only else 0,
    )

    @event.listens_for(engine, "do_connect")
    def find_file(*_: object) -> None:
        # SQLite makes a file where there is none, and who reads would find an empty database.
        if not read_only:
            _make_folder(path.parent)
        elif not path.is_file():
            raise Unavailable("There is no database at {path}. Run: msq db upgrade", path=path)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # SQLAlchemy sends BEGIN itself, below; the driver must not send another.
        connection.isolation_level = None
        if not read_only:
            connection.execute("PRAGMA journal_mode=WAL")
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            # Else INSERT OR REPLACE would get past the triggers that refuse to delete.
            "recursive_triggers=ON",
            "temp_store=MEMORY",
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(
            "The database cannot be kept in {folder} ({reason}). Set MSQ_DATABASE_URL to another "
            "place.",
            folder=folder,
            reason=error.strerror,
        ) from error


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=MOST_CONNECTIONS - CONNECTIONS,
        pool_pre_ping=True,
        connect_args={
            "options": f"-c timezone=UTC -c lock_timeout={BUSY_SECONDS}s",
            "connect_timeout": CONNECT_SECONDS,
        },
    )
