"""What every command needs: the settings, the desk, files, progress, and lists of wrong rows."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from msq import resources
from msq.desk._verb import Desk
from msq.desk.rows import WrongRow
from msq.problems import BadSettings
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


class NewWorkbook(click.Path):
    """The place of a workbook that is to be written."""

    name = "file"

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Read the path; wrong usage when it names another kind of file."""
        path = Path(str(super().convert(value, param, ctx)))  # type: ignore[arg-type]
        if path.suffix.lower() != ".xlsx":
            self.fail(f"{path.name} must end in .xlsx", param, ctx)
        return path


def check_folder_of(path: Path) -> None:
    """Make sure that there is a folder for a file that is to be written.

    Raises:
        BadSettings: there is none.
    """
    if not path.absolute().parent.is_dir():
        raise BadSettings("There is no folder {folder}; make it first.", folder=path.parent)


@contextmanager
def desk_here(settings: Settings | None = None) -> Iterator[Desk]:
    """Give the desk of this installation, its database at the right schema."""
    database = Database((settings or from_environment()).database_url)
    try:
        require_current(database, resources.folder("migrations"))
        yield Desk(database)
    finally:
        database.close()


def counted(number: int, thing: str) -> str:
    """Return a number with what it counts: ``1 row``, ``1,405 answers``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to be called with what is done and what there is, shown on a terminal.

    Elsewhere, in a log or a pipe, nothing is written.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _every: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, every: int) -> None:
            bar.length = every
            bar.update(done - bar.pos)

        yield show


def list_wrong(rows: Sequence[WrongRow], path: Path, *, outcome: str = "All others were.") -> None:
    """Print the rows that were not taken and end with exit code 1, if there are any.

    Args:
        outcome: what became of the other rows, as a sentence.
    """
    for row in rows[:MOST_SHOWN]:
        click.echo(f"{path.name}, row {row.number}: {row.reason}", err=True)
    if len(rows) > MOST_SHOWN:
        click.echo(f"… and {len(rows) - MOST_SHOWN} more", err=True)
    if rows:
        was = "was" if len(rows) == 1 else "were"
        raise click.ClickException(
            f"{counted(len(rows), 'row')} of {path.name} {was} not taken. {outcome}"
        )
