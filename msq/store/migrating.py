"""Bringing a database to the newest schema, and asking whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from msq.problems import Unavailable
from msq.store.engine import Database

_LOCK = 5_127_002
_LOCK_SECONDS = 30


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def upgrade(database: Database, folder: Path) -> tuple[str | None, str | None]:
    """Bring the schema to the newest revision; does nothing when it is there.

    On PostgreSQL an advisory lock lets one of several starting workers migrate while the others
    wait, and a lock time limit keeps a migration from stopping a running service.

    Args:
        folder: the migrations.

    Returns:
        The schema revision before and after.
    """
    config = _config(folder)
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text(f"SET lock_timeout = '{_LOCK_SECONDS}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = _current(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return before, _current(connection)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def require_current(database: Database, folder: Path) -> None:
    """Make sure that the schema is the one this program was written for.

    Raises:
        Unavailable: it is older or newer.
    """
    wanted = ScriptDirectory.from_config(_config(folder)).get_current_head()
    with database.reading() as connection:
        found = _current(connection)
    if found != wanted:
        raise Unavailable(
            "The database is at schema {found} and this program needs {wanted}. Run: "
            "msq db upgrade",
            found=found or "none",
            wanted=wanted,
        )
