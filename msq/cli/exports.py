"""The command that takes data out."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

import click

from msq import resources
from msq.cli._house import Moment, desk_here
from msq.desk.actor import COMMAND_LINE
from msq.desk.export import ask_leave
from msq.exporting import spec, workbook


@click.command()
@click.argument("name")
@click.option("--edition", required=True, help="Code of the edition.")
@click.option(
    "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="xlsx file."
)
@click.option(
    "--basis",
    type=click.Choice(["best", "submitted", "accepted", "latest"]),
    default="best",
    show_default=True,
    help="Which answers: what was submitted, or else the draft; only submitted; only accepted; "
    "as they stand now.",
)
@click.option("--as-of", type=Moment(), help="As it stood at this moment (UTC).")
@click.option("--personal", is_flag=True, help="Personal data too.")
def export(
    name: str, edition: str, output: Path, basis: str, as_of: datetime | None, personal: bool
) -> None:
    """Write the export NAME (a file in exports/, such as pipeline) of an edition."""
    wanted = spec.load(resources.folder("exports"), name)
    with desk_here() as desk:
        leave = ask_leave(desk, COMMAND_LINE, edition, name, basis, personal=personal)
        # Written beside its place and moved there: nobody opens half a workbook.
        handle, unfinished = tempfile.mkstemp(suffix=".xlsx", dir=output.absolute().parent)
        os.close(handle)
        try:
            report = workbook.write(
                desk.database,
                wanted,
                edition,
                Path(unfinished),
                basis=basis,
                personal=personal,
                as_of=as_of,
                now=leave.at,
                by=leave.by,
            )
            Path(unfinished).replace(output)
        finally:
            Path(unfinished).unlink(missing_ok=True)
    for sheet, rows in report.rows.items():
        click.echo(f"{sheet}: {rows} rows")
    if report.notes:
        click.echo(f"{len(report.notes)} cells need a look: see the sheet “notes”", err=True)
    click.echo(f"written: {output}")
