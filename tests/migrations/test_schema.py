"""The schema that the migrations make is the one that the code goes by, on both engines."""

import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from msq import resources
from msq.problems import Unavailable
from msq.store.engine import Database
from msq.store.migrating import require_current, upgrade
from msq.store.tables import metadata
from tests.cli.shell import MSQ

FOLDER = resources.folder("migrations")
HEAD = "0006"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, once on each engine."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'new folder' / 'bare.db'}"
    else:
        address = request.getfixturevalue("postgresql_server").fresh_database(migrated=False)
    database = Database(address)
    yield database
    database.close()


def test_schema_after_all_migrations_is_that_of_the_tables(database: Database) -> None:
    with database.engine.connect() as connection, warnings.catch_warnings():
        # SQLite does not tell what an index over an expression is made of.
        warnings.filterwarnings("ignore", ".*expression-based index")
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_upgrade_twice_changes_nothing_the_second_time(bare: Database) -> None:
    assert upgrade(bare, FOLDER) == (None, HEAD)
    assert upgrade(bare, FOLDER) == (HEAD, HEAD)
    require_current(bare, FOLDER)
    bare.answers()


def test_upgrade_by_several_workers_at_once_is_done_by_one(bare: Database, tmp_path: Path) -> None:
    address = bare.url.render_as_string(hide_password=False)
    workers = [
        # Processes, as in life: Alembic keeps what it is doing in a global of its process.
        subprocess.Popen(
            [MSQ, "db", "upgrade"],
            env={"MSQ_DATABASE_URL": address},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [worker.communicate(timeout=60) for worker in workers]

    assert [worker.returncode for worker in workers] == [0, 0, 0], said
    assert sorted("none →" in out for out, _ in said) == [False, False, True]
    require_current(bare, FOLDER)


def test_upgrade_that_fails_leaves_nothing_behind(bare: Database, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for path in (FOLDER / "env.py", *(FOLDER / "versions").glob("*.py")):
        (folder / path.relative_to(FOLDER)).write_text(path.read_text())
    (folder / "versions" / "9999_broken.py").write_text(
        f'revision = "9999"\ndown_revision = "{HEAD}"\n\ndef upgrade():\n    raise KeyError("2")\n'
    )

    with pytest.raises(KeyError):
        upgrade(bare, folder)

    with bare.reading() as db:
        assert MigrationContext.configure(db).get_current_revision() is None
    with pytest.raises(Unavailable, match="does not answer"):
        bare.answers()


def test_database_without_tables_is_named_as_such(bare: Database) -> None:
    with pytest.raises(Unavailable, match="Run: msq db upgrade"):
        require_current(bare, FOLDER)


def test_database_of_a_newer_program_is_left_alone(database: Database) -> None:
    with database.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for act in (upgrade, require_current):
        with pytest.raises(Unavailable, match="schema 9999, which this program does not know"):
            act(database, FOLDER)
    with database.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})


@pytest.mark.postgresql
def test_upgrade_leaves_no_setting_behind_on_its_connection(postgresql_server) -> None:
    database = Database(postgresql_server.empty_database())
    upgrade(database, FOLDER)
    with database.writing() as db:
        assert db.scalar(text("SHOW lock_timeout")) == "20s"
    database.close()
