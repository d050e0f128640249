"""The program to compare with: a bare Litestar handler that keeps one row a request, durably.

It is served as msq is, with the same logging of the server. Nothing else is in its way: no
session, no rights, no token, no checks, no SQLAlchemy.
"""

import sqlite3
import sys
from threading import Lock, local
from typing import Annotated

import psycopg
from litestar import Litestar, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from sqlalchemy.engine import URL, make_url

from msq.app import set_up_logging
from msq.cli.serving import run

Fields = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
_TABLE = "CREATE TABLE kept (id {id}, item text NOT NULL, value text NOT NULL)"


class InSqlite:
    """Keeps rows in an SQLite file: WAL, every commit synced; one writes at a time."""

    def __init__(self, url: URL) -> None:
        """Make the table."""
        self._turn = Lock()
        self._connection = sqlite3.connect(
            str(url.database), isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(_TABLE.format(id="integer PRIMARY KEY"))

    def keep(self, item: str, value: str) -> None:
        """Keep one row; it is on disk when this returns."""
        with self._turn:
            self._connection.execute("INSERT INTO kept (item, value) VALUES (?, ?)", (item, value))


class InPostgresql:
    """Keeps rows in a PostgreSQL database; every thread has its connection."""

    def __init__(self, url: URL) -> None:
        """Make the table."""
        self._address = url.render_as_string(hide_password=False)
        self._threads = local()
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(_TABLE.format(id="bigserial PRIMARY KEY"))

    def keep(self, item: str, value: str) -> None:
        """Keep one row; it is on disk when this returns."""
        if not hasattr(self._threads, "connection"):
            self._threads.connection = psycopg.connect(self._address, autocommit=True)
        self._threads.connection.execute(
            "INSERT INTO kept (item, value) VALUES (%s, %s)", (item, value)
        )


def make(address: str) -> Litestar:
    """Return the application; rows are kept in the database at an address."""
    url = make_url(address)
    rows = InSqlite(url) if url.get_backend_name() == "sqlite" else InPostgresql(url)

    @post("/row", sync_to_thread=True)
    def keep(data: Fields) -> dict[str, str]:
        rows.keep(data["item"], data["value"])
        return {"kept": data["item"]}

    @get("/empty", sync_to_thread=False)
    def empty() -> None:
        """Answer with nothing: what the server and the load generator can do at most."""

    return Litestar([keep, empty], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    set_up_logging()
    run(make(sys.argv[1]), "127.0.0.1", int(sys.argv[2]))
