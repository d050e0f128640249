"""From a database address to connections that read, and connections that write."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError

from msq.problems import BadSettings, Unavailable

BUSY_SECONDS = 20
POOL_SIZE = 20
POOL_OVERFLOW = 30


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
        with _translated(self.url), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction; commit at the end, roll back on any exception.

        Raises:
            Unavailable: the database does not answer.
        """
        with self._turn, _translated(self.url), self._writer.begin() as connection:
            yield connection

    def answers(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            Unavailable: it gives none, or has no tables.
        """
        with self.reading() as connection:
            connection.execute(text("SELECT count(*) FROM edition"))

    def close(self) -> None:
        """Close all connections."""
        self._reader.dispose()
        self._writer.dispose()


@contextmanager
def _translated(url: URL) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Unavailable(
            "The database {database} does not answer ({reason}).",
            database=url.render_as_string(hide_password=True),
            reason=str(error.orig).strip().splitlines()[0] if error.orig else "no reason given",
        ) from error


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
    if backend == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise BadSettings(
        "MSQ_DATABASE_URL must name an SQLite file or a PostgreSQL database, not “{backend}”.",
        backend=backend,
    )


def _sqlite(url: URL, *, read_only: bool) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        pool_size=POOL_SIZE if read_only else 1,
        max_overflow=POOL_OVERFLOW if read_only else 0,
    )

    @event.listens_for(engine, "do_connect")
    def prepare_folder(*_: object) -> None:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # SQLAlchemy sends BEGIN itself, below; the driver must not send another.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_pre_ping=True,
        connect_args={"options": "-c timezone=UTC -c lock_timeout=20000", "connect_timeout": 10},
    )
