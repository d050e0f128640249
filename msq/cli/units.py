"""Commands for the register of units."""

from pathlib import Path

import click

from msq.cli._house import FILE, desk_here, list_wrong
from msq.desk.actor import COMMAND_LINE
from msq.desk.import_units import import_units, read_units


@click.group()
def units() -> None:
    """Look after the units that answer."""


@units.command("import")
@click.argument("file", type=FILE)
def import_command(file: Path) -> None:
    """Import units from FILE (xlsx or CSV): code, name, and where needed kind, parent and more."""
    table = read_units(file.read_bytes(), file.name)
    with desk_here() as desk:
        report = import_units(desk, COMMAND_LINE, table)
    click.echo(f"{report.added} added, {report.changed} changed, {report.same} as they were")
    list_wrong(report.wrong, file)
