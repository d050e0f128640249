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
    """Add units from FILE, or bring them up to date.

    FILE is .xlsx or CSV with a heading and one row a unit. Columns: code, name; where needed kind
    (member_state …), parent (a code), alpha2, m49, region, subregion, ldc, lldc, sids, names such
    as short_fr and formal_ar, and any other that is worth keeping.

    Right rows are taken. Wrong ones are listed with their number and the reason; the exit code is
    then 1. The same file again changes nothing.
    """
    table = read_units(file.read_bytes(), file.name)
    with desk_here() as desk:
        report = import_units(desk, COMMAND_LINE, table)
    click.echo(f"units: {report.added} added, {report.changed} changed, {report.same} as they were")
    list_wrong(report.wrong, file)
