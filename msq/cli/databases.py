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
    """Bring the database to the schema of this program.

    It is made where there is none. MSQ_DATABASE_URL names it; without that it is SQLite in
    var/msq.db. When nothing is to be done, nothing is done.
    """
    database = Database(from_environment().database_url)
    try:
        before, after = upgrade(database, resources.folder("migrations"))
    finally:
        database.close()
    name = database.url.render_as_string(hide_password=True)
    if before == after:
        click.echo(f"{name} is at schema {after} already")
    else:
        click.echo(f"{name}: schema {before or 'none'} → {after}")
