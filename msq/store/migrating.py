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

    All is done or nothing. Of several starting workers one migrates while the others wait, and a
    time limit on locks keeps a migration from stopping a running service.

    Args:
        folder: the migrations.

    Returns:
        The schema revision before and after.

    Raises:
        Unavailable: the database does not answer in time, or its schema is of a newer program.
    """
    config = _config(folder)
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = _current(connection)
        _require_known(before, config)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return before, _current(connection)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _require_known(found: str | None, config: Config) -> None:
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise Unavailable(
            "The database is at schema {found}, which this program does not know: a newer one made "
            "it. Start that one.",
            found=found,
        )


def require_current(database: Database, folder: Path) -> None:
    """Make sure that the schema is the one this program was written for.

    Raises:
        Unavailable: it is older or newer.
    """
    config = _config(folder)
    wanted = ScriptDirectory.from_config(config).get_current_head()
    with database.reading() as connection:
        found = _current(connection)
    _require_known(found, config)
    if found != wanted:
        raise Unavailable(
            "The database is at schema {found} and this program needs {wanted}. Run: "
            "msq db upgrade",
            found=found or "none",
            wanted=wanted,
        )
