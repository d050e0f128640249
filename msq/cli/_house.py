"""What every command needs: the settings, the desk, files, and lists of wrong rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from msq import resources
from msq.desk._verb import Desk
from msq.desk.rows import WrongRow
from msq.settings import Settings, from_environment
from msq.store.engine import Database
from msq.store.migrating import require_current

MOST_SHOWN = 50
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Day(click.ParamType[date]):
    """A day as ``2027-06-30``."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the day; wrong usage when it is not one."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2027-06-30", param, ctx)


class Moment(click.ParamType[datetime]):
    """A moment as ``2027-06-30T12:00:00+00:00``; without a zone it is UTC."""

    name = "moment"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the moment; wrong usage when it is not one."""
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a moment; write it as 2027-06-30T12:00", param, ctx)
        return found if found.tzinfo else datetime.fromisoformat(f"{found.isoformat()}+00:00")


@contextmanager
def desk_here(settings: Settings | None = None) -> Iterator[Desk]:
    """Give the desk of this installation, its database at the right schema."""
    database = Database((settings or from_environment()).database_url)
    try:
        require_current(database, resources.folder("migrations"))
        yield Desk(database)
    finally:
        database.close()


def list_wrong(rows: Sequence[WrongRow], path: Path) -> None:
    """Print the rows that were not taken and end with exit code 1, if there are any."""
    for row in rows[:MOST_SHOWN]:
        click.echo(f"{path.name}, row {row.number}: {row.reason}", err=True)
    if len(rows) > MOST_SHOWN:
        click.echo(f"… and {len(rows) - MOST_SHOWN} more", err=True)
    if rows:
        raise click.ClickException(f"{len(rows)} rows were not taken; all others were.")
