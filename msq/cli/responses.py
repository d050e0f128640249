"""Commands for responses."""

from pathlib import Path

import click

from msq.cli._house import FILE, desk_here, list_wrong
from msq.desk.actor import COMMAND_LINE
from msq.desk.import_responses import import_responses, read_responses


@click.group()
def responses() -> None:
    """Bring answers in."""


@responses.command("import")
@click.argument("edition")
@click.argument("file", type=FILE)
def import_command(edition: str, file: Path) -> None:
    """Import answers of EDITION from FILE (xlsx or CSV).

    One row a unit and item: unit, item, value, and where needed missing, comment, author, at.
    """
    table = read_responses(file.read_bytes(), file.name)
    with desk_here() as desk:
        report = import_responses(desk, COMMAND_LINE, edition, table)
    click.echo(f"{report.saved} saved, {report.same} as they were, {report.blank} blank")
    list_wrong(report.wrong, file)
