"""What a database refuses or fails to do, as problems that a person can act on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from msq.problems import BadValue, Conflict, Unavailable

_TAKEN = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}


@contextmanager
def translated(database: str) -> Iterator[None]:
    """Turn failures of the database inside the block into problems; mistakes of ours stay.

    Args:
        database: how messages name it, without a password.

    Raises:
        Unavailable: it does not answer, or is no database of ours.
        Conflict: what was to be recorded once is there already, since a moment ago.
        BadValue: a text that only a program sends, which the database cannot hold.
    """
    try:
        yield
    except NoConnectionFree as error:
        raise _unavailable(database, "all connections are in use") from error
    except DBAPIError as error:
        if _is_taken(error):
            raise Conflict(
                "Somebody else did the same at the same moment. Please look at what is there now "
                "and try again if it is still needed."
            ) from error
        if isinstance(error, DataError):
            raise BadValue(
                "A text that was sent is too long, or holds a character that cannot be kept. "
                "Please check it and send it again."
            ) from error
        if _is_away(error):
            raise _unavailable(database, _first_line(error.orig)) from error
        raise


def _unavailable(database: str, reason: str) -> Unavailable:
    return Unavailable(
        "The database {database} does not answer ({reason}).", database=database, reason=reason
    )


def _first_line(error: object) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]


def _is_taken(error: DBAPIError) -> bool:
    if not isinstance(error, IntegrityError):
        return False
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return cause.sqlite_errorcode in _TAKEN
    return isinstance(cause, psycopg.errors.UniqueViolation)


def _is_away(error: DBAPIError) -> bool:
    """Return whether it is the database that is not there, in time, or in shape.

    Without a statement the failure came from connecting or committing. SQLite says of a file that
    is something else no more than that there is an error.
    """
    return (
        error.statement is None
        or isinstance(error, OperationalError | InterfaceError)
        or type(error) is DatabaseError
        or isinstance(error.orig, psycopg.errors.UndefinedTable)
    )
