"""Commands for the database."""

import click

from msq import resources
from msq.settings import from_environment
from msq.store.engine import Database
from msq.store.migrating import upgrade


@click.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the schema of this program; it is made where there is none."""
    database = Database(from_environment().database_url)
    try:
        before, after = upgrade(database, resources.folder("migrations"))
    finally:
        database.close()
    click.echo(f"schema {after}" if before == after else f"schema {before or 'none'} → {after}")
